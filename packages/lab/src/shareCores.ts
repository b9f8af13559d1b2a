/** How the cores of the processor are shared between workers and their threads. */
import type { ExecutorName } from "@kalium/engine";

/** Workers beyond this gain little: each holds its own copy of data and network. */
const MAX_WORKERS = 4;

export interface CoreShares {
  readonly workers: number;
  /** Threads of each worker while generic networks are trained. */
  readonly genericThreads: number;
  /** Threads of each worker during the personal rounds. */
  readonly personalThreads: number;
}

/**
 * People and folds side by side first, since they never wait for each other, then threads within each of them. Threads need memory that
 * workers can share, which a page without the isolation headers does not have: there, each worker computes on one thread.
 */
export function shareCores(machine: { readonly cores: number; readonly sharesMemory: boolean }, folds: number, people: number): CoreShares {
  const cores = Math.max(1, machine.cores);
  const workers = Math.max(1, Math.min(cores, MAX_WORKERS, people));
  const threadsFor = (parts: number) => (machine.sharesMemory ? Math.max(1, Math.floor(cores / parts)) : 1);
  return { workers, genericThreads: threadsFor(Math.max(1, Math.min(workers, folds))), personalThreads: threadsFor(workers) };
}

/** Whether workers side by side gain anything: a GPU is one, the cores are several. */
export function runsOnProcessor(name: ExecutorName): boolean {
  return name === "wasm" || name === "tfjs:wasm" || name === "tfjs:cpu";
}
