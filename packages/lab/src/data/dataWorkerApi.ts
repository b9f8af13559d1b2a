/**
 * What the data worker does. What is open lives in its memory: readers and rows, not samples. One long call runs at a time;
 * views are answered in between.
 */
import { recogniseDataset, type OpenedRecording, type OpenOptions, type SourceFile } from "@kalium/ecg";
import type { DataFlowStep, DataProgress, DeidentifySettings, ExportFormat, FileQuestion, OpenOutcome, PairingOutcome, PairingSettings, RecordingRow, RejectedRow, ResultTableCandidate, ResultTableMapping, SignalView, StoredDataset, TextForReview } from "./dataRoom.ts";
import { createDataJob, DataJobCancelled, type DataJob } from "./dataJob.ts";
import { DataRoomError } from "./dataRoomError.ts";
import { exportedFiles } from "./exportDataset.ts";
import { archiveOf, writeIntoFolder } from "./exportTargets.ts";
import { expandArchives } from "./expandArchives.ts";
import { askAbout } from "./fileQuestion.ts";
import { loadExport } from "./loadExport.ts";
import { openFiles, type OpenEntry, type WaitingFile } from "./openFiles.ts";
import { DEFAULT_PAIRING, pairRecordings } from "./pairRecordings.ts";
import { describeCandidate, isRemembered, remember, type RememberedMappings } from "./resultTables.ts";
import { viewStretch } from "./signalStretch.ts";
import { storeRecordings, type StoreOutcome } from "./storeRecordings.ts";
import type { StoreAccess } from "./store/storeAccess.ts";
import { placedSource, type PlacedFile } from "./placedSource.ts";
import { createTextKeys } from "./textsForReview.ts";

/** What `open` answers; the rows went ahead of it. */
export type OpenRest = Omit<OpenOutcome, "rows">;
export type PairingRest = Omit<PairingOutcome, "rows">;

export type OnRows = (rows: readonly RecordingRow[]) => Promise<void>;
type OnProgress = (progress: DataProgress) => void;

/** What the worker stands on; a test brings its own. */
export interface DataWorkerGround {
  readonly openRecordings: (file: SourceFile, companions: readonly SourceFile[], options: OpenOptions) => Promise<readonly OpenedRecording[]>;
  readonly access: StoreAccess;
  readonly nowMs: () => number;
  readonly nextTask: () => Promise<void>;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Date and time as they shall stand in a report. */
  readonly madeAt: () => string;
  readonly programVersion: string;
}

const ROWS_AT_ONCE = 200;
const MAPPINGS_STEM = "mappings";

export type DataWorkerApi = ReturnType<typeof createDataWorkerApi>;

