/** A folder of WFDB records: good records load, each bad file is reported with its remedy. */
import type { Recording } from "../../recording.ts";
import { FormatError } from "../../errors.ts";
import type { FormatErrorCode } from "../../errors.ts";
import { fileNameOf, folderOf } from "../sourceFile.ts";
import type { SourceFile } from "../sourceFile.ts";
import { millivoltPerUnit } from "../../open/toRecording.ts";
import { DEFAULT_ANNOTATOR } from "./annotators.ts";
import { openWfdb } from "./openWfdb.ts";
import { decodeText } from "../exactBytes.ts";
import { parseWfdbHeader, type WfdbHeader } from "./wfdbHeader.ts";
import { recordingOf } from "./wfdbRecord.ts";
import type { LeftOutSignal } from "./wfdbRecord.ts";

/** A file that could not be used. */
export interface RejectedFile {
  readonly file: string;
  readonly code: FormatErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** How far the reading of a folder has come. */
export interface FolderProgress {
  readonly doneCount: number;
  readonly totalCount: number;
  /** Path of the header just finished. */
  readonly file: string;
}

/** Settings of {@link readWfdbFolder}. */
export interface WfdbFolderOptions {
  readonly onProgress?: (progress: FolderProgress) => void;
  /** Pseudonym of the person of a record, from the record name; by default every name is one person. */
  readonly personOf?: (recordName: string) => string;
  /** Extension of the annotation files to read, "atr" by default. */
  readonly annotator?: string;
}

/** What a folder held. */
export interface WfdbFolder {
  /** In order of path, numbers by value. */
  readonly recordings: readonly Recording[];
  readonly rejected: readonly RejectedFile[];
  /** Signals that are not voltages, left out of recordings that did load. */
  readonly leftOutSignals: readonly LeftOutSignal[];
}

/** Texts and lists that lie beside records and are no data. */
const SILENT_NAME = /^(\.|~|annotators$|records|readme|licen[cs]e|copying|sha256sums|md5sums|thumbs\.db$|desktop\.ini$|index\.html?$)/i;
const SILENT_EXTENSION = /\.(txt|md|html?|pdf|rst|csv|tsv|xws|sh|py|m|json)$/i;
/** Names of formats that people do drop, for the message. */
const FORMAT_BY_EXTENSION: Readonly<Record<string, string>> = {
  edf: "EDF", bdf: "BDF", dcm: "DICOM", xml: "XML ECG", scp: "SCP-ECG", mat: "MATLAB", zip: "zip archive",
  gz: "gzip archive", h5: "HDF5", hdf5: "HDF5", npy: "NumPy", npz: "NumPy", png: "image", jpg: "image", jpeg: "image",
  ecg: "ISHNE Holter", parquet: "Parquet", xlsx: "Excel", xls: "Excel", docx: "Word",
};

/**
 * Reads every WFDB record among `files`. Files of an unknown format, signal files without a header and
 * damaged records end up in `rejected`; the others load all the same. Segments belong to their multi-segment record. Where two folders hold a record
 * of one name, their ids are the paths without ".hea"; they still count as one person, which keeps
 * them on one side of a split.
 * @throws FormatError "no-records" when there is no header at all, "unknown-format" when the only file
 * given is of a format that cannot be read.
 */
export async function readWfdbFolder(files: readonly SourceFile[], options: WfdbFolderOptions = {}): Promise<WfdbFolder> {
  const headers = files
    .filter((file) => isHeader(file) && !/^[.~]/.test(fileNameOf(file.path)))
    .sort((a, b) => a.path.localeCompare(b.path, "en", { numeric: true }));
  if (headers.length === 0) throw nothingToRead(files);
  const nameCounts = new Map<string, number>();
  for (const header of headers) {
    const name = stemOf(fileNameOf(header.path));
    nameCounts.set(name, (nameCounts.get(name) ?? 0) + 1);
  }
  const recordings: Recording[] = [];
  const rejected: RejectedFile[] = [];
  const leftOutSignals: LeftOutSignal[] = [];
  const parsed = new Map<SourceFile, WfdbHeader | null>();
  for (const header of headers) parsed.set(header, await tryParse(header));
  // Segments are read with the record that they make up, and are no records beside it.
  const segments = new Set([...parsed].flatMap(([file, header]) => (header?.segments ?? []).map(({ recordName }) => `${folderOf(file.path)}${recordName}.hea`.toLowerCase())));
  for (const [index, header] of headers.entries()) {
    const stem = stemOf(header.path);
    const isAmbiguous = (nameCounts.get(fileNameOf(stem)) ?? 0) > 1;
    try {
      if (!segments.has(header.path.toLowerCase())) {
        const record = await openWfdb(header, files, { annotator: options.annotator ?? DEFAULT_ANNOTATOR });
        recordings.push(await recordingOf(record, { personOf: options.personOf, ...(isAmbiguous ? { recordId: stem } : {}) }));
        leftOutSignals.push(...record.opened.groups[0]!.signals.filter(({ unit }) => millivoltPerUnit(unit) === null).map(({ name, unit }) => ({ file: header.path, signalName: name, unit })));
      }
    } catch (error) {
      rejected.push(rejectionOf(error, header.path));
    }
    options.onProgress?.({ doneCount: index + 1, totalCount: headers.length, file: header.path });
  }
  const namedByHeaders = new Set([...parsed].flatMap(([file, header]) => (header?.signals ?? []).map(({ fileName }) => (folderOf(file.path) + fileName).toLowerCase())));
  const stems = new Set(headers.map((header) => stemOf(header.path).toLowerCase()));
  for (const file of files) {
    if (isHeader(file) || namedByHeaders.has(file.path.toLowerCase()) || stems.has(stemOf(file.path).toLowerCase())) continue;
    const stray = judgeStray(file);
    if (stray) rejected.push(stray);
  }
  return { recordings, rejected, leftOutSignals };
}

/** A header that cannot be read gives null here and its error when it is opened. */
async function tryParse(header: SourceFile): Promise<WfdbHeader | null> {
  try {
    return parseWfdbHeader(decodeText(await header.bytes()), header.path);
  } catch {
    return null;
  }
}

function isHeader(file: SourceFile): boolean {
  return /\.hea$/i.test(file.path);
}

function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, "");
}

