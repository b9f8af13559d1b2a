/**
 * How long work talks to whoever started it. The study functions call these between steps; the lab implements
 * them over a worker boundary, a test implements them in three lines.
 */

/** One thing that happened in a long job. Plain data: it crosses workers and is kept in the checkpoint. */
export type JobEvent =
  | { readonly kind: "stage"; readonly stage: string; readonly detail: string }
  | { readonly kind: "step"; readonly stage: string; readonly stepsDone: number; readonly stepsTotal: number; readonly loss: number; readonly stepsPerSecond: number; readonly secondsLeft: number; /** Share of the time so far in which training waited for data. */ readonly waitedShare: number }
  | { readonly kind: "epoch"; readonly stage: string; readonly epoch: number; readonly epochsTotal: number; readonly trainLoss: number; readonly validationLoss: number; readonly validationAccuracy: number; readonly learningRate: number }
  | { readonly kind: "personalStep"; readonly personId: string; readonly stepsDone: number; readonly loss: number }
  | { readonly kind: "round"; readonly personId: string; readonly round: number; readonly accuracy: number; readonly control: boolean }
  | { readonly kind: "note"; readonly text: string };

/** Thrown by `JobContext.turn` once the person has cancelled. */
export class JobCancelled extends Error {
  override readonly name = "JobCancelled";
  constructor() {
    super("Cancelled. What was finished before is kept.");
  }
}

export interface JobContext {
  /** Called between any two steps: lets messages in, waits while paused, throws `JobCancelled` after a cancel. */
  turn(): Promise<void>;
  report(event: JobEvent): void;
  /** Monotonic clock in ms, for rates only. */
  nowMs(): number;
}
