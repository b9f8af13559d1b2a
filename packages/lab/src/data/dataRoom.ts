/**
 * The data room: from dropped files to a stored, de-identified data set. What is open lives in the memory of one worker only;
 * the single way into the store leads through the de-identification gate. Everything here can be structured-cloned.
 */
import type { FormatName, OpenOptions, TableLayout, ArrayLayout, TextKind, ResultTableMapping } from "@kalium/ecg";

/** How far long work has come. `secondsLeft` is null until it can be told. */
export interface DataProgress {
  readonly stage: "looking" | "opening" | "pairing" | "storing" | "exporting" | "loading";
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
  /** File or record being worked on; shown, never stored. */
  readonly current: string;
}

/** How well a recording can be used. Reasons are short words: "lead V3 flat", "12 % of II missing". */
export interface RowQuality {
  readonly grade: "good" | "fair" | "poor";
  readonly reasons: readonly string[];
}

/** A potassium result given to a recording. */
export interface RowPotassium {
  readonly mmolPerL: number;
  /** Result time minus ECG time in minutes; null when the table names the recording itself. */
  readonly offsetMinutes: number | null;
  readonly haemolysed: boolean | null;
}

/** One line of the table of recordings. */
export interface RecordingRow {
  /** Unique within what is open. */
  readonly key: string;
  readonly id: string;
  readonly path: string;
  readonly format: FormatName;
  readonly formatDetail: string;
  readonly leadNames: readonly string[];
  readonly samplingRateHz: number;
  readonly durationS: number;
  readonly person: string | null;
  readonly startTimeMs: number | null;
  readonly simulated: boolean;
  readonly annotationCount: number;
  readonly quality: RowQuality;
  readonly potassium: RowPotassium | null;
  readonly notes: readonly string[];
  /** Lead II, or the first lead, of the first seconds: lowest and highest mV of each of 96 columns, interleaved. */
  readonly thumbnailMillivolt: Float32Array;
  readonly thumbnailLead: string;
}

