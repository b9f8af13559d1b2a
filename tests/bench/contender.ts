/** What every contender offers to the clock, in whatever framework it is written. */
import type { Workload } from "./workload.ts";

/** Bytes as a framework counts them, and what they are. */
export interface FrameworkMemory {
  readonly bytes: number;
  readonly source: string;
  /** Of an arena: the most bytes of values that are alive at once, and what runs in a step. */
  readonly liveBytes?: number;
  readonly instructionCount?: number;
}

/** One loaded network with its batch. */
export interface Session {
  /** A training step, resolving with the loss before the update, or inference of the batch, resolving with NaN. Done only when the result is on the host. */
  run(): Promise<number>;
  /** Steps of a run, where it is more than one. Its loss is then NaN. */
  readonly stepsPerRun?: number;
  /** Logits of the last inference. */
  output?(): Float32Array;
  /** Null when the framework does not say. */
  memory(): FrameworkMemory | null;
}

export interface Contender {
  /** What computed: adapter, threads, versions. */
  readonly adapter: string;
  open(workload: Workload): Promise<Session>;
}

/** Why a contender has no figures: known, and no fault of the bench. */
export class NotAvailable extends Error {}
