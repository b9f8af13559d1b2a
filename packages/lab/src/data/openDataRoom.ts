/** The page's side of the data room: one worker, started by the first call. Tables of rows come in portions, so that taking them in does not hold up the page. */
import * as Comlink from "comlink";
import { fromWorker } from "../plainError.ts";
import type { DataProgress, DataRoom, RecordingRow, StorageFacts } from "./dataRoom.ts";
import { DataRoomError } from "./dataRoomError.ts";
import type { DataWorkerApi, OnRows } from "./dataWorkerApi.ts";

/** Files handed over at once; cloning one takes some tenths of a millisecond of the page. */
const STAGE_SIZE = 50;

/** Opens the data room. Nothing is loaded before the first call. */
export function openDataRoom(): DataRoom {
  let started: Comlink.Remote<DataWorkerApi> | null = null;
  const api = () => (started ??= Comlink.wrap<DataWorkerApi>(new Worker(new URL("./data.worker.ts", import.meta.url), { type: "module", name: "kalium-data" })));
  const progress = (onProgress?: (progress: DataProgress) => void) => Comlink.proxy((value: DataProgress) => onProgress?.(value));
  let isStopAsked = false;
  /** Hands files to the worker; false when the person asked to stop meanwhile, and then the worker holds none of them. */
  const stage = async (files: readonly File[]): Promise<boolean> => {
    isStopAsked = false;
    for (let from = 0; from < files.length && !isStopAsked; from += STAGE_SIZE) {
      await fromWorker(api().stage(files.slice(from, from + STAGE_SIZE).map((file) => ({ path: file.webkitRelativePath || file.name, file }))));
    }
    if (isStopAsked) await fromWorker(api().discardStaged());
    return !isStopAsked;
  };
  return {
    async open(files, onProgress) {
      if (!(await stage(files))) return { rows: [], rejected: [], questions: [], tables: [], dataset: null, flow: [], cancelled: true };
      const { rest, rows } = await collectRows((onRows) => api().open(onRows, progress(onProgress)));
      return { ...rest, rows: rest.cancelled ? [] : rows };
    },
    close: (keys) => fromWorker(api().close(keys)),
    view: (key, startS, durationS) => fromWorker(api().view(key, startS, durationS)),
    cancel() {
      isStopAsked = true;
      return fromWorker(api().cancel());
    },
    async answer(file, options, onProgress) {
      const { rest, rows } = await collectRows((onRows) => api().answer(file, options, onRows, progress(onProgress)));
      return { ...rest, rows: rest.cancelled ? [] : rows };
    },
    async pair(table, mapping, settings, onProgress) {
      const { rest, rows } = await collectRows((onRows) => api().pair(table, mapping, settings, onRows, progress(onProgress)));
      return { ...rest, rows };
    },
    textsForReview: () => fromWorker(api().textsForReview()),
    store: (title, keys, settings, onProgress) => fromWorker(api().store(title, keys, settings, progress(onProgress))),
    async stored() {
      return { datasets: await fromWorker(api().stored()), storage: await storageFacts() };
    },
    storedRows: async (datasetKey) => (await collectRows((onRows) => api().storedRows(datasetKey, onRows))).rows,
    viewStored: (datasetKey, rowKey, startS, durationS) => fromWorker(api().viewStored(datasetKey, rowKey, startS, durationS)),
    erase: (datasetKey) => fromWorker(api().erase(datasetKey)),
    exportTo: (datasetKey, format, folder, onProgress) => fromWorker(api().exportTo(datasetKey, format, folder, progress(onProgress))),
    async importFrom(files, onProgress) {
      if (!(await stage(files))) throw new DataRoomError("cancelled", "Loading was stopped.", "Choose the folder again.");
      return fromWorker(api().importFrom(progress(onProgress)));
    },
    askToPersist: async () => (await navigator.storage?.persist?.()) ?? false,
  };
}

/** Rows in order of their first coming; a row that comes again takes the place of the earlier one. */
async function collectRows<Rest>(call: (onRows: OnRows) => Promise<Rest>): Promise<{ readonly rest: Rest; readonly rows: readonly RecordingRow[] }> {
  const rows = new Map<string, RecordingRow>();
  const onRows: OnRows = async (batch) => {
    for (const row of batch) rows.set(row.key, row);
  };
  const rest = await fromWorker(call(Comlink.proxy(onRows)));
  return { rest, rows: [...rows.values()] };
}

async function storageFacts(): Promise<StorageFacts> {
  const estimate = await navigator.storage?.estimate?.();
  return { usedBytes: estimate?.usage ?? null, quotaBytes: estimate?.quota ?? null, persisted: (await navigator.storage?.persisted?.()) ?? null };
}