/** A file that gave no recording. */
export interface RejectedRow {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A file that needs an answer before it can be read (text table or bare array). */
export interface FileQuestion {
  /** The first file of its layout. */
  readonly file: string;
  /** Files of the same layout that wait for the same answer, this one included. */
  readonly fileCount: number;
  readonly kind: "table" | "array";
  /** First lines of a text table, at most 20 of at most 200 characters; empty for arrays. */
  readonly preview: readonly string[];
  /** What Kalium guesses; the fields it cannot know are NaN, "" or empty. */
  readonly guess: TableLayout | ArrayLayout;
  readonly columnCount: number;
  /** Names of the arrays in an array file, with their shapes. */
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** One step of the flow diagram, with what was dropped on the way to the next. */
export interface DataFlowStep {
  readonly label: string;
  readonly count: number;
  readonly unit: string;
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
}

/** A table of results lying among the files, by its columns. */
export interface ResultTableCandidate {
  readonly file: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rowCount: number;
  /** Guessed, or remembered from a table with the same columns. */
  readonly mapping: ResultTableMapping;
  readonly remembered: boolean;
}

export type { ResultTableMapping };

export interface PairingSettings {
  readonly windowHours: number;
  readonly haemolysed: "keep" | "drop";
  /** Minutes by which the clock of the ECG machine may be wrong; shown beside every pair, never used to move it. */
  readonly ecgClockUncertaintyMinutes: number;
}

export interface PairingOutcome {
  /** Every open recording, paired or not. */
  readonly rows: readonly RecordingRow[];
  readonly flow: readonly DataFlowStep[];
  /** Counts by window (1, 3, 6 h) and class. */
  readonly counts: readonly { readonly windowHours: number; readonly pairs: number; readonly people: number; readonly low: number; readonly high: number }[];
  readonly problems: readonly RejectedRow[];
}

/** A text found in the files, for a person to read and to keep or leave out. Equal texts are listed once. */
export interface TextForReview {
  readonly key: string;
  readonly place: string;
  readonly kind: TextKind;
  readonly value: string;
  readonly recordingCount: number;
  readonly format: FormatName;
}

export interface DeidentifySettings {
  /** Pass phrase of the user; identifiers become keyed hashes under it. Never stored. */
  readonly passPhrase: string;
  /** Keys of texts that a person has read and keeps; every other free text is dropped. */
  readonly keptTexts: readonly string[];
  /** Keep shifted dates (intervals within a person are kept) or no dates at all. */
  readonly dates: "shift" | "drop";
}

/** The report that a data-protection officer reads; `text` is ready to be printed and signed. */
export interface DeidentificationReport {
  readonly text: string;
  readonly html: string;
  readonly json: string;
  readonly recordingCount: number;
  readonly removedCount: number;
  readonly keptTextCount: number;
}

/** A stored data set as listed. */
export interface StoredDataset {
  readonly key: string;
  readonly title: string;
  readonly savedAt: string;
  readonly recordingCount: number;
  readonly personCount: number;
  readonly withPotassiumCount: number;
  readonly byteLength: number;
  /** "whole", or "interrupted": an import was cut off; what is there is sound, and dropping the same files again goes on. */
  readonly state: "whole" | "interrupted";
  readonly simulated: boolean;
}

export interface StorageFacts {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** True: the browser has promised not to evict; false: it may; null: it does not say. */
  readonly persisted: boolean | null;
}

export interface OpenOutcome {
  /** Recordings that this call added; none when it was cancelled. */
  readonly rows: readonly RecordingRow[];
  readonly rejected: readonly RejectedRow[];
  readonly questions: readonly FileQuestion[];
  readonly tables: readonly ResultTableCandidate[];
  /** "MIMIC-IV-ECG", "PTB-XL", "CODE-15", … when the folder is recognised; pairs are then already made. */
  readonly dataset: string | null;
  readonly flow: readonly DataFlowStep[];
  readonly cancelled: boolean;
}

export interface SignalView {
  readonly samplingRateHz: number;
  readonly leads: readonly { readonly name: string; readonly samplesMillivolt: Float32Array }[];
  readonly startS: number;
  readonly durationS: number;
}

export type ExportFormat = "wfdb" | "edf" | "dicom" | "aecg" | "csv" | "npz";

/** What the page calls. Long calls take `onProgress` and stop within a second of `cancel()`; a cancelled call keeps what was there before. */
export interface DataRoom {
  /** Adds files (also ZIP archives) to what is open. Nothing is stored. */
  open(files: readonly File[], onProgress?: (progress: DataProgress) => void): Promise<OpenOutcome>;
  /** Answers a question; the same answer serves all files of that layout. */
  answer(file: string, options: OpenOptions, onProgress?: (progress: DataProgress) => void): Promise<OpenOutcome>;
  /** Forgets recordings of what is open; `null` forgets all. */
  close(keys: readonly string[] | null): Promise<void>;
  /** A stretch of a recording for the viewer. */
  view(key: string, startS: number, durationS: number): Promise<SignalView>;
  pair(table: string, mapping: ResultTableMapping, settings: PairingSettings, onProgress?: (progress: DataProgress) => void): Promise<PairingOutcome>;
  textsForReview(): Promise<readonly TextForReview[]>;
  /**
   * The gate: de-identifies the recordings of `keys` and stores them as a data set. An interrupted data set of this title is gone
   * on with; a whole one is replaced, and stays as it is until the new one is whole. A cancelled call leaves what is stored so far as interrupted.
   */
  store(title: string, keys: readonly string[], settings: DeidentifySettings, onProgress?: (progress: DataProgress) => void): Promise<{ readonly dataset: StoredDataset; readonly report: DeidentificationReport; readonly rejected: readonly RejectedRow[]; readonly cancelled: boolean }>;
  /** Asks the call in progress to stop. */
  cancel(): Promise<void>;
  stored(): Promise<{ readonly datasets: readonly StoredDataset[]; readonly storage: StorageFacts }>;
  /** Rows of a stored data set; views of them work through `viewStored`. */
  storedRows(datasetKey: string): Promise<readonly RecordingRow[]>;
  viewStored(datasetKey: string, rowKey: string, startS: number, durationS: number): Promise<SignalView>;
  /** Erases one data set, or everything. */
  erase(datasetKey: string | null): Promise<void>;
  /** Writes a data set into a folder the person picked (`folder`), or hands out a ZIP piece by piece. */
  exportTo(datasetKey: string, format: ExportFormat, folder: FileSystemDirectoryHandle | null, onProgress?: (progress: DataProgress) => void): Promise<Blob | null>;
  /** Loads a data set that `exportTo` wrote as "wfdb". */
  importFrom(files: readonly File[], onProgress?: (progress: DataProgress) => void): Promise<StoredDataset>;
  askToPersist(): Promise<boolean>;
}
