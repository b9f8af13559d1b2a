/** Every writer by the name of its format: one way out for recordings that passed the de-identification gate. */
import type { FormatName } from "../open/openedRecording.ts";
import { writeAecg } from "./aecg/writeAecg.ts";
import { writeDicomEcg } from "./dicom/writeDicomEcg.ts";
import { writeCsv } from "./csv/writeCsv.ts";
import { writeEdf } from "./edf/writeEdf.ts";
import { writeNpz } from "./numpy/writeNpz.ts";
import { writeWfdb } from "./wfdb/writeWfdb.ts";
import type { RecordingToWrite, WrittenFile } from "./recordingToWrite.ts";

/** Formats that Kalium writes. */
export const WRITABLE_FORMATS = ["wfdb", "edf", "dicom", "aecg", "csv", "npz"] as const;

export type WritableFormat = (typeof WRITABLE_FORMATS)[number];

type Writer = (recording: RecordingToWrite) => readonly WrittenFile[] | Promise<readonly WrittenFile[]>;

const WRITERS: Readonly<Record<WritableFormat, Writer>> = {
  wfdb: writeWfdb,
  aecg: writeAecg,
  dicom: writeDicomEcg,
  csv: writeCsv,
  edf: writeEdf,
  npz: writeNpz,
};

/**
 * Writes a recording in a format.
 * @throws FormatError "unsupported" and the like when the samples do not fit the format.
 */
export async function writeRecording(recording: RecordingToWrite, format: WritableFormat): Promise<readonly WrittenFile[]> {
  return WRITERS[format](recording);
}

/** The same format where Kalium writes it, else WFDB, which takes every whole-number recording. */
export function nearestWritableFormat(format: FormatName): WritableFormat {
  if (format === "npy") return "npz";
  return WRITABLE_FORMATS.find((writable) => writable === format) ?? "wfdb";
}
