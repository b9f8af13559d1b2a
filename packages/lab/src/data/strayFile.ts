/** What is said about files that open no recording: nothing about texts and lists that lie beside records, a remedy about the rest. */
import { FormatError } from "@kalium/ecg";
import type { RejectedRow } from "./dataRoom.ts";
import { nameOfPath, stemOfPath } from "./fileIndex.ts";

const SILENT_NAME = /^(\.|~|__MACOSX|annotators$|records|readme|licen[cs]e|copying|sha256sums|md5sums|thumbs\.db$|desktop\.ini$|index\.html?$)/i;
const SILENT_EXTENSION = /\.(md|html?|pdf|rst|xws|sh|py|m|json|ya?ml|toml|ipynb)$/i;
const SIGNAL_EXTENSION = /\.(dat|atr|qrs|mat)$/i;

/** True for texts, lists and the droppings of file systems: whoever drops a folder has not chosen them. */
export function isSilent(path: string): boolean {
  const name = nameOfPath(path);
  return SILENT_NAME.test(name) || SILENT_EXTENSION.test(name) || /(^|\/)__MACOSX\//.test(path);
}

/** True for texts that may be recordings; where none is in them, nobody has asked for one. */
export function mayBeProse(path: string): boolean {
  return /\.txt$/i.test(path);
}

/** What an error says about a file, as a line of the table of rejected files. */
export function rejectionOf(error: unknown, path: string): RejectedRow {
  if (error instanceof FormatError) return { file: error.place.file, code: error.code, message: error.message, remedy: error.remedy };
  const facts = error as { name?: unknown; message?: unknown; code?: unknown; remedy?: unknown };
  if (typeof facts.code === "string" && typeof facts.remedy === "string") return { file: path, code: facts.code, message: String(facts.message), remedy: facts.remedy };
  const reason = error instanceof Error ? error.message : String(error);
  // A file that vanishes or loses its permission while it is read throws the browser's own error.
  if (facts.name === "NotFoundError" || facts.name === "NotReadableError") {
    return { file: path, code: "missing-file", message: `${path}: the file could not be read (${reason})`, remedy: "Check that the file is still in its folder and may be read, then open it again." };
  }
  return { file: path, code: "malformed", message: `${path}: the file could not be read (${reason})`, remedy: "Leave this file out, or export it again from its source." };
}

/** What is said about a file in which no format was recognised. */
export function unrecognised(path: string): RejectedRow {
  if (SIGNAL_EXTENSION.test(path)) {
    const header = `${stemOfPath(nameOfPath(path))}.hea`;
    return rejectionOf(new FormatError("missing-file", { file: path }, `no header goes with this file (${header} is not among the files given)`, `Add ${header} from the same folder.`), path);
  }
  return rejectionOf(new FormatError("unknown-format", { file: path }, "the content is of no format that Kalium reads", "Export the recording as WFDB, EDF+, DICOM, aECG, SCP-ECG, CSV or another listed format, or leave it out."), path);
}
