/** CRC-32 of IEEE 802.3, as in ZIP and gzip, and Adler-32 (RFC 1950). */

const CRC32_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 of bytes; `previous` is the CRC of the bytes before them. */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let rest = ~previous;
  for (let i = 0; i < bytes.length; i++) rest = CRC32_TABLE[(rest ^ bytes[i]!) & 255]! ^ (rest >>> 8);
  return ~rest >>> 0;
}

/** Largest run of bytes after which the two sums of Adler-32 still fit 32 bits (RFC 1950). */
const ADLER_RUN = 5552;

/** Adler-32 of bytes. */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let from = 0; from < bytes.length; from += ADLER_RUN) {
    const to = Math.min(bytes.length, from + ADLER_RUN);
    for (let i = from; i < to; i++) {
      low += bytes[i]!;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return ((high << 16) | low) >>> 0;
}
