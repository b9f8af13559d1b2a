/** The page's side of the data room: one worker, started by the first call. */
import * as Comlink from "comlink";
import { fromWorker, LabError } from "../plainError.ts";
import type { DataProgress, DataRoom, OpenOutcome, RecordingRow } from "./dataRoom.ts";
import type { DataWorkerApi, OpenRest } from "./dataWorkerApi.ts";

/** Files handed over at once; cloning so many takes a few milliseconds. */
const STAGE_SIZE = 500;

/** Opens the data room. Nothing is loaded before the first call. */
export function openDataRoom(): DataRoom {
  let started: Comlink.Remote<DataWorkerApi> | null = null;
  const api = () => (started ??= Comlink.wrap<DataWorkerApi>(new Worker(new URL("./data.worker.ts", import.meta.url), { type: "module", name: "kalium-data" })));
  const progress = (onProgress?: (progress: DataProgress) => void) => Comlink.proxy((value: DataProgress) => onProgress?.(value));
  const collectRows = async (call: (onRows: (rows: readonly RecordingRow[]) => Promise<void>) => Promise<OpenRest>): Promise<OpenOutcome> => {
    const rows: RecordingRow[] = [];
    const rest = await fromWorker(call(Comlink.proxy(async (batch: readonly RecordingRow[]) => void rows.push(...batch))));
    return { ...rest, rows: rest.cancelled ? [] : rows };
  };
  return {
    async open(files, onProgress) {
      for (let from = 0; from < files.length; from += STAGE_SIZE) {
        await fromWorker(api().stage(files.slice(from, from + STAGE_SIZE).map((file) => ({ path: file.webkitRelativePath || file.name, file }))));
      }
      return collectRows((onRows) => api().open(onRows, progress(onProgress)));
    },
    close: (keys) => fromWorker(api().close(keys)),
    view: (key, startS, durationS) => fromWorker(api().view(key, startS, durationS)),
    cancel: () => fromWorker(api().cancel()),
    answer: notReady,
    pair: notReady,
    textsForReview: notReady,
    store: notReady,
    stored: notReady,
    storedRows: notReady,
    viewStored: notReady,
    erase: notReady,
    exportTo: notReady,
    importFrom: notReady,
    askToPersist: async () => (await navigator.storage?.persist?.()) ?? false,
  };
}

async function notReady(): Promise<never> {
  throw new LabError({ name: "DataRoomError", message: "This part of the data room is not there yet.", code: "not-ready", remedy: "Use another part.", file: null });
}
