/** One way in for every format: recognised from content, opened lazily. */
import { FormatError } from "../errors.ts";
import { emptyFile } from "../read/exactBytes.ts";
import type { SourceFile } from "../read/sourceFile.ts";
import { formatReaders } from "./formatReaders.ts";
import { HEAD_BYTE_COUNT, type FormatReader, type OpenOptions } from "./formatReader.ts";
import type { OpenedRecording } from "./openedRecording.ts";

/** The reader of a file, or null when no format is recognised. */
export async function recogniseFormat(file: SourceFile): Promise<FormatReader | null> {
  const head = await file.bytes(0, HEAD_BYTE_COUNT);
  return formatReaders.find((reader) => reader.recognises(head, file)) ?? null;
}

/**
 * Opens the recordings of one file; `companions` are the other files at hand (signal files of a header, …).
 * @throws FormatError "empty-file", "unknown-format" and everything a reader throws.
 */
export async function openRecordings(file: SourceFile, companions: readonly SourceFile[] = [file], options: OpenOptions = {}): Promise<readonly OpenedRecording[]> {
  if (file.size === 0) throw emptyFile(file.path);
  const reader = await recogniseFormat(file);
  if (reader === null) throw new FormatError("unknown-format", { file: file.path }, "the content is of no format that Kalium reads", "Export the recording as WFDB, EDF+, DICOM, aECG, SCP-ECG, CSV or another listed format.");
  return reader.open(file, companions, options);
}

/**
 * Opens one recording from the files given, which may be one file or a header with its signal and annotation files.
 * @throws FormatError "no-records" when none of the files opens a recording.
 */
export async function readRecording(files: readonly SourceFile[], options: OpenOptions = {}): Promise<OpenedRecording> {
  for (const file of files) {
    if (file.size === 0 && files.length > 1) continue;
    if (files.length > 1 && (await recogniseFormat(file)) === null) continue;
    const opened = await openRecordings(file, files, options);
    if (opened[0] !== undefined) return opened[0];
  }
  throw new FormatError("no-records", { file: files[0]?.path ?? "the folder" }, "no recording is among the files given", "Choose the main file of a recording, such as a .hea, .edf, .dcm, .xml or .scp file.");
}
