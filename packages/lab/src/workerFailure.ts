import { LabError } from "./plainError.ts";

/**
 * Rejects when a worker cannot be loaded or breaks down; never resolves. Race calls against it: Comlink alone waits for ever for a worker that
 * is not there.
 */
export function workerFailure(worker: Worker): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(
        new LabError({
          name: "WorkerError",
          message: `The background worker stopped${event.message ? `: ${event.message}` : " or could not be loaded"}.`,
          code: "worker-failed",
          remedy: "Try again; if it stops again, reload the page.",
          file: null,
        }),
      );
    });
  });
  // A failure between two calls is told by the next one.
  failure.catch(() => {});
  return failure;
}
