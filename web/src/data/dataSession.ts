/** The page's dealings with the data room: one long task at a time, its progress, and what came of it. */
import type {
  DataProgress, DataRoom, DeidentifySettings, ExportFormat, OpenOutcome, PairingSettings, RejectedRow, ResultTableMapping, SignalView,
} from "@kalium/lab";
import { EMPTY_STATE, NOTHING_OPEN, type AnswerOptions, type DataState, type ViewedRecording } from "./dataState.ts";
import { createJobSpeed } from "./jobSpeed.ts";

export interface DataSession {
  readonly state: DataState;
  open(files: readonly File[]): Promise<void>;
  answer(file: string, options: AnswerOptions): Promise<void>;
  /** Forgets recordings that are open; null forgets everything. */
  forget(keys: readonly string[] | null): Promise<void>;
  select(keys: readonly string[]): void;
  look(viewed: ViewedRecording | null): void;
  view(viewed: ViewedRecording, startS: number, durationS: number): Promise<SignalView>;
  pair(table: string, mapping: ResultTableMapping, settings: PairingSettings): Promise<void>;
  readTexts(): Promise<void>;
  keepTexts(keys: readonly string[]): void;
  store(title: string, settings: DeidentifySettings): Promise<void>;
  refreshStored(): Promise<void>;
  openStored(key: string): Promise<void>;
  closeStored(): void;
  erase(key: string | null, what: string): Promise<void>;
  exportTo(key: string, format: ExportFormat, folder: FileSystemDirectoryHandle | null): Promise<Blob | null>;
  load(files: readonly File[]): Promise<void>;
  askToPersist(): Promise<void>;
  cancel(): Promise<void>;
  say(kind: "done" | "failed", text: string): void;
  /** Takes the last message away. */
  hush(): void;
}

