/**
 * WFDB storage formats 16 and 212 (signal(5) of the WFDB Applications Guide): interleaved raw counts.
 * The decoders return counts; millivolts are made once, in `wfdbRecord.ts`.
 */

/** Raw count that means "no valid sample here", by format. */
export const INVALID_COUNT_BY_FORMAT: Readonly<Record<number, number>> = { 16: -32768, 212: -2048 };

/** Formats that can be read. */
export const SUPPORTED_FORMATS: readonly number[] = [16, 212];

/** Bytes that `sampleCount` samples take up; in format 212 an odd last sample takes two bytes. */
export function storedByteCount(format: 16 | 212, sampleCount: number): number {
  return format === 16 ? 2 * sampleCount : Math.ceil(1.5 * sampleCount);
}

/** Whole samples that fit into `byteCount` bytes. */
export function storedSampleCount(format: 16 | 212, byteCount: number): number {
  if (format === 16) return Math.floor(byteCount / 2);
  return 2 * Math.floor(byteCount / 3) + (byteCount % 3 === 2 ? 1 : 0);
}

/** Decodes `sampleCount` 16-bit little-endian two's-complement samples that begin at `byteOffset`. */
export function decodeFormat16(bytes: Uint8Array, sampleCount: number, byteOffset = 0): Int16Array {
  const counts = new Int16Array(sampleCount);
  for (let i = 0, at = byteOffset; i < sampleCount; i++, at += 2) {
    counts[i] = bytes[at] | (bytes[at + 1] << 8);
  }
  return counts;
}

/**
 * Decodes `sampleCount` 12-bit two's-complement samples packed by pairs into three bytes: the middle
 * byte carries the high nibble of the first sample below and of the second sample above.
 */
export function decodeFormat212(bytes: Uint8Array, sampleCount: number, byteOffset = 0): Int16Array {
  const counts = new Int16Array(sampleCount);
  let at = byteOffset;
  const pairedCount = sampleCount & ~1;
  for (let i = 0; i < pairedCount; i += 2, at += 3) {
    const middle = bytes[at + 1];
    counts[i] = ((bytes[at] | (middle << 8)) << 20) >> 20;
    counts[i + 1] = ((bytes[at + 2] | ((middle & 0xf0) << 4)) << 20) >> 20;
  }
  if (pairedCount < sampleCount) counts[pairedCount] = ((bytes[at] | (bytes[at + 1] << 8)) << 20) >> 20;
  return counts;
}
