/** Writes ZIP archives as a stream of pieces: deflated where that helps, ZIP64 where it must, no dates and no comments. */
import { crc32 } from "./checksums.ts";
import { isUnsafePath, MAX_ZIP_RATIO } from "./zipArchive.ts";

/** A file to put into an archive. */
export interface FileToZip {
  /** Path inside the archive, "/" between parts. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Keeps the bytes as they are; deflated otherwise, unless that does not make them smaller. */
  readonly stored?: boolean;
}

const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;
/** 1 January 1980, the zero of ZIP dates: an archive must not tell when it was made. */
const NO_DATE = (1 << 5) | 1;
const UTF8_FLAG = 0x0800;

/** Little-endian fields of given widths in bytes. */
function fields(...parts: readonly (readonly [width: 2 | 4 | 8, value: number])[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of parts) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  return bytes;
}

async function deflateRaw(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * The archive of `files`, piece by piece; one file is held at a time.
 * @throws RangeError for a name that is not a plain relative path, or one that comes twice.
 */
export async function* writeZip(files: Iterable<FileToZip> | AsyncIterable<FileToZip>): AsyncGenerator<Uint8Array> {
  const directory: Uint8Array[] = [];
  const names = new Set<string>();
  let offset = 0;
  for await (const { name, bytes, stored = false } of files) {
    if (isUnsafePath(name) || name.endsWith("/") || names.has(name)) throw new RangeError(`"${name}" cannot be a file of an archive, or is in it already`);
    names.add(name);
    const deflated = stored || bytes.length === 0 ? bytes : await deflateRaw(bytes);
    // What our own reader would take for a bomb is kept as it is.
    const isStored = deflated.length >= bytes.length || bytes.length > deflated.length * MAX_ZIP_RATIO;
    const packed = isStored ? bytes : deflated;
    const nameBytes = new TextEncoder().encode(name);
    const isLarge = bytes.length >= MAX_32 || offset >= MAX_32;
    const method = isStored ? 0 : 8;
    const crc = crc32(bytes);
    const version = isLarge ? 45 : 20;
    const localExtra = isLarge ? fields([2, 1], [2, 16], [8, bytes.length], [8, packed.length]) : new Uint8Array(0);
    const sizes = isLarge ? ([[4, MAX_32], [4, MAX_32]] as const) : ([[4, packed.length], [4, bytes.length]] as const);
    const local = fields([4, 0x04034b50], [2, version], [2, UTF8_FLAG], [2, method], [2, 0], [2, NO_DATE], [4, crc], ...sizes, [2, nameBytes.length], [2, localExtra.length]);
    const centralExtra = isLarge ? fields([2, 1], [2, 24], [8, bytes.length], [8, packed.length], [8, offset]) : new Uint8Array(0);
    directory.push(
      fields([4, 0x02014b50], [2, version], [2, version], [2, UTF8_FLAG], [2, method], [2, 0], [2, NO_DATE], [4, crc], ...sizes, [2, nameBytes.length], [2, centralExtra.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, isLarge ? MAX_32 : offset]),
      nameBytes,
      centralExtra,
    );
    for (const piece of [local, nameBytes, localExtra, packed]) {
      offset += piece.length;
      if (piece.length > 0) yield piece;
    }
  }
  const directoryAt = offset;
  for (const piece of directory) {
    offset += piece.length;
    if (piece.length > 0) yield piece;
  }
  const directorySize = offset - directoryAt;
  const count = names.size;
  if (directoryAt >= MAX_32 || directorySize >= MAX_32 || count >= MAX_16) {
    yield fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count], [8, count], [8, directorySize], [8, directoryAt]);
    yield fields([4, 0x07064b50], [4, 0], [8, offset], [4, 1]);
  }
  yield fields([4, 0x06054b50], [2, 0], [2, 0], [2, Math.min(count, MAX_16)], [2, Math.min(count, MAX_16)], [4, Math.min(directorySize, MAX_32)], [4, Math.min(directoryAt, MAX_32)], [2, 0]);
}

/** The whole archive in memory. */
export async function zipToBytes(files: Iterable<FileToZip> | AsyncIterable<FileToZip>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(files)) pieces.push(piece);
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