export function createDataWorkerApi(ground: DataWorkerGround) {
  const { access } = ground;
  const open = new Map<string, OpenEntry>();
  /** Files that wait for an answer, by path, with what tells their layout. */
  const waiting = new Map<string, { readonly file: SourceFile; readonly layoutKey: string }>();
  const tables = new Map<string, { readonly file: SourceFile; readonly columns: readonly string[] }>();
  const texts = createTextKeys();
  let staged: SourceFile[] = [];
  let keyCount = 0;
  let job: DataJob | null = null;

  /** Runs a long call; a second one meanwhile is refused. */
  const asJob = async <Result>(onProgress: OnProgress, work: (job: DataJob) => Promise<Result>): Promise<Result> => {
    if (job !== null) throw new DataRoomError("busy", "Another long task of the data room is still running.", "Wait until it ends, or cancel it.");
    job = createDataJob(onProgress, ground.nowMs, ground.nextTask);
    try {
      return await work(job);
    } finally {
      job = null;
    }
  };

  const entryOf = (key: string): OpenEntry => {
    const entry = open.get(key);
    if (entry === undefined) throw new DataRoomError("not-open", `No recording with the key ${key} is open.`, "Open its files again.");
    return entry;
  };

  const remembered = async (): Promise<RememberedMappings> => {
    // Without a store nothing is remembered, and nothing else is missing.
    const stored = await access.document(MAPPINGS_STEM).catch(() => null);
    return isRemembered(stored) ? stored : {};
  };

  /** Opens files and keeps what opened, unless the person asked to stop: then nothing of this call stays. */
  const openAll = (given: readonly SourceFile[], options: OpenOptions | null, onRows: OnRows, onProgress: OnProgress): Promise<OpenRest> =>
    asJob(onProgress, async (current) => {
      const added = new Map<string, OpenEntry>();
      try {
        const { files, rejected: badArchives } = await expandArchives(given, current);
        const dataset = await recogniseDataset(files).catch(() => null);
        const mappings = await remembered();
        const candidates = new Map<string, ResultTableCandidate>();
        const outcome = await openFiles(files, {
          job: current,
          optionsOf: (path) => options ?? dataset?.openOptionsOf(path) ?? {},
          skip: new Set(dataset?.tablePaths ?? []),
          factsOf: (path, id) => dataset?.factsOf(path, id) ?? null,
          isResultTable: async (file) => {
            const candidate = await describeCandidate(file, mappings);
            if (candidate !== null) candidates.set(file.path, candidate);
            return candidate !== null;
          },
          nextKey: () => `r${++keyCount}`,
          openRecordings: ground.openRecordings,
          onEntries: async (entries) => {
            for (const entry of entries) added.set(entry.row.key, entry);
            await onRows(entries.map((entry) => entry.row));
          },
        });
        const rejected = [...badArchives, ...outcome.rejected];
        const flow = openFlow(files.length, added.size, rejected);
        const paired = dataset?.results == null ? null : await pairRecordings(added, dataset.results.file, dataset.results.mapping, DEFAULT_PAIRING, current);
        if (paired !== null) await onRows(paired.rows);
        for (const [key, entry] of added) open.set(key, entry);
        const questions = await ask(outcome.waiting);
        if (dataset?.results != null) {
          const candidate = await describeCandidate(dataset.results.file, mappings);
          if (candidate !== null) candidates.set(candidate.file, { ...candidate, mapping: dataset.results.mapping });
        }
        for (const file of files) if (candidates.has(file.path)) tables.set(file.path, { file, columns: candidates.get(file.path)!.columns });
        return { rejected, questions, tables: [...candidates.values()], dataset: dataset?.name ?? null, flow: [...flow, ...(paired?.flow ?? [])], cancelled: false };
      } catch (error) {
        if (error instanceof DataJobCancelled) return { rejected: [], questions: [], tables: [], dataset: null, flow: [], cancelled: true };
        throw error;
      }
    });

  /** One question for all files of a layout. */
  const ask = async (files: readonly WaitingFile[]): Promise<readonly FileQuestion[]> => {
    const questions = new Map<string, FileQuestion>();
    for (const { file, error } of files) {
      const { question, layoutKey } = await askAbout(file, error);
      waiting.set(file.path, { file, layoutKey });
      const known = questions.get(layoutKey);
      questions.set(layoutKey, known === undefined ? question : { ...known, fileCount: known.fileCount + 1 });
    }
    return [...questions.values()];
  };

  return {
    /** Files come in portions, so that handing over many of them does not hold up the page. */
    async stage(files: readonly PlacedFile[]): Promise<void> {
      for (const file of files) staged.push(placedSource(file));
    },

    /** Rows with a key that came before take the place of the earlier ones. */
    async open(onRows: OnRows, onProgress: OnProgress): Promise<OpenRest> {
      const files = staged;
      staged = [];
      return openAll(files, null, onRows, onProgress);
    },

    async answer(file: string, options: OpenOptions, onRows: OnRows, onProgress: OnProgress): Promise<OpenRest> {
      const asked = waiting.get(file);
      if (asked === undefined) throw new DataRoomError("no-question", `Nothing is asked about ${file}.`, "Open the file again.");
      const same = [...waiting.values()].filter(({ layoutKey }) => layoutKey === asked.layoutKey);
      // Files that need another answer come back into the list by themselves.
      for (const one of same) waiting.delete(one.file.path);
      const outcome = await openAll(same.map((one) => one.file), options, onRows, onProgress);
      if (outcome.cancelled) for (const one of same) waiting.set(one.file.path, one);
      return outcome;
    },

    async close(keys: readonly string[] | null): Promise<void> {
      if (keys === null) for (const map of [open, waiting, tables]) map.clear();
      else for (const key of keys) open.delete(key);
    },

    async view(key: string, startS: number, durationS: number): Promise<SignalView> {
      return viewStretch(entryOf(key).opened, startS, durationS);
    },

    async pair(table: string, mapping: ResultTableMapping, settings: PairingSettings, onRows: OnRows, onProgress: OnProgress): Promise<PairingRest> {
      return asJob(onProgress, async (current) => {
        const found = tables.get(table);
        if (found === undefined) throw new DataRoomError("not-open", `The table ${table} is not open.`, "Open it again.");
        const { rows, ...rest } = await pairRecordings(open, found.file, mapping, settings, current);
        const mappings = await remember(await remembered(), found.columns, mapping);
        // Remembering is a convenience; a full disk or a second tab must not undo the pairing.
        await access.writing(() => access.writeDocument(MAPPINGS_STEM, mappings)).catch(() => {});
        await inPortions(rows, onRows);
        return rest;
      });
    },

    async textsForReview(): Promise<readonly TextForReview[]> {
      return texts.list(open.values());
    },

    async store(title: string, keys: readonly string[], settings: DeidentifySettings, onProgress: OnProgress): Promise<StoreOutcome> {
      return asJob(onProgress, (current) =>
        storeRecordings(keys.map(entryOf), access, current, {
          ...settings,
          keptTexts: texts.valuesOf(settings.keptTexts),
          title,
          programVersion: ground.programVersion,
          madeAt: ground.madeAt(),
          randomBytes: ground.randomBytes,
        }),
      );
    },

    async stored(): Promise<readonly StoredDataset[]> {
      return (await access.reading()).list();
    },

    async storedRows(datasetKey: string, onRows: OnRows): Promise<void> {
      await inPortions(await (await access.reading()).rows(datasetKey), onRows);
    },

    async viewStored(datasetKey: string, rowKey: string, startS: number, durationS: number): Promise<SignalView> {
      return viewStretch(await (await access.reading()).recording(datasetKey, rowKey), startS, durationS);
    },

    async erase(datasetKey: string | null): Promise<void> {
      await access.writing((store) => store.erase(datasetKey));
    },

    /** A ZIP archive where no folder is given. */
    async exportTo(datasetKey: string, format: ExportFormat, folder: FileSystemDirectoryHandle | null, onProgress: OnProgress): Promise<Blob | null> {
      return asJob(onProgress, async (current) => {
        const store = await access.reading();
        const found = (await store.list()).find(({ key }) => key === datasetKey);
        const rows = await store.rows(datasetKey);
        const files = exportedFiles({ title: found?.title ?? "", rows, open: (rowKey) => store.recording(datasetKey, rowKey) }, format, current);
        try {
          if (folder === null) return await archiveOf(files, await access.root());
          await writeIntoFolder(folder, files);
          return null;
        } catch (error) {
          if (error instanceof DataJobCancelled) throw new DataRoomError("cancelled", "The export was stopped.", folder === null ? "Start it again." : "Files that were written stay in the folder; start again to write all.");
          throw error;
        }
      });
    },

    /** Loads the files that were staged. */
    async importFrom(onProgress: OnProgress): Promise<StoredDataset> {
      const files = staged;
      staged = [];
      return asJob(onProgress, async (current) => loadExport((await expandArchives(files, current)).files, access, current, ground.openRecordings));
    },

    async cancel(): Promise<void> {
      job?.cancel();
    },

    /** Forgets what was handed over and not opened. */
    async discardStaged(): Promise<void> {
      staged = [];
    },
  };
}

async function inPortions(rows: readonly RecordingRow[], onRows: OnRows): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) await onRows(rows.slice(from, from + ROWS_AT_ONCE));
}

function openFlow(fileCount: number, recordingCount: number, rejected: readonly RejectedRow[]): readonly DataFlowStep[] {
  const byCode = new Map<string, number>();
  for (const { code } of rejected) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return [
    { label: "Files given", count: fileCount, unit: "files", dropped: [...byCode].map(([reason, count]) => ({ reason, count })) },
    { label: "Recordings opened", count: recordingCount, unit: "recordings", dropped: [] },
  ];
}