/** Makes a session on a data room; `onChange` is called after each change of `state`. */
export function createDataSession(room: DataRoom, onChange: () => void, nowMs: () => number): DataSession {
  let state = EMPTY_STATE;
  const set = (part: Partial<DataState>): void => {
    state = { ...state, ...part };
    onChange();
  };

  /** Runs a long task; says what failed. Undefined when it did not end, or another is running. */
  const run = async <T>(label: string, work: (onProgress: (progress: DataProgress) => void) => Promise<T>): Promise<T | undefined> => {
    if (state.job !== null) {
      set({ message: { kind: "failed", text: `${state.job.label} is still under way. Wait until it ends, or cancel it.` } });
      return undefined;
    }
    const speed = createJobSpeed();
    set({ job: { label, progress: null, perSecond: null, stopping: false }, message: null });
    try {
      return await work((progress) => {
        if (state.job !== null) set({ job: { ...state.job, progress, perSecond: speed.at(progress.stage, progress.done, nowMs()) } });
      });
    } catch (error) {
      set({ message: { kind: "failed", text: wordsOf(error) } });
      return undefined;
    } finally {
      set({ job: null });
    }
  };

  const quickly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      set({ message: { kind: "failed", text: wordsOf(error) } });
      return undefined;
    }
  };

  const take = (outcome: OpenOutcome, answered: string | null): void => {
    if (outcome.cancelled) {
      set({ message: { kind: "done", text: "Stopped. What was open before is still open." } });
      return;
    }
    const settled = new Set([...outcome.rows.map((row) => row.path), ...outcome.rejected.map((row) => row.file), ...outcome.questions.map((question) => question.file)]);
    if (answered !== null) settled.add(answered);
    const tables = [...state.tables.filter((table) => !outcome.tables.some(({ file }) => file === table.file)), ...outcome.tables];
    set({
      rows: [...state.rows, ...outcome.rows],
      rejected: [...state.rejected, ...outcome.rejected],
      questions: [...state.questions.filter((question) => !settled.has(question.file)), ...outcome.questions],
      tables,
      dataset: outcome.dataset ?? state.dataset,
      openFlow: outcome.flow.length > 0 ? outcome.flow : state.openFlow,
      selected: new Set([...state.selected, ...outcome.rows.map((row) => row.key)]),
      texts: null,
      kept: null,
      message: { kind: "done", text: openedInWords(outcome) },
    });
  };

  const refreshStored = async (): Promise<void> => {
    try {
      const { datasets, storage } = await room.stored();
      set({ datasets, storage, storeProblem: "" });
    } catch (error) {
      set({ storeProblem: wordsOf(error) });
    }
  };

  return {
    get state() {
      return state;
    },
    async open(files) {
      const outcome = await run("Opening", (onProgress) => room.open(files, onProgress));
      if (outcome !== undefined) take(outcome, null);
    },
    async answer(file, options) {
      const outcome = await run("Reading", (onProgress) => room.answer(file, options, onProgress));
      if (outcome !== undefined) take(outcome, file);
    },
    async forget(keys) {
      const done = await quickly(async () => {
        await room.close(keys);
        return true;
      });
      if (done !== true) return;
      const isViewedGone = state.viewed !== null && state.viewed.datasetKey === null && (keys === null || keys.includes(state.viewed.row.key));
      const viewed = isViewedGone ? null : state.viewed;
      if (keys === null) {
        set({ ...NOTHING_OPEN, viewed, message: { kind: "done", text: "All recordings are closed; nothing of them is left in this tab." } });
        return;
      }
      const gone = new Set(keys);
      set({ rows: state.rows.filter((row) => !gone.has(row.key)), selected: new Set([...state.selected].filter((key) => !gone.has(key))), viewed, texts: null, message: { kind: "done", text: `${counted(keys.length, "recording")} closed.` } });
    },
    select: (keys) => set({ selected: new Set(keys) }),
    look: (viewed) => set({ viewed }),
    view: (viewed, startS, durationS) => (viewed.datasetKey === null ? room.view(viewed.row.key, startS, durationS) : room.viewStored(viewed.datasetKey, viewed.row.key, startS, durationS)),
    async pair(table, mapping, settings) {
      const pairing = await run("Pairing", (onProgress) => room.pair(table, mapping, settings, onProgress));
      if (pairing === undefined) return;
      const found = pairing.rows.filter((row) => row.potassium !== null).length;
      set({ pairing, clockUncertaintyMinutes: settings.ecgClockUncertaintyMinutes, rows: pairing.rows, message: { kind: "done", text: `${counted(found, "recording")} of ${pairing.rows.length} now ${found === 1 ? "has" : "have"} a potassium.` } });
    },
    async readTexts() {
      const texts = await quickly(() => room.textsForReview());
      if (texts !== undefined) set({ texts });
    },
    keepTexts: (keys) => set({ keptTexts: new Set(keys) }),
    async store(title, settings) {
      const keys = [...state.selected];
      const outcome = await run("De-identifying and storing", (onProgress) => room.store(title, keys, settings, onProgress));
      await refreshStored();
      if (outcome === undefined) return;
      if (outcome.cancelled) set({ message: { kind: "done", text: "Stopped. What was stored before is as it was." } });
      else set({ kept: outcome, message: { kind: "done", text: `Stored “${title}”: ${counted(outcome.dataset.recordingCount, "recording")}.` } });
    },
    refreshStored,
    async openStored(key) {
      const rows = await quickly(() => room.storedRows(key));
      if (rows !== undefined) set({ openDataset: { key, rows } });
    },
    closeStored: () => set({ openDataset: null, viewed: state.viewed?.datasetKey == null ? state.viewed : null }),
    async erase(key, what) {
      const done = await quickly(async () => {
        await room.erase(key);
        return true;
      });
      if (done === true) {
        const isOpenGone = key === null || state.openDataset?.key === key;
        const isViewedGone = state.viewed?.datasetKey != null && (key === null || state.viewed.datasetKey === key);
        set({ openDataset: isOpenGone ? null : state.openDataset, viewed: isViewedGone ? null : state.viewed, message: { kind: "done", text: `Erased ${what} from this computer.` } });
      }
      await refreshStored();
    },
    async exportTo(key, format, folder) {
      const blob = await run("Exporting", (onProgress) => room.exportTo(key, format, folder, onProgress));
      if (blob !== undefined) set({ message: { kind: "done", text: folder === null ? "The ZIP is ready." : `Written into the folder “${folder.name}”.` } });
      return blob ?? null;
    },
    async load(files) {
      const dataset = await run("Loading", (onProgress) => room.importFrom(files, onProgress));
      await refreshStored();
      if (dataset !== undefined) set({ message: { kind: "done", text: `Loaded “${dataset.title}”: ${counted(dataset.recordingCount, "recording")}.` } });
    },
    async askToPersist() {
      const promised = await quickly(() => room.askToPersist());
      if (promised !== undefined) set({ message: { kind: "done", text: promised ? "The browser has promised to keep what is stored." : "The browser does not promise it. Installing the page as an app, or a bookmark, can change that; export what matters." } });
      await refreshStored();
    },
    async cancel() {
      if (state.job === null) return;
      set({ job: { ...state.job, stopping: true } });
      await quickly(() => room.cancel());
    },
    say: (kind, text) => set({ message: { kind, text } }),
    hush: () => set({ message: null }),
  };
}

/** An error and its remedy in one line. */
export function wordsOf(error: unknown): string {
  const { message, remedy } = error as { readonly message?: string; readonly remedy?: string | null };
  return [message ?? String(error), remedy ?? ""].join(" ").trim();
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function openedInWords({ rows, rejected, questions }: { readonly rows: readonly unknown[]; readonly rejected: readonly RejectedRow[]; readonly questions: readonly unknown[] }): string {
  const parts = [`${counted(rows.length, "recording")} opened`];
  if (rejected.length > 0) parts.push(`${counted(rejected.length, "file")} could not be used`);
  if (questions.length > 0) parts.push(`${counted(questions.length, "file")} ${questions.length === 1 ? "needs" : "need"} an answer`);
  return `${parts.join("; ")}.`;
}
