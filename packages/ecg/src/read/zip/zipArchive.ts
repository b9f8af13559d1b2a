/**
 * ZIP archives (PKWARE APPNOTE 6.3.10), read through their central directory by byte range: stored and deflated entries, ZIP64,
 * data descriptors, UTF-8 names. Archives made to harm are refused: entries that overlap, that unpack to more than a
 * hundred times their size, or whose path leads outside.
 */
import { FormatError, type FormatErrorCode } from "../../errors.ts";
import { viewOf } from "../array/byteWindow.ts";
import { decodeText } from "../exactBytes.ts";
import type { SourceFile } from "../sourceFile.ts";
import { crc32 } from "./checksums.ts";
import { inflateBounded, inflatePieces } from "./inflate.ts";

/** One file of an archive, from the central directory. Folders are not listed. */
export interface ZipEntry {
  /** Path inside the archive, "/" between parts; never absolute, never with "..". */
  readonly path: string;
  /** Unpacked size in bytes, as declared. */
  readonly size: number;
  readonly packedSize: number;
  /** 0 stored, 8 deflated; others are listed but refused on reading. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc32: number;
  /** First byte of the local header. */
  readonly headerOffset: number;
}

/** Unpacked ÷ packed size beyond which an entry is taken for a bomb. Deflate reaches 1032; recordings stay below 20. */
export const MAX_ZIP_RATIO = 100;
/** Below this an entry is never a bomb, whatever its ratio. */
const HARMLESS_BYTE_COUNT = 1 << 16;
/** Largest deflated entry that is unpacked in memory. */
const MAX_DEFLATED_BYTE_COUNT = 2 ** 31 - 1;
/** Unpacked entries of one archive that are kept at hand. */
const CACHE_BYTE_COUNT = 64 << 20;
/** A first look (recognition) at a large deflated entry unpacks no more than this. */
const GLANCE_BYTE_COUNT = 1 << 16;

const END_SIGNATURE = 0x06054b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTE_COUNT = 22;
const LOCAL_BYTE_COUNT = 30;
const REMEDY = "Copy the archive again from its source, or unpack it and drop the folder.";
const HARM_REMEDY = "Leave this archive out: it is damaged or made to harm.";

/** True for the first bytes of a ZIP archive that holds something. */
export function looksLikeZip(head: Uint8Array): boolean {
  return head.length >= 4 && head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

/**
 * Files of an archive, in the order of its central directory.
 * @throws FormatError "malformed", "truncated" or "unsupported" (several disks).
 */
export async function listZip(file: SourceFile): Promise<readonly ZipEntry[]> {
  const { directory, directoryAt, shift } = await readDirectory(file);
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  const spans: { readonly from: number; readonly to: number }[] = [];
  for (let at = 0; at + 46 <= directory.length; ) {
    const fail = (reason: string, remedy = REMEDY): never => {
      throw new FormatError("malformed", { file: file.path, byteOffset: directoryAt + at }, reason, remedy);
    };
    if (view.getUint32(at, true) !== CENTRAL_SIGNATURE) fail("the central directory of the ZIP archive is damaged");
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > directory.length) fail("the central directory of the ZIP archive breaks off");
    const flags = view.getUint16(at + 8, true);
    const path = entryName(directory.subarray(at + 46, at + 46 + nameLength));
    if (isUnsafePath(path)) fail(`an entry of the archive has the path ${JSON.stringify(path)}, which leads outside of it`, HARM_REMEDY);
    const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
    fillZip64(directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength), sizes, fail);
    const [size, packedSize, offset] = sizes as [number, number, number];
    const headerOffset = offset + shift;
    const end = headerOffset + LOCAL_BYTE_COUNT + nameLength + packedSize;
    if (end > directoryAt) fail(`the entry ${path} reaches beyond the data of the archive`);
    spans.push({ from: headerOffset, to: end });
    if (!path.endsWith("/")) {
      entries.push({ path, size, packedSize, method: view.getUint16(at + 10, true), isEncrypted: (flags & 1) !== 0, crc32: view.getUint32(at + 16, true), headerOffset });
    }
    at = next;
  }
  spans.sort((a, b) => a.from - b.from);
  spans.forEach(({ from }, index) => {
    if (index > 0 && from < spans[index - 1]!.to) throw new FormatError("malformed", { file: file.path, byteOffset: from }, "entries of the archive overlap, as in an archive made to unpack without end", HARM_REMEDY);
  });
  return entries;
}

