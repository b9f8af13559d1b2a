/** Filters that HDF5 chunks pass through: deflate, shuffle, Fletcher-32 and LZF (h5py's own). */
import { FormatError } from "../../errors.ts";
import { inflateBounded } from "../zip/inflate.ts";
import { HDF5_REMEDY, unsupported, type Cursor, type Hdf5File } from "./hdf5File.ts";

export interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

/** Where a chunk lies in the file; bit i of `mask` says that filter i was skipped. */
export interface StoredChunk {
  readonly address: number;
  readonly byteCount: number;
  readonly mask: number;
}

const [DEFLATE, SHUFFLE, FLETCHER32, LZF] = [1, 2, 3, 32000];
const FILTER_NAMES: Readonly<Record<number, string>> = { 4: "szip", 5: "n-bit", 6: "scale-offset", 32001: "Blosc", 32004: "LZ4", 32008: "bitshuffle", 32013: "ZFP", 32015: "Zstandard", 32026: "Blosc 2" };

/** A chunk may unpack to this many times its stored bytes; chunks up to h5py's largest automatic size (1 MB) always, because flat signals pack that well. */
export const MOST_RATIO = 100;
export const SMALL_CHUNK_BYTES = 2 ** 20;
const MOST_FILTERS = 32;

export function readFilters(cursor: Cursor): readonly Filter[] {
  const version = cursor.u8();
  const count = cursor.u8();
  if (version < 1 || version > 2 || count > MOST_FILTERS) throw unsupported(cursor.file, cursor.base, `a filter list of version ${version}`);
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameBytes = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const valueCount = cursor.u16();
    cursor.skip(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes);
    const values = Array.from({ length: Math.min(valueCount, cursor.left) }, () => cursor.u32());
    if (version === 1 && valueCount % 2 === 1) cursor.skip(4);
    return { id, values };
  });
}

/** Reads a chunk and undoes its filters. @throws FormatError "too-large", "checksum", "unsupported", "malformed". */
export async function decodeChunk(file: Hdf5File, stored: StoredChunk, filters: readonly Filter[], byteCount: number): Promise<Uint8Array> {
  const place = { file: file.bytes.path, byteOffset: stored.address };
  const used = filters.filter((_, index) => (stored.mask & (1 << index)) === 0);
  if (byteCount > Math.max(SMALL_CHUNK_BYTES, MOST_RATIO * stored.byteCount)) {
    throw new FormatError("too-large", place, `a chunk of ${stored.byteCount} bytes declares ${byteCount} unpacked ones`, HDF5_REMEDY);
  }
  let bytes = await file.bytes.at(stored.address, used.length === 0 ? byteCount : stored.byteCount);
  for (const filter of used.toReversed()) {
    if (filter.id === DEFLATE) bytes = await inflateBounded(bytes, "zlib", byteCount + 4, place);
    else if (filter.id === SHUFFLE) bytes = unshuffle(bytes, filter.values[0] ?? 1);
    else if (filter.id === FLETCHER32) bytes = checkFletcher32(bytes, place);
    else if (filter.id === LZF) bytes = unpackLzf(bytes, byteCount, place);
    else throw unsupported(file, stored.address, `the data set is packed with ${Object.hasOwn(FILTER_NAMES, filter.id) ? FILTER_NAMES[filter.id]! : `filter ${filter.id}`}`);
  }
  if (bytes.length !== byteCount) throw new FormatError("malformed", place, `a chunk of ${byteCount} bytes unpacks to ${bytes.length}`, HDF5_REMEDY);
  return bytes;
}

/** Undoes the shuffle: byte k of every element lies together. What is left over at the end was not shuffled. */
function unshuffle(bytes: Uint8Array, elementBytes: number): Uint8Array {
  const count = Math.floor(bytes.length / elementBytes);
  if (elementBytes < 2 || count < 2) return bytes;
  const out = new Uint8Array(bytes.length);
  out.set(bytes.subarray(count * elementBytes), count * elementBytes);
  for (let k = 0, at = 0; k < elementBytes; k++) {
    for (let i = 0, to = k; i < count; i++, to += elementBytes) out[to] = bytes[at++]!;
  }
  return out;
}

/** Removes and checks the sum at the end (Fletcher, IEEE Trans. Commun. 1982, in the form of the HDF5 library). */
function checkFletcher32(bytes: Uint8Array, place: { readonly file: string; readonly byteOffset: number }): Uint8Array {
  if (bytes.length < 4) throw new FormatError("malformed", place, "a chunk is too short for its checksum", HDF5_REMEDY);
  const data = bytes.subarray(0, bytes.length - 4);
  let low = 0;
  let high = 0;
  for (let i = 0; i < data.length; ) {
    // 360 words are the most after which both sums still fit 32 bits.
    for (const end = Math.min(data.length, i + 720); i < end; i += 2) {
      low += (data[i]! << 8) | (data[i + 1] ?? 0);
      high += low;
    }
    low = (low & 0xffff) + (low >>> 16);
    high = (high & 0xffff) + (high >>> 16);
  }
  low = (low & 0xffff) + (low >>> 16);
  high = (high & 0xffff) + (high >>> 16);
  const sum = ((high << 16) | low) >>> 0;
  const stored = new DataView(bytes.buffer, bytes.byteOffset + data.length).getUint32(0, true);
  // Files of HDF5 before 1.6.3 hold the sum with its bytes swapped in pairs.
  const old = (((sum & 0x00ff00ff) << 8) | ((sum >>> 8) & 0x00ff00ff)) >>> 0;
  if (sum !== stored && old !== stored) throw new FormatError("checksum", place, "the checksum of a chunk does not match", "Copy the file again from its source; this copy is damaged.");
  return data;
}

/** LZF as in LibLZF: literal runs and back references, both in single bytes. */
function unpackLzf(packed: Uint8Array, byteCount: number, place: { readonly file: string; readonly byteOffset: number }): Uint8Array {
  const out = new Uint8Array(byteCount);
  const damaged = (): FormatError => new FormatError("malformed", place, "LZF data are damaged", HDF5_REMEDY);
  let to = 0;
  for (let at = 0; at < packed.length; ) {
    const control = packed[at++]!;
    if (control < 32) {
      if (at + control + 1 > packed.length || to + control + 1 > byteCount) throw damaged();
      out.set(packed.subarray(at, at + control + 1), to);
      at += control + 1;
      to += control + 1;
      continue;
    }
    let count = control >> 5;
    if (count === 7) count += packed[at++] ?? 0;
    const from = to - ((control & 31) << 8) - (packed[at++] ?? 0) - 1;
    if (from < 0 || to + count + 2 > byteCount) throw damaged();
    for (let i = 0; i < count + 2; i++) out[to++] = out[from + i]!;
  }
  return out.subarray(0, to);
}
