/** One long call of the data room: asked whether to go on, telling how far it is. */
import type { DataProgress } from "./dataRoom.ts";

/** The person asked to stop. */
export class DataJobCancelled extends Error {
  override readonly name = "DataJobCancelled";
}

export interface DataJob {
  readonly cancelled: boolean;
  /**
   * Lets messages from the page in now and then, so that a job that never waits for a file can be cancelled as well.
   * @throws DataJobCancelled
   */
  turn(): Promise<void>;
  /** Begins a stage of so many steps. */
  begin(stage: DataProgress["stage"], total: number): void;
  /** Steps done of the stage, and what is worked on. */
  step(done: number, current: string): void;
  cancel(): void;
}

/** The eye needs no more. */
const REPORT_INTERVAL_MS = 100;
/** A message from the page waits no longer than this. */
const TURN_INTERVAL_MS = 50;
/** Speed is told from this much time on. */
const LEARNING_MS = 500;

/** Makes a job; `nowMs` and `nextTask` (one round of the event loop) are passed in for tests. */
export function createDataJob(report: (progress: DataProgress) => void, nowMs: () => number, nextTask: () => Promise<void>): DataJob {
  let cancelled = false;
  let stage: DataProgress["stage"] = "looking";
  let total = 0;
  let beganMs = nowMs();
  let reportedMs = -Infinity;
  let turnedMs = nowMs();
  return {
    get cancelled() {
      return cancelled;
    },
    async turn() {
      if (nowMs() - turnedMs >= TURN_INTERVAL_MS) {
        await nextTask();
        turnedMs = nowMs();
      }
      if (cancelled) throw new DataJobCancelled("cancelled");
    },
    begin(nextStage, nextTotal) {
      stage = nextStage;
      total = nextTotal;
      beganMs = nowMs();
    },
    step(done, current) {
      const now = nowMs();
      if (now - reportedMs < REPORT_INTERVAL_MS) return;
      reportedMs = now;
      const elapsedMs = now - beganMs;
      const secondsLeft = done > 0 && elapsedMs >= LEARNING_MS ? (elapsedMs / 1000 / done) * (total - done) : null;
      report({ stage, done, total, secondsLeft, current });
    },
    cancel() {
      cancelled = true;
    },
  };
}
