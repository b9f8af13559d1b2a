/** Containers of deflated bytes around {@link inflateSmall}: zlib (RFC 1950), gzip (RFC 1952) or none. */
import type { FormatErrorPlace } from "../../errors.ts";
import { adler32, crc32 } from "./checksums.ts";
import type { InflateFormat } from "./inflate.ts";
import { inflateSmall } from "./inflateSmall.ts";
import { damaged, tooLarge, wrongChecksum } from "./packedDataErrors.ts";

/**
 * Unpacks small packed data in one go, container included.
 * @throws FormatError as of `inflateBounded`.
 */
export function inflateAtOnce(bytes: Uint8Array, format: InflateFormat, maxBytes: number, place: FormatErrorPlace): Uint8Array {
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
  if (!sound) throw wrongChecksum(place);
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
