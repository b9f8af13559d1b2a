import type { OpenOptions } from "../open/formatReader.ts";
import type { ResultTableMapping } from "../potassium/resultTableMapping.ts";
import type { SourceFile } from "../read/sourceFile.ts";

/** Folder layouts of public ECG collections that import without any mapping. */
export type DatasetName = "MIMIC-IV-ECG" | "PTB-XL" | "CODE-15" | "CinC Challenge" | "ECG potassium reader study";

/** What the collection's own tables say about one recording; they win over the recording's file. */
export interface DatasetFacts {
  readonly personId: string | null;
  /** Wall-clock time as in `RecordFacts.startTimeMs`. */
  readonly timeMs: number | null;
  readonly sex: "female" | "male" | null;
  readonly ageYears: number | null;
  /** Class name where the collection states a class instead of a value, e.g. ">= 6.5" (mmol/L). */
  readonly potassiumClass: string | null;
  /** Name by which result tables call the recording, where it is not the file's stem. */
  readonly recordId: string | null;
}

export interface RecognisedDataset {
  readonly name: DatasetName;
  /** Sentences for the person: what is there, what is not, what it may not be used for. */
  readonly notes: readonly string[];
  /** Paths of tables that belong to the collection and are no recordings. */
  readonly tablePaths: readonly string[];
  /** The table of potassium results with its mapping ready, where the folder holds one. */
  readonly results: { readonly file: SourceFile; readonly mapping: ResultTableMapping } | null;
  /** Facts of the recording in the file `path` with the name `recordingId`; null where the tables do not know it. */
  factsOf(path: string, recordingId: string): DatasetFacts | null;
  /** Answers that the collection's tables give for files that cannot state rate or leads themselves. */
  openOptionsOf(path: string): OpenOptions | null;
}

/** Facts of a recording of which only some are known. */
export function knownFacts(facts: Partial<DatasetFacts>): DatasetFacts {
  return { personId: null, timeMs: null, sex: null, ageYears: null, potassiumClass: null, recordId: null, ...facts };
}
