/** The bytes of an HDF5 file with its sizes of offsets and lengths, and a cursor over its structures. Follows the HDF5 File Format Specification 3.0 (The HDF Group). */
import { FormatError } from "../../errors.ts";
import type { ByteWindow } from "../array/byteWindow.ts";
import { viewOf } from "../array/byteWindow.ts";

export interface Hdf5File {
  readonly bytes: ByteWindow;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

export const HDF5_REMEDY = "Copy the file again from its source; if it stays so, write it again with h5py or h5repack.";

export function malformed(file: Hdf5File, at: number, reason: string): FormatError {
  return new FormatError("malformed", { file: file.bytes.path, byteOffset: at }, reason, HDF5_REMEDY);
}

export function unsupported(file: Hdf5File, at: number, reason: string): FormatError {
  return new FormatError("unsupported", { file: file.bytes.path, byteOffset: at }, reason, "Write the data set again with h5py as integers or IEEE floating point, unfiltered or with gzip.");
}

/** Reads one structure from front to back; going beyond its end is a FormatError. */
export class Cursor {
  at = 0;
  readonly #view: DataView;
  constructor(readonly file: Hdf5File, readonly data: Uint8Array, readonly base: number) {
    this.#view = viewOf(data);
  }
  #take(count: number): number {
    const from = this.at;
    if (!(count >= 0) || from + count > this.data.length) throw malformed(this.file, this.base + from, "a structure goes beyond its end");
    this.at = from + count;
    return from;
  }
  get left(): number {
    return this.data.length - this.at;
  }
  skip(count: number): void {
    this.#take(count);
  }
  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  /** Unsigned integer of up to eight bytes; beyond 2^53 only its magnitude is right, which is enough to refuse it. */
  uint(byteCount: number): number {
    const from = this.#take(byteCount);
    let value = 0;
    for (let i = byteCount - 1; i >= 0; i--) value = value * 256 + this.data[from + i]!;
    return value;
  }
  length(): number {
    return this.uint(this.file.lengthBytes);
  }
  /** An address; null when undefined (all bits set). */
  address(): number | null {
    const from = this.at;
    const value = this.uint(this.file.offsetBytes);
    return this.data.subarray(from, this.at).every((byte) => byte === 0xff) ? null : value;
  }
  bytes(count: number): Uint8Array {
    const from = this.#take(count);
    return this.data.subarray(from, from + count);
  }
  /** Text up to its NUL, which is taken too. */
  text(): string {
    const end = this.data.indexOf(0, this.at);
    if (end < 0) throw malformed(this.file, this.base + this.at, "a name without its end");
    const text = new TextDecoder().decode(this.data.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
}

export async function cursorAt(file: Hdf5File, at: number, count: number): Promise<Cursor> {
  return new Cursor(file, await file.bytes.at(at, count), at);
}

/** A structure of `count` bytes after its four-letter signature, which is checked. */
export async function signedCursor(file: Hdf5File, at: number, signature: string, count: number): Promise<Cursor> {
  const cursor = await cursorAt(file, at, count);
  if (count < 4 || String.fromCharCode(...cursor.bytes(4)) !== signature) throw malformed(file, at, `no ${signature} structure where one should be`);
  return cursor;
}

/** Bytes that the HDF5 library uses for a number of at most `limit`. */
export function encodedBytes(limit: number): number {
  return Math.floor(Math.log2(Math.max(1, limit)) / 8) + 1;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Where the superblock lies in the first bytes of a file: at 0, 512, 1024, 2048, …; null when in none of these places. */
export function superblockOffset(head: Uint8Array): number | null {
  for (let at = 0; at + 8 <= head.length; at = at === 0 ? 512 : at * 2) {
    if (SIGNATURE.every((byte, i) => head[at + i] === byte)) return at;
  }
  return null;
}

/** Reads the superblock (versions 0 to 3) of a window that begins at it. Returns the file and the address of the root group. */
export async function readSuperblock(bytes: ByteWindow): Promise<{ readonly file: Hdf5File; readonly root: number }> {
  const head = await bytes.at(0, Math.min(bytes.size, 128));
  const version = head[8] ?? 255;
  const [offsetBytes, lengthBytes] = version >= 2 ? [head[9]!, head[10]!] : [head[13]!, head[14]!];
  const file: Hdf5File = { bytes, offsetBytes, lengthBytes };
  if (version > 3) throw unsupported(file, 8, `the superblock is of version ${version}`);
  if (![2, 4, 8].includes(offsetBytes) || ![2, 4, 8].includes(lengthBytes)) throw malformed(file, 8, `offsets of ${offsetBytes} and lengths of ${lengthBytes} bytes`);
  const cursor = new Cursor(file, head, 0);
  cursor.skip(version >= 2 ? 12 : version === 1 ? 28 : 24);
  const base = cursor.address();
  cursor.address();
  const end = cursor.address();
  // The end is counted from the start of the file in files with a user block, and the window begins after it.
  if (end !== null && end - (base ?? 0) > bytes.size) throw new FormatError("truncated", { file: bytes.path, byteOffset: bytes.size }, `the file says that it has ${end} bytes, but it ends sooner`, "Copy the file again from its source; this copy is cut.");
  if (version < 2) {
    cursor.address();
    cursor.address();
  }
  const root = cursor.address();
  if (root === null) throw malformed(file, 0, "the file has no root group");
  return { file, root };
}
