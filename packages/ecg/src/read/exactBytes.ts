/** Reading what must be there. */
import { FormatError } from "../errors.ts";
import type { SourceFile } from "./sourceFile.ts";

/** What to do about a damaged copy. */
export const COPY_AGAIN = "Copy the file again from its source; this copy is damaged.";

/** The refusal of a file of 0 bytes. */
export function emptyFile(file: string): FormatError {
  return new FormatError("empty-file", { file, byteOffset: 0 }, "the file has 0 bytes", "Copy the file again from its source; this copy holds nothing.");
}

/** All bytes `from` … `to` (exclusive). @throws FormatError "truncated" when the file ends before `to`. */
export async function readExactly(file: SourceFile, from: number, to: number): Promise<Uint8Array> {
  const bytes = await file.bytes(from, to);
  if (bytes.length < to - from) throw new FormatError("truncated", { file: file.path, byteOffset: from + bytes.length }, "the file ended while it was read", COPY_AGAIN);
  return bytes;
}

/** Text in UTF-8 where the bytes can be that, else one character a byte. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return latin1.decode(bytes);
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const latin1 = new TextDecoder("latin1");