function rejectionOf(error: unknown, path: string): RejectedFile {
  if (error instanceof FormatError) {
    return { file: error.place.file, code: error.code, message: error.message, remedy: error.remedy };
  }
  // A file that vanishes or loses its permission while it is read throws the browser's own error.
  const reason = error instanceof Error ? error.message : String(error);
  return { file: path, code: "missing-file", message: `${path}: the file could not be read (${reason})`, remedy: "Check that the file is still in its folder and may be read, then open it again." };
}

function judgeStray(file: SourceFile): RejectedFile | null {
  const name = fileNameOf(file.path);
  if (SILENT_NAME.test(name) || SILENT_EXTENSION.test(name)) return null;
  if (/\.(dat|atr)$/i.test(name)) {
    const header = `${stemOf(name)}.hea`;
    return rejectionOf(
      new FormatError("missing-file", { file: file.path }, `no header goes with this file (${header} is not among the files given)`, `Add ${header} from the same folder.`),
      file.path,
    );
  }
  return rejectionOf(unknownFormat(file), file.path);
}

function unknownFormat(file: SourceFile): FormatError {
  const extension = /\.([^./]+)$/.exec(file.path)?.[1]?.toLowerCase();
  const known = extension === undefined ? undefined : FORMAT_BY_EXTENSION[extension];
  const what = known ? `${known} files cannot be read` : extension ? `".${extension}" is not a format that can be read` : "the file has no extension that tells its format";
  return new FormatError("unknown-format", { file: file.path }, what, "Convert it to a WFDB record (.hea with .dat), or leave it out.");
}

function nothingToRead(files: readonly SourceFile[]): FormatError {
  const only = files.length === 1 ? files[0] : undefined;
  if (only && judgeStray(only)?.code === "unknown-format") return unknownFormat(only);
  const place = files[0] ? folderOf(files[0].path).replace(/\/$/, "") || fileNameOf(files[0].path) : "the folder";
  return new FormatError(
    "no-records",
    { file: place },
    `no WFDB record is here: none of the ${files.length} files is a header (.hea)`,
    "Choose the folder that holds the .hea files together with their .dat files.",
  );
}
