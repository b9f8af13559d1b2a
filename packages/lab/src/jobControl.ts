/**
 * Pause, resume and cancel inside a worker. A training loop calls `turn` between steps; it gives the event loop one round,
 * so that a message from the page is read before the next step begins.
 */
import { JobCancelled, type JobContext, type JobEvent } from "@kalium/study";
import { nextTask } from "./nextTask.ts";

export interface JobControl {
  readonly context: JobContext;
  pause(): void;
  resume(): void;
  cancel(): void;
}

/** Step events closer together than this are dropped: the eye needs no more, and the page thread stays free. */
const STEP_EVENT_INTERVAL_MS = 100;

/** Makes the control of one job; `report` receives its events, step events thinned. */
export function createJobControl(report: (event: JobEvent) => void): JobControl {
  let cancelled = false;
  let release: (() => void) | null = null;
  let paused: Promise<void> | null = null;
  let lastStepEventMs = -Infinity;
  return {
    context: {
      async turn() {
        await nextTask();
        while (paused !== null && !cancelled) await paused;
        if (cancelled) throw new JobCancelled();
      },
      report(event) {
        if (event.kind === "step" || event.kind === "personalStep") {
          const nowMs = performance.now();
          if (nowMs - lastStepEventMs < STEP_EVENT_INTERVAL_MS) return;
          lastStepEventMs = nowMs;
        }
        report(event);
      },
      nowMs: () => performance.now(),
    },
    pause() {
      paused ??= new Promise((resolve) => (release = resolve));
    },
    resume() {
      release?.();
      paused = null;
      release = null;
    },
    cancel() {
      cancelled = true;
      release?.();
    },
  };
}
