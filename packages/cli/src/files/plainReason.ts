/**
 * Why a file was refused, in words of our own. A reader's message names the file and quotes what stands in it, and both can hold a
 * name; so it is shown only when the person asks for it.
 */
import { FormatError, type FormatErrorCode } from "@kalium/ecg";
import type { Rejection } from "./openInputs.ts";

const REASONS: Readonly<Record<FormatErrorCode, string>> = {
  "empty-file": "the file has 0 bytes",
  truncated: "the file ends before its content does",
  "missing-file": "a file that belongs to it is missing",
  "unknown-format": "the content is of no format that Kalium reads",
  unsupported: "this kind of content, or writing it in this format, is not supported",
  malformed: "the content breaks the rules of its format",
  "no-records": "no recording is in it",
  "missing-lead": "a lead that is needed is missing",
  "too-large": "it declares or unpacks to more than it can hold",
  checksum: "a checksum does not match",
  "needs-answer": "it does not state everything: give --rate, --unit, --leads and the like",
  "decimal-comma": "numbers with a decimal comma: give --decimal ,",
};

/** Code of an error for the report. */
export function codeOf(error: unknown): FormatErrorCode | "defect" {
  return error instanceof FormatError ? error.code : "defect";
}

/** One line about a refused file; with `withFacts` in the reader's own words. */
export function describeRejection({ fileNumber, file, error }: Rejection, withFacts: boolean): string {
  if (withFacts) {
    const message = error instanceof Error ? error.message : String(error);
    return `${message.startsWith(file.path) ? "" : `${file.path}: `}${message}${error instanceof FormatError ? `. ${error.remedy}` : ""}`;
  }
  const extension = /\.(hea|dat|atr|edf|bdf|dcm|xml|scp|ecg|csv|tsv|txt|npy|npz|mat|h5|hdf5|parquet|zip)$/i.exec(file.path)?.[0].toLowerCase() ?? "";
  const name = fileNumber === 0 ? `an archive (${file.size} bytes)` : `file ${fileNumber} (${extension === "" ? "" : `${extension}, `}${file.size} bytes)`;
  if (!(error instanceof FormatError)) return `${name}: an error of Kalium's own; --facts shows it`;
  const place = error.place.line !== undefined ? `, line ${error.place.line}` : error.place.byteOffset !== undefined ? `, byte ${error.place.byteOffset}` : "";
  return `${name}: ${error.code}${place}: ${REASONS[error.code]}`;
}
