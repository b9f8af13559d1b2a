/**
 * Unpacking with a bound. A few kilobytes can be made to unpack to gigabytes; nothing here ever holds more than the caller
 * allows, and no room is taken before there is something to put in it.
 */
import { FormatError, type FormatErrorPlace } from "../../errors.ts";
import { adler32, crc32 } from "./checksums.ts";
import { inflateSmall } from "./inflateSmall.ts";

/** Container of the deflated bytes: RFC 1950, RFC 1952 or none (RFC 1951). */
export type InflateFormat = "zlib" | "gzip" | "raw";

const STREAM_FORMAT: Readonly<Record<InflateFormat, CompressionFormat>> = { zlib: "deflate", gzip: "gzip", raw: "deflate-raw" };

/** Up to here the plain decoder is quicker than starting a stream [measured: 0.25 ms per stream in Node 20]. */
const SMALL_BYTE_COUNT = 4096;
/** Deflate packs at most 1032:1, so one piece unpacks to 4 MB at most before the bound is looked at again. */
const PIECE_BYTE_COUNT = 4096;

const REMEDY = "Copy the file again from its source; if it stays so, it is damaged or made to harm and should be left out.";

/**
 * Unpacks `bytes`.
 * @throws FormatError "too-large" as soon as more than `maxBytes` come out; "malformed" for damaged or unfinished data;
 * "checksum" where the checksum of the container does not match.
 */
export async function inflateBounded(bytes: Uint8Array, format: InflateFormat, maxBytes: number, place: FormatErrorPlace = { file: "packed data" }): Promise<Uint8Array> {
  if (bytes.length <= SMALL_BYTE_COUNT) return inflateAtOnce(bytes, format, maxBytes, place);
  const parts: Uint8Array[] = [];
  let total = 0;
  for await (const part of inflatePieces(piecesOf(bytes), format, place)) {
    total += part.length;
    if (total > maxBytes) throw tooLarge(maxBytes, place);
    parts.push(part);
  }
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** "too-large", with the bound that was broken. */
function tooLarge(maxBytes: number, place: FormatErrorPlace): FormatError {
  return new FormatError("too-large", place, `the packed data unpack to more than the ${maxBytes} bytes that can belong here`, REMEDY);
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += PIECE_BYTE_COUNT) yield bytes.subarray(from, from + PIECE_BYTE_COUNT);
}

/**
 * Unpacks a stream of packed pieces (4 kB each at most, see {@link PIECE_BYTE_COUNT}); the caller counts and stops when it
 * has enough: leaving the loop ends the decoder.
 * @throws FormatError "malformed"; errors of the packed stream itself pass through.
 */
export async function* inflatePieces(packed: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, format: InflateFormat, place: FormatErrorPlace): AsyncGenerator<Uint8Array> {
  const decoder = new DecompressionStream(STREAM_FORMAT[format]);
  const writer = decoder.writable.getWriter();
  let sourceFault: { readonly error: unknown } | null = null;
  const feed = async (): Promise<void> => {
    try {
      for await (const piece of packed) {
        const writing = writer.ready.then(() => writer.write(piece as Uint8Array<ArrayBuffer>));
        if (!(await writing.then(() => true, () => false))) return;
      }
    } catch (error) {
      sourceFault = { error };
      return writer.abort(error);
    }
    return writer.close();
  };
  const feeding = feed().catch(() => undefined);
  const reader = decoder.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    await feeding;
    if (sourceFault !== null) throw (sourceFault as { readonly error: unknown }).error;
    throw damaged(place);
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function damaged(place: FormatErrorPlace): FormatError {
  return new FormatError("malformed", place, "the packed data are damaged or break off", REMEDY);
}

function inflateAtOnce(bytes: Uint8Array, format: InflateFormat, maxBytes: number, place: FormatErrorPlace): Uint8Array {
  const from = format === "raw" ? 0 : format === "zlib" ? zlibHeaderEnd(bytes) : gzipHeaderEnd(bytes);
  if (from === null) throw damaged(place);
  const unpacked = inflateSmall(bytes.subarray(from), maxBytes);
  if (typeof unpacked === "string") throw unpacked === "too-large" ? tooLarge(maxBytes, place) : damaged(place);
  const end = from + unpacked.used;
  const trailer = format === "raw" ? 0 : format === "zlib" ? 4 : 8;
  if (bytes.length !== end + trailer) throw damaged(place);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end, trailer);
  const sound =
    format === "raw" ||
    (format === "zlib" ? view.getUint32(0) === adler32(unpacked.bytes) : view.getUint32(0, true) === crc32(unpacked.bytes) && view.getUint32(4, true) === unpacked.bytes.length);
  if (!sound) throw new FormatError("checksum", place, "the checksum of the packed data does not match", REMEDY);
  return unpacked.bytes;
}

function zlibHeaderEnd(bytes: Uint8Array): number | null {
  if (bytes.length < 6 || (bytes[0]! & 15) !== 8 || ((bytes[0]! << 8) | bytes[1]!) % 31 !== 0 || (bytes[1]! & 32) !== 0) return null;
  return 2;
}

function gzipHeaderEnd(bytes: Uint8Array): number | null {
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return null;
  const flags = bytes[3]!;
  let at = 10;
  if (flags & 4) at += 2 + bytes[at]! + bytes[at + 1]! * 256;
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  if (flags & 2) at += 2;
  return at > bytes.length - 8 ? null : at;
}
