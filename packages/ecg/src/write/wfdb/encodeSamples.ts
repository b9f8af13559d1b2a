/** Writes whole counts in the plain storage formats of WFDB; the counterpart of `read/wfdb/sampleFormats.ts`. */
import { sampleFormatOf } from "../../read/wfdb/sampleFormats.ts";

/** Formats that can be written. */
export const WFDB_STORAGE_FORMATS = [8, 16, 24, 32, 61, 80, 160, 212, 310, 311] as const;

export type WfdbStorageFormat = (typeof WFDB_STORAGE_FORMATS)[number];

/** Bytes of `sampleCount` samples. Whole blocks of the triples, as the WFDB library wants them. */
export function encodedByteCount(format: WfdbStorageFormat, sampleCount: number): number {
  const { samplesPerBlock, bytesPerBlock } = sampleFormatOf(format)!;
  return samplesPerBlock === 3 ? Math.ceil(sampleCount / 3) * bytesPerBlock : Math.ceil((sampleCount * bytesPerBlock) / samplesPerBlock);
}

/** Writes the first `count` of `counts` into `bytes` from `at`, which begins a block. Format 8 wants differences. */
export function encodeSamples(format: WfdbStorageFormat, counts: Int32Array, count: number, bytes: Uint8Array, at: number): void {
  switch (format) {
    case 8:
      for (let i = 0; i < count; i++) bytes[at + i] = counts[i]!;
      return;
    case 80:
      for (let i = 0; i < count; i++) bytes[at + i] = counts[i]! + 128;
      return;
    case 16:
    case 24:
    case 32:
      for (let i = 0; i < count; i++) for (let shift = 0; shift < format; shift += 8) bytes[at++] = counts[i]! >> shift;
      return;
    case 61:
      for (let i = 0; i < count; i++) {
        bytes[at++] = counts[i]! >> 8;
        bytes[at++] = counts[i]!;
      }
      return;
    case 160:
      for (let i = 0; i < count; i++) {
        bytes[at++] = counts[i]!;
        bytes[at++] = (counts[i]! + 32768) >> 8;
      }
      return;
    case 212:
      for (let i = 0; i < count; i += 2) {
        const second = i + 1 < count ? counts[i + 1]! : 0;
        bytes[at++] = counts[i]!;
        bytes[at++] = ((counts[i]! >> 8) & 15) | ((second >> 4) & 0xf0);
        if (i + 1 < count) bytes[at++] = second;
      }
      return;
    case 310:
    case 311:
      for (let i = 0; i < count; i += 3) {
        const [a, b, c] = [0, 1, 2].map((k) => (i + k < count ? counts[i + k]! & 0x3ff : 0)) as [number, number, number];
        const word = format === 311 ? a | (b << 10) | (c << 20) : (a << 1) | ((c & 31) << 11) | (b << 17) | ((c >> 5) << 27);
        for (let shift = 0; shift < 32; shift += 8) bytes[at++] = word >> shift;
      }
      return;
    default:
      format satisfies never;
  }
}
