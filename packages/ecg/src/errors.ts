/** Codes of everything that can be wrong with a file that a person hands over. */
export type FormatErrorCode =
  | "empty-file"
  | "truncated"
  | "missing-file"
  | "unknown-format"
  | "unsupported"
  | "malformed"
  | "no-records"
  | "missing-lead"
  /** Declares more than the file can hold, or unpacks to more than is sensible: refused before anything is allocated. */
  | "too-large"
  /** A checksum (CRC, MD5, sum of samples) does not match. */
  | "checksum"
  /** The file does not say something that only a person can know (rate, unit, leads): the page asks. */
  | "needs-answer"
  | "decimal-comma";

/** Where in a file something went wrong. */
export interface FormatErrorPlace {
  /** File name as the person knows it. */
  readonly file: string;
  /** Zero-based byte offset, where known. */
  readonly byteOffset?: number;
  /** One-based line, for text files. */
  readonly line?: number;
}

/**
 * A file could not be read. The message names the file, the place and the reason; `remedy` says what
 * the person can do. Survives a worker boundary through `toPlain`/`fromPlain` of the lab.
 */
export class FormatError extends Error {
  override readonly name = "FormatError";
  constructor(
    readonly code: FormatErrorCode,
    readonly place: FormatErrorPlace,
    reason: string,
    readonly remedy: string,
    /** With "needs-answer": arrays of the file among which the person can choose. */
    readonly arrays?: readonly { readonly name: string; readonly shape: readonly number[] }[],
  ) {
    super(`${place.file}${placeText(place)}: ${reason}`);
  }
}

function placeText(place: FormatErrorPlace): string {
  if (place.line !== undefined) return ` (line ${place.line})`;
  if (place.byteOffset !== undefined) return ` (byte ${place.byteOffset})`;
  return "";
}
