/** Bytes of a file, or of something unpacked from it, by exact range: what the array readers parse from. */
import { FormatError } from "../../errors.ts";
import type { SourceFile } from "../sourceFile.ts";

export interface ByteWindow {
  readonly path: string;
  readonly size: number;
  /** Exactly `count` bytes. @throws FormatError "truncated" when they are not all there. */
  at(from: number, count: number): Promise<Uint8Array>;
}

const BLOCK_BYTE_COUNT = 16_384;
/** Kalium's choice: 1 MB of blocks, enough for the scattered index blocks of HDF5. */
const KEPT_BLOCKS = 64;

/** A file behind a small cache of blocks, because headers are read a few bytes at a time. `base` is where offset 0 lies. */
export function windowOfFile(file: SourceFile, base = 0): ByteWindow {
  const blocks = new Map<number, Uint8Array>();
  const size = Math.max(0, file.size - base);
  const block = async (index: number): Promise<Uint8Array> => {
    let bytes = blocks.get(index);
    if (bytes === undefined) {
      bytes = await file.bytes(base + index * BLOCK_BYTE_COUNT, Math.min(file.size, base + (index + 1) * BLOCK_BYTE_COUNT));
      const oldest = blocks.size >= KEPT_BLOCKS ? blocks.keys().next().value : undefined;
      if (oldest !== undefined) blocks.delete(oldest);
      blocks.set(index, bytes);
    }
    return bytes;
  };
  return {
    path: file.path,
    size,
    async at(from, count) {
      checkRange(file.path, size, from, count);
      const index = Math.floor(from / BLOCK_BYTE_COUNT);
      const offset = from - index * BLOCK_BYTE_COUNT;
      const bytes = offset + count <= BLOCK_BYTE_COUNT ? (await block(index)).subarray(offset, offset + count) : await file.bytes(base + from, base + from + count);
      if (bytes.length !== count) throw truncated(file.path, size, from, count);
      return bytes;
    },
  };
}

/** Bytes in memory. */
export function windowOfBytes(path: string, bytes: Uint8Array): ByteWindow {
  return {
    path,
    size: bytes.length,
    async at(from, count) {
      checkRange(path, bytes.length, from, count);
      return bytes.subarray(from, from + count);
    },
  };
}

function checkRange(path: string, size: number, from: number, count: number): void {
  if (!(from >= 0) || !(count >= 0) || from + count > size) throw truncated(path, size, from, count);
}

function truncated(path: string, size: number, from: number, count: number): FormatError {
  return new FormatError("truncated", { file: path, byteOffset: from }, `${count} bytes are declared here, but the data end at byte ${size}`, "Copy the file again from its source; this copy is cut or damaged.");
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
