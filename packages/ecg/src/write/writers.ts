/** Every writer by the name of its format: one way out for recordings that passed the de-identification gate. */
import { FormatError } from "../errors.ts";
import type { FormatName } from "../open/openedRecording.ts";
import { writeCsv } from "./csv/writeCsv.ts";
import { writeEdf } from "./edf/writeEdf.ts";
import { writeNpz } from "./numpy/writeNpz.ts";
import { writeWfdb } from "./wfdb/writeWfdb.ts";
import type { RecordingToWrite, WrittenFile } from "./recordingToWrite.ts";

/** Formats that Kalium writes. */
export const WRITABLE_FORMATS = ["wfdb", "edf", "dicom", "aecg", "csv", "npz"] as const;

export type WritableFormat = (typeof WRITABLE_FORMATS)[number];

type Writer = (recording: RecordingToWrite) => readonly WrittenFile[] | Promise<readonly WrittenFile[]>;

const WRITERS: Partial<Record<WritableFormat, Writer>> = {
  wfdb: writeWfdb,
  csv: writeCsv,
  edf: writeEdf,
  npz: writeNpz,
};

/**
 * Writes a recording in a format.
 * @throws FormatError "unsupported" when the samples do not fit the format, or no writer is there.
 */
export async function writeRecording(recording: RecordingToWrite, format: WritableFormat): Promise<readonly WrittenFile[]> {
  const write = WRITERS[format];
  if (write === undefined) throw new FormatError("unsupported", { file: recording.id }, `this build does not write ${format}`, `Choose one of ${Object.keys(WRITERS).join(", ")}.`);
  return write(recording);
}

/** The same format where Kalium writes it, else WFDB, which takes every whole-number recording. */
export function nearestWritableFormat(format: FormatName): WritableFormat {
  if (format === "npy") return "npz";
  return WRITABLE_FORMATS.find((writable) => writable === format) ?? "wfdb";
}
