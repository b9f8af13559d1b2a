import type { FormatName, OpenedRecording } from "./openedRecording.ts";
import type { SourceFile } from "../read/sourceFile.ts";

/** Bytes from the start of a file that recognition may look at. */
export const HEAD_BYTE_COUNT = 4096;

/** Settings that some formats need from the person. */
export interface OpenOptions {
  /** How to read a text table (CSV/TSV); guessed when left out, and refused with "needs-answer" where no guess is safe. */
  readonly table?: TableLayout;
  /** Facts that array files (NPY, NPZ, MAT, HDF5, Parquet) do not state; refused with "needs-answer" where needed and not given. */
  readonly array?: ArrayLayout;
}

/** How a text table holds an ECG. */
export interface TableLayout {
  readonly delimiter: "," | ";" | "\t" | " ";
  readonly decimal: "." | ",";
  /** One-based line of the column names; null when there are none. */
  readonly headerLine: number | null;
  /** One-based first line of numbers. */
  readonly firstDataLine: number;
  readonly samplingRateHz: number;
  readonly unit: string;
  /** Raw counts per unit; 1 when the numbers are already in the unit. */
  readonly gainPerUnit: number;
  /** Lead name by column; null leaves a column out (time, index, marks). */
  readonly columnLeads: readonly (string | null)[];
}

/** What an array file does not say about the ECG in it. */
export interface ArrayLayout {
  /** Name of the array or dataset in the file; null takes the only one that can be an ECG. */
  readonly arrayName: string | null;
  readonly samplingRateHz: number;
  readonly unit: string;
  readonly gainPerUnit: number;
  readonly leadNames: readonly string[];
  /** Which axis holds the leads; the other (last but one of three: record, …) holds time. */
  readonly leadAxis: "first" | "last";
}

/** One format. Readers are listed in `formatReaders.ts`; `recognises` looks at content only, never at the extension. */
export interface FormatReader {
  readonly formats: readonly FormatName[];
  /** True when these are the first bytes of such a file. Must be cheap and never throw. */
  recognises(head: Uint8Array, file: SourceFile): boolean;
  /**
   * Opens the file; `companions` are all files given, for formats that spread over several. One file may hold
   * several recordings (HDF5, NPZ). Reads headers only.
   * @throws FormatError
   */
  open(file: SourceFile, companions: readonly SourceFile[], options: OpenOptions): Promise<readonly OpenedRecording[]>;
}
