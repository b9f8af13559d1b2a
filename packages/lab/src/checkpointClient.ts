/** The page's side of the checkpoint store. Without an origin private file system it says so once and stores nothing. */
import * as Comlink from "comlink";
import type { CheckpointManifest, StoredJob } from "./checkpointStore.ts";
import { fromWorker } from "./plainError.ts";
import type { StoreWorkerApi } from "./store.worker.ts";

export interface CheckpointClient {
  save(job: Omit<CheckpointManifest, "files" | "format">, files: Readonly<Record<string, Uint8Array>>, keepNames: readonly string[]): Promise<CheckpointManifest>;
  load(jobKey: string): Promise<{ manifest: CheckpointManifest; files: Record<string, Uint8Array> } | null>;
  peek(jobKey: string): Promise<CheckpointManifest | null>;
  list(): Promise<StoredJob[]>;
  erase(jobKey?: string): Promise<void>;
}

/** Starts the store worker. */
export function openCheckpointClient(): CheckpointClient {
  const worker = new Worker(new URL("./store.worker.ts", import.meta.url), { type: "module", name: "kalium-store" });
  const api = Comlink.wrap<StoreWorkerApi>(worker);
  return {
    save: (job, files, keepNames) =>
      fromWorker(api.save(job, Comlink.transfer(files, Object.values(files).map((bytes) => bytes.buffer)), keepNames)),
    load: (jobKey) => fromWorker(api.load(jobKey)),
    peek: (jobKey) => fromWorker(api.peek(jobKey)),
    list: () => fromWorker(api.list()),
    erase: (jobKey) => fromWorker(api.erase(jobKey)),
  };
}
