/** The one worker that touches the origin private file system, so that no two writers ever meet. */
import * as Comlink from "comlink";
import { eraseStoredJobs, listStoredJobs, loadCheckpoint, readManifest, saveCheckpoint, type CheckpointManifest } from "./checkpointStore.ts";
import { throwingPlainErrors } from "./plainError.ts";

let lastWrite: Promise<unknown> = Promise.resolve();

/** Writes happen one after another in the order asked for: two interleaved saves would each drop the other's files. */
function inTurn<Result>(write: () => Promise<Result>): Promise<Result> {
  const result = lastWrite.then(write, write);
  lastWrite = result.catch(() => {});
  return result;
}

const api = {
  async save(job: Omit<CheckpointManifest, "files" | "format">, files: Readonly<Record<string, Uint8Array>>, keepNames: readonly string[]) {
    return inTurn(() => saveCheckpoint(job, files, (file) => keepNames.includes(file.name)));
  },
  async load(jobKey: string) {
    return loadCheckpoint(jobKey);
  },
  async peek(jobKey: string) {
    return readManifest(jobKey);
  },
  async list() {
    return listStoredJobs();
  },
  async erase(jobKey?: string) {
    return inTurn(() => eraseStoredJobs(jobKey));
  },
};

export type StoreWorkerApi = typeof api;
Comlink.expose(throwingPlainErrors(api));
