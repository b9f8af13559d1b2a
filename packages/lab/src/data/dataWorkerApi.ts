/**
 * What the data worker does. What is open lives in its memory: readers and rows, not samples. One long call runs at a time;
 * views are answered in between.
 */
import { sourceFileFromFile, type OpenedRecording, type OpenOptions, type SourceFile } from "@kalium/ecg";
import type { DataFlowStep, DataProgress, FileQuestion, OpenOutcome, RecordingRow, RejectedRow, ResultTableCandidate, SignalView } from "./dataRoom.ts";
import { createDataJob, DataJobCancelled, type DataJob } from "./dataJob.ts";
import { openFiles, type OpenEntry, type WaitingFile } from "./openFiles.ts";
import { viewStretch } from "./signalStretch.ts";

/** A file with the place it had in the folder that was dropped; that place does not survive on a `File` that crosses to a worker. */
export interface PlacedFile {
  readonly path: string;
  readonly file: File;
}

/** What `open` answers; the rows went ahead of it. */
export type OpenRest = Omit<OpenOutcome, "rows">;

type OnRows = (rows: readonly RecordingRow[]) => Promise<void>;
type OnProgress = (progress: DataProgress) => void;

/** What the worker stands on; a test brings its own. */
export interface DataWorkerGround {
  readonly openRecordings: (file: SourceFile, companions: readonly SourceFile[], options: OpenOptions) => Promise<readonly OpenedRecording[]>;
  readonly nowMs: () => number;
  readonly nextTask: () => Promise<void>;
}

export type DataWorkerApi = ReturnType<typeof createDataWorkerApi>;

export function createDataWorkerApi(ground: DataWorkerGround) {
  const open = new Map<string, OpenEntry>();
  const waiting = new Map<string, WaitingFile>();
  let staged: SourceFile[] = [];
  let keyCount = 0;
  let job: DataJob | null = null;

  const begin = (onProgress: OnProgress): DataJob => {
    if (job !== null) throw new DataRoomError("busy", "Another long task of the data room is still running.", "Wait until it ends, or cancel it.");
    return (job = createDataJob(onProgress, ground.nowMs, ground.nextTask));
  };

  const entryOf = (key: string): OpenEntry => {
    const entry = open.get(key);
    if (entry === undefined) throw new DataRoomError("not-open", `No recording with the key ${key} is open.`, "Open its files again.");
    return entry;
  };

  /** Opens files and keeps what opened, unless the person asked to stop: then nothing of this call stays. */
  const openAll = async (files: readonly SourceFile[], options: OpenOptions, onRows: OnRows, onProgress: OnProgress, questionsOf: (waiting: readonly WaitingFile[]) => Promise<readonly FileQuestion[]>): Promise<OpenRest> => {
    const current = begin(onProgress);
    const added: string[] = [];
    try {
      const outcome = await openFiles(files, {
        job: current,
        options,
        nextKey: () => `r${++keyCount}`,
        openRecordings: ground.openRecordings,
        onEntries: async (entries) => {
          for (const entry of entries) {
            open.set(entry.row.key, entry);
            added.push(entry.row.key);
          }
          await onRows(entries.map((entry) => entry.row));
        },
      });
      for (const file of outcome.waiting) waiting.set(file.file.path, file);
      return { rejected: outcome.rejected, questions: await questionsOf(outcome.waiting), tables: [] as ResultTableCandidate[], dataset: null, flow: openFlow(files.length, added.length, outcome.rejected), cancelled: false };
    } catch (error) {
      for (const key of added) open.delete(key);
      if (error instanceof DataJobCancelled) return { rejected: [], questions: [], tables: [], dataset: null, flow: [], cancelled: true };
      throw error;
    } finally {
      job = null;
    }
  };

  return {
    /** Files come in portions, so that handing over many of them does not hold up the page. */
    async stage(files: readonly PlacedFile[]): Promise<void> {
      for (const { path, file } of files) staged.push({ ...sourceFileFromFile(file), path });
    },

    async open(onRows: OnRows, onProgress: OnProgress): Promise<OpenRest> {
      const files = staged;
      staged = [];
      return openAll(files, {}, onRows, onProgress, async () => []);
    },

    async close(keys: readonly string[] | null): Promise<void> {
      if (keys === null) {
        open.clear();
        waiting.clear();
      } else for (const key of keys) open.delete(key);
    },

    async view(key: string, startS: number, durationS: number): Promise<SignalView> {
      return viewStretch(entryOf(key).opened, startS, durationS);
    },

    async cancel(): Promise<void> {
      job?.cancel();
    },
  };
}

/** A call that the data room cannot answer, with what to do. */
export class DataRoomError extends Error {
  override readonly name = "DataRoomError";
  constructor(
    readonly code: "busy" | "not-open" | "not-ready",
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

function openFlow(fileCount: number, recordingCount: number, rejected: readonly RejectedRow[]): readonly DataFlowStep[] {
  const byCode = new Map<string, number>();
  for (const { code } of rejected) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return [
    { label: "Files given", count: fileCount, unit: "files", dropped: [...byCode].map(([reason, count]) => ({ reason, count })) },
    { label: "Recordings opened", count: recordingCount, unit: "recordings", dropped: [] },
  ];
}
