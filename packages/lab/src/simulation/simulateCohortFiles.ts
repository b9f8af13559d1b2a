/** A simulated cohort for the data room: made in a worker, opened like files from a disk. */
import * as Comlink from "comlink";
import { fromWorker } from "../plainError.ts";
import { workerFailure } from "../workerFailure.ts";
import type { CohortFileSettings } from "./cohortFiles.ts";
import type { CohortFilesWorkerApi } from "./cohortFiles.worker.ts";

/**
 * WFDB files and `potassium.csv` of a cohort; hand them to the data room as if picked by hand. The worker ends with the work.
 *
 * @param onProgress called with how much is done, 0 … 1
 * @param signal ends the work; the call then throws the signal's reason.
 * @throws LabError for impossible settings, or when the worker cannot be loaded or breaks down.
 */
export async function simulateCohortFiles(settings: CohortFileSettings, onProgress: (share: number) => void = () => {}, signal?: AbortSignal): Promise<File[]> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL("./cohortFiles.worker.ts", import.meta.url), { type: "module", name: "kalium-simulate" });
  const api = Comlink.wrap<CohortFilesWorkerApi>(worker);
  const aborted = new Promise<never>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason), { once: true }));
  try {
    const made = api.make(settings, Comlink.proxy((done: number) => onProgress(done / settings.people)));
    const files = await fromWorker(Promise.race([made, workerFailure(worker), aborted]));
    return files.map(({ name, bytes }) => new File([bytes as Uint8Array<ArrayBuffer>], name));
  } finally {
    api[Comlink.releaseProxy]();
    worker.terminate();
  }
}
