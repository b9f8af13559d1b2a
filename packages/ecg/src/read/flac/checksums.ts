/** Checksums of FLAC (RFC 9639): CRC-8 of frame headers, CRC-16 of frames, both highest bit first. */

function tableOf(polynomial: number, bits: 8 | 16): Uint16Array {
  const top = 1 << (bits - 1);
  const mask = 2 ** bits - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (bits - 8);
    for (let i = 0; i < 8; i++) value = ((value << 1) ^ (value & top ? polynomial : 0)) & mask;
    return value;
  });
}

const CRC8 = tableOf(0x07, 8);
const CRC16 = tableOf(0x8005, 16);

/** CRC-8 of `bytes` from `from` to `to` (exclusive), polynomial x⁸+x²+x+1. */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = CRC8[crc ^ bytes[i]!]!;
  return crc;
}

/** CRC-16 of `bytes` from `from` to `to` (exclusive), polynomial x¹⁶+x¹⁵+x²+1. */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[i]!]!;
  return crc;
}
