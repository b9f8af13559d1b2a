/** A contender that is open on a task, in a process of its own, wherever that is. */
import type { FrameworkMemory } from "./contender.ts";

export interface BlockReport {
  readonly timesMs: readonly number[];
  readonly losses: readonly number[];
  /** Of each step; empty where nothing counts them. */
  readonly dispatches: readonly number[];
  readonly submits: readonly number[];
  readonly memory: FrameworkMemory | null;
  /** Logits of the last inference. */
  readonly output: readonly number[] | null;
}

export interface MemoryFigures {
  /** By how much its processes grew at their peak since before the contender was loaded; null where the system does not say. */
  readonly peakGrowthBytes: number | null;
  /** `measureUserAgentSpecificMemory`: page and workers, now. */
  readonly pageBytes: number | null;
}

export interface Runner {
  /** What computes: adapter, threads, versions. */
  readonly adapter: string;
  /** At most `count` steps; no step begins after `budgetMs`, but the first always does. */
  run(count: number, budgetMs: number): Promise<BlockReport>;
  measureMemory(): Promise<MemoryFigures>;
  close(): Promise<void>;
}
