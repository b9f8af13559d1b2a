/** What every contender offers to the clock, in whatever framework it is written. */
import type { Workload } from "./workload.ts";

/** One loaded network with its batch. */
export interface Session {
  /** A training step, resolving with the loss before the update, or inference of the batch, resolving with NaN. Done only when the result is on the host. */
  run(): Promise<number>;
  /** Logits of the last inference. */
  output?(): Float32Array;
  /** Bytes as the framework counts them, and what they are; null when it does not say. */
  memory(): { readonly bytes: number; readonly source: string } | null;
}

export interface Contender {
  /** What computed: adapter, threads, versions. */
  readonly adapter: string;
  open(workload: Workload): Promise<Session>;
}

/** Why a contender has no figures: known, and no fault of the bench. */
export class NotAvailable extends Error {}
