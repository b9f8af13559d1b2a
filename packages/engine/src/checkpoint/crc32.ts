/**
 * The cyclic redundancy check of ISO 3309 and ITU-T V.42 (polynomial 0xEDB88320 reflected), as in PNG and gzip: finds every error of up to
 * 32 bits in a row. Eight bytes a turn by tables (Kounavis and Berry 2005, "A systematic approach to building high performance, software-based,
 * CRC generators", doi:10.1109/ISCC.2005.18).
 */
const POLYNOMIAL = 0xedb88320;
const SLICES = 8;

/** Entry 256 · k + b: the effect of byte b that is followed by k zero bytes. */
const TABLE = makeTable();

function makeTable(): Uint32Array {
  const table = new Uint32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    table[byte] = value >>> 0;
  }
  for (let index = 256; index < table.length; index++) table[index] = (table[index - 256] >>> 8) ^ table[table[index - 256] & 255];
  return table;
}

/** CRC-32 of the bytes, 0 … 2³² − 1. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  let at = 0;
  for (const end = bytes.length - SLICES; at <= end; at += SLICES) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      TABLE[1792 + (crc & 255)] ^ TABLE[1536 + ((crc >>> 8) & 255)] ^ TABLE[1280 + ((crc >>> 16) & 255)] ^ TABLE[1024 + (crc >>> 24)] ^
      TABLE[768 + bytes[at + 4]] ^ TABLE[512 + bytes[at + 5]] ^ TABLE[256 + bytes[at + 6]] ^ TABLE[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[at]) & 255];
  return (crc ^ 0xffffffff) >>> 0;
}
