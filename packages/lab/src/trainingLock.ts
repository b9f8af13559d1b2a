import { LabError } from "./plainError.ts";

/** Two tabs that train at once would fight for the same cores; the second says so instead. */
export async function holdingTrainingLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (navigator.locks === undefined) return work();
  return navigator.locks.request("kalium:train", { ifAvailable: true }, async (lock) => {
    if (lock === null) {
      throw new LabError({ name: "BusyError", message: "Another tab is training.", code: "another-tab", remedy: "Wait until it is done or cancel it there, then press Run again.", file: null });
    }
    return work();
  }) as Promise<Result>;
}