async function readDirectory(file: SourceFile): Promise<{ readonly directory: Uint8Array; readonly directoryAt: number; readonly shift: number }> {
  const fail = (code: FormatErrorCode, byteOffset: number, reason: string): never => {
    throw new FormatError(code, { file: file.path, byteOffset }, reason, REMEDY);
  };
  const tailAt = Math.max(0, file.size - END_BYTE_COUNT - 0xffff);
  const tail = await file.bytes(tailAt, file.size);
  const view = viewOf(tail);
  let end = tail.length - END_BYTE_COUNT;
  while (end >= 0 && !(view.getUint32(end, true) === END_SIGNATURE && end + END_BYTE_COUNT + view.getUint16(end + 20, true) <= tail.length)) end--;
  if (end < 0) fail("truncated", file.size, "the end of the ZIP archive is missing");
  let count = view.getUint16(end + 10, true);
  let size = view.getUint32(end + 12, true);
  let offset = view.getUint32(end + 16, true);
  let directoryEnd = tailAt + end;
  if (view.getUint16(end + 4, true) !== 0 && view.getUint16(end + 4, true) !== 0xffff) fail("unsupported", directoryEnd, "the archive is spread over several disks");
  if (end >= 20 && view.getUint32(end - 20, true) === LOCATOR64_SIGNATURE) {
    const at = Number(view.getBigUint64(end - 12, true));
    const record = at + 56 <= file.size ? viewOf(await file.bytes(at, at + 56)) : fail("malformed", directoryEnd, "the ZIP64 directory lies outside of the archive");
    if (record.getUint32(0, true) !== END64_SIGNATURE) fail("malformed", at, "the ZIP64 directory is damaged");
    count = Number(record.getBigUint64(32, true));
    size = Number(record.getBigUint64(40, true));
    offset = Number(record.getBigUint64(48, true));
    directoryEnd = at;
  }
  const directoryAt = directoryEnd - size;
  // Archives may have something in front (self-extracting programs): then every offset is off by its length.
  const shift = directoryAt - offset;
  if (size > file.size || shift < 0 || count * 46 > size) fail("malformed", directoryEnd, "the central directory of the ZIP archive lies outside of it");
  return { directory: await file.bytes(directoryAt, directoryEnd), directoryAt, shift };
}

/** Replaces the sizes that stand at their 32-bit limit by those of the ZIP64 extra field, which holds them in this order. */
function fillZip64(extra: Uint8Array, sizes: number[], fail: (reason: string) => never): void {
  if (!sizes.includes(0xffffffff)) return;
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let from = at + 4;
    sizes.forEach((size, index) => {
      if (size !== 0xffffffff) return;
      if (from + 8 > extra.length) fail("a ZIP64 size is missing");
      const value = view.getBigUint64(from, true);
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) fail("a ZIP64 size is beyond all measure");
      sizes[index] = Number(value);
      from += 8;
    });
    return;
  }
}

/** Names are UTF-8 wherever they can be, flagged or not; old archives in other encodings keep one character a byte. */
function entryName(bytes: Uint8Array): string {
  return decodeText(bytes).replaceAll("\\", "/");
}

/** True for paths that could leave the folder they are unpacked into. */
export function isUnsafePath(path: string): boolean {
  return path === "" || path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.includes("\0") || path.split("/").includes("..");
}

const caches = new WeakMap<SourceFile, Map<ZipEntry, Promise<Uint8Array>>>();

/**
 * An entry as a source file of its own, its path behind the archive's. Stored entries are read by range; deflated ones are
 * unpacked on first use and a few are kept. The checksum is checked whenever an entry is read as a whole.
 * @throws FormatError "unsupported" for encrypted entries and other methods, "too-large" for entries that unpack to more than 100:1.
 */
export function zipEntryAsSourceFile(archive: SourceFile, entry: ZipEntry): SourceFile {
  const path = `${archive.path}/${entry.path}`;
  const place = { file: path, byteOffset: entry.headerOffset };
  const { method, size, packedSize } = entry;
  const refuse = (code: FormatErrorCode, reason: string, remedy: string): never => {
    throw new FormatError(code, place, reason, remedy);
  };
  if (entry.isEncrypted) refuse("unsupported", "the entry is encrypted", "Unpack the archive with its password and drop the folder.");
  if (method !== 0 && method !== 8) refuse("unsupported", `the entry is packed by method ${method}; stored and deflated are read`, "Unpack the archive and drop the folder.");
  if (method === 0 && size !== packedSize) refuse("malformed", `a stored entry declares ${size} bytes but holds ${packedSize}`, REMEDY);
  if (size > Math.max(HARMLESS_BYTE_COUNT, packedSize * MAX_ZIP_RATIO)) refuse("too-large", `the entry declares ${size} bytes from ${packedSize} packed ones`, HARM_REMEDY);
  if (method === 8 && size > MAX_DEFLATED_BYTE_COUNT) refuse("too-large", `the entry unpacks to ${size} bytes`, "Unpack the archive and drop the folder: unpacked files are read piece by piece.");
  let dataAt: Promise<number> | null = null;
  const packed = async (from: number, to: number): Promise<Uint8Array> => {
    const start = await (dataAt ??= findData(archive, entry, path));
    return archive.bytes(start + from, start + to);
  };
  return {
    path,
    size: entry.size,
    bytes: async (from = 0, to = entry.size) => {
      const end = Math.min(to, entry.size);
      if (entry.method === 0) {
        const bytes = await packed(Math.min(from, end), end);
        if (from === 0 && end === entry.size) checkCrc(bytes, entry, place);
        return bytes;
      }
      const cache = caches.get(archive) ?? new Map<ZipEntry, Promise<Uint8Array>>();
      caches.set(archive, cache);
      if (end <= GLANCE_BYTE_COUNT && entry.size > 16 * GLANCE_BYTE_COUNT && !cache.has(entry)) return (await glance(entry, packed, place)).subarray(from, end);
      const unpacking = cache.get(entry) ?? unpack(entry, packed, place);
      cache.delete(entry);
      cache.set(entry, unpacking);
      trimCache(cache);
      return (await unpacking).subarray(from, end);
    },
  };
}

/** Drops the entries used longest ago until the rest is small. */
function trimCache(cache: Map<ZipEntry, Promise<Uint8Array>>): void {
  let total = [...cache.keys()].reduce((sum, { size }) => sum + size, 0);
  for (const entry of cache.keys()) {
    if (total <= CACHE_BYTE_COUNT || cache.size === 1) return;
    cache.delete(entry);
    total -= entry.size;
  }
}

async function findData(archive: SourceFile, entry: ZipEntry, path: string): Promise<number> {
  const header = viewOf(await archive.bytes(entry.headerOffset, entry.headerOffset + LOCAL_BYTE_COUNT));
  if (header.byteLength < LOCAL_BYTE_COUNT || header.getUint32(0, true) !== LOCAL_SIGNATURE) throw new FormatError("malformed", { file: path, byteOffset: entry.headerOffset }, "the local header of the entry is damaged", REMEDY);
  const start = entry.headerOffset + LOCAL_BYTE_COUNT + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + entry.packedSize > archive.size) throw new FormatError("truncated", { file: path, byteOffset: archive.size }, "the archive ends inside the entry", REMEDY);
  return start;
}

function checkCrc(bytes: Uint8Array, entry: ZipEntry, place: { readonly file: string; readonly byteOffset: number }): void {
  if (bytes.length !== entry.size) throw new FormatError("malformed", place, `the entry holds ${bytes.length} bytes and declares ${entry.size}`, REMEDY);
  if (crc32(bytes) !== entry.crc32) throw new FormatError("checksum", place, "the checksum of the entry does not match", REMEDY);
}

async function unpack(entry: ZipEntry, packed: (from: number, to: number) => Promise<Uint8Array>, place: { readonly file: string; readonly byteOffset: number }): Promise<Uint8Array> {
  const bytes = await inflateBounded(await packed(0, entry.packedSize), "raw", entry.size, place);
  checkCrc(bytes, entry, place);
  return bytes;
}

/** The first bytes of a large entry. */
async function glance(entry: ZipEntry, packed: (from: number, to: number) => Promise<Uint8Array>, place: { readonly file: string; readonly byteOffset: number }): Promise<Uint8Array> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < entry.packedSize; from += 4096) yield packed(from, Math.min(from + 4096, entry.packedSize));
  }
  const start = new Uint8Array(GLANCE_BYTE_COUNT);
  let filled = 0;
  for await (const part of inflatePieces(pieces(), "raw", place)) {
    const taken = part.subarray(0, start.length - filled);
    start.set(taken, filled);
    filled += taken.length;
    if (filled === start.length) break;
  }
  return start.subarray(0, filled);
}
