/**
 * The plain storage formats of WFDB signal files (signal(5) of the WFDB Applications Guide): how many bytes samples
 * take, and how they become whole counts. Format 8 stores differences: what is decoded here are the differences.
 */

/** One storage format. Samples are packed in blocks; a decoder begins at a block. */
export interface SampleFormat {
  /** Smallest and largest count that it can hold. */
  readonly minimum: number;
  readonly maximum: number;
  /** Raw count that means "no valid sample here"; null in format 8, which has none. */
  readonly invalidCount: number | null;
  readonly samplesPerBlock: number;
  readonly bytesPerBlock: number;
  /** Bytes of an unfinished last block, by its number of samples less one. */
  readonly lastBlockBytes: readonly number[];
  /** Decodes `count` samples from `at` on into `counts`, from its start. */
  decode(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void;
  /**
   * The quick way of the commonest formats: copies every `stride`-th of the samples that begin at `at`, from index `first` on, into
   * `into` from `to`, and returns their sum as int32; null where it does not apply. 16 and 212 take three times as long by way of `decode`.
   */
  pick?(bytes: Uint8Array, at: number, stride: number, first: number, count: number, into: Int32Array, to: number): number | null;
  /** As `pick`, but into millivolts in the same pass: a second one over long recordings costs as much as the first. */
  pickMillivolts?(bytes: Uint8Array, at: number, stride: number, first: number, count: number, into: Float32Array, to: number, scaling: Scaling): number | null;
}

/** From counts to millivolts: (count − baselineCount) × millivoltPerCount, NaN for `invalidCount`. */
export interface Scaling {
  readonly baselineCount: number;
  readonly millivoltPerCount: number;
  readonly invalidCount: number;
}

function signedFormat(bits: number, samplesPerBlock: number, bytesPerBlock: number, lastBlockBytes: readonly number[], decode: SampleFormat["decode"]): SampleFormat {
  const minimum = -(2 ** (bits - 1));
  return { minimum, maximum: -minimum - 1, invalidCount: minimum, samplesPerBlock, bytesPerBlock, lastBlockBytes, decode };
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const FORMATS: ReadonlyMap<number, SampleFormat> = new Map([
  [8, { ...signedFormat(32, 1, 1, [], decode8), invalidCount: null }],
  [16, { ...signedFormat(16, 1, 2, [], decode16), pick: pick16, pickMillivolts: pickMillivolts16 }],
  [24, signedFormat(24, 1, 3, [], decode24)],
  [32, signedFormat(32, 1, 4, [], decode32)],
  [61, signedFormat(16, 1, 2, [], decode61)],
  [80, signedFormat(8, 1, 1, [], decode80)],
  [160, signedFormat(16, 1, 2, [], decode160)],
  [212, { ...signedFormat(12, 2, 3, [2], decode212), pick: pick212, pickMillivolts: pickMillivolts212 }],
  [310, signedFormat(10, 3, 4, [2, 4], decode310)],
  [311, signedFormat(10, 3, 4, [2, 3], decode311)],
]);

/** Bits of the FLAC formats; their samples are decoded in `read/flac/`. */
const FLAC_BITS: ReadonlyMap<number, number> = new Map([[508, 8], [516, 16], [524, 24]]);

/** The plain format of a number; undefined for FLAC and for numbers that WFDB does not know. */
export function sampleFormatOf(format: number): SampleFormat | undefined {
  return FORMATS.get(format);
}

/** Bits of a FLAC format; undefined for others. */
export function flacBitsOf(format: number): number | undefined {
  return FLAC_BITS.get(format);
}

/** Numbers of all formats that can be read. */
export const READABLE_FORMATS: readonly number[] = [...FORMATS.keys(), ...FLAC_BITS.keys()];

/** Raw count that means "no valid sample here" in a format; null when it has none. */
export function invalidCountOf(format: number): number | null {
  const bits = FLAC_BITS.get(format);
  return bits === undefined ? (FORMATS.get(format)?.invalidCount ?? null) : -(2 ** (bits - 1));
}

/** Bytes that `sampleCount` samples take up. */
export function storedByteCount(format: SampleFormat, sampleCount: number): number {
  const blocks = Math.floor(sampleCount / format.samplesPerBlock);
  const rest = sampleCount - blocks * format.samplesPerBlock;
  return blocks * format.bytesPerBlock + (rest === 0 ? 0 : format.lastBlockBytes[rest - 1]!);
}

/** Whole samples that fit into `byteCount` bytes. */
export function storedSampleCount(format: SampleFormat, byteCount: number): number {
  const blocks = Math.floor(byteCount / format.bytesPerBlock);
  const restBytes = byteCount - blocks * format.bytesPerBlock;
  return blocks * format.samplesPerBlock + format.lastBlockBytes.filter((bytes) => bytes <= restBytes).length;
}

function decode8(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++) counts[i] = (bytes[at + i]! << 24) >> 24;
}

function decode16(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++, at += 2) counts[i] = ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16;
}

/** Where the bytes lie at an even address of a little-endian machine they are read as they are. */
function pick16(bytes: Uint8Array, at: number, stride: number, first: number, count: number, into: Int32Array, to: number): number | null {
  const start = bytes.byteOffset + at;
  if (start % 2 !== 0 || !IS_LITTLE_ENDIAN) return null;
  const words = new Int16Array(bytes.buffer, start, (count - 1) * stride + first + 1);
  let sum = 0;
  for (let i = first, end = to + count; to < end; i += stride, to++) {
    const value = words[i]!;
    into[to] = value;
    sum = (sum + value) | 0;
  }
  return sum;
}

function pickMillivolts16(bytes: Uint8Array, at: number, stride: number, first: number, count: number, into: Float32Array, to: number, { baselineCount, millivoltPerCount, invalidCount }: Scaling): number | null {
  const start = bytes.byteOffset + at;
  if (start % 2 !== 0 || !IS_LITTLE_ENDIAN || Math.abs(baselineCount) > HIGHEST_QUICK_BASELINE) return null;
  const words = new Int16Array(bytes.buffer, start, (count - 1) * stride + first + 1);
  let sum = 0;
  let lowest = 0;
  for (let i = first, end = to + count, k = to; k < end; i += stride, k++) {
    const value = words[i]!;
    into[k] = (value - baselineCount) * millivoltPerCount;
    if (value < lowest) lowest = value;
    sum = (sum + value) | 0;
  }
  // The invalid code is the lowest count; a test for it on every sample would take three times as long.
  if (lowest === invalidCount) markInvalid(into, to, to + count, (invalidCount - baselineCount) * millivoltPerCount);
  return sum;
}

function decode24(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++, at += 3) counts[i] = ((bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) << 8) >> 8;
}

function decode32(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++, at += 4) counts[i] = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

/** As 16, high byte first. */
function decode61(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++, at += 2) counts[i] = ((bytes[at + 1]! | (bytes[at]! << 8)) << 16) >> 16;
}

/** Offset binary. */
function decode80(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++) counts[i] = bytes[at + i]! - 128;
}

/** Offset binary. */
function decode160(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i++, at += 2) counts[i] = (bytes[at]! | (bytes[at + 1]! << 8)) - 32768;
}

/** Pairs of 12 bits in three bytes: the middle byte carries the high nibble of the first below, of the second above. */
function decode212(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  const paired = count & ~1;
  for (let i = 0; i < paired; i += 2, at += 3) {
    const middle = bytes[at + 1]!;
    counts[i] = ((bytes[at]! | (middle << 8)) << 20) >> 20;
    counts[i + 1] = ((bytes[at + 2]! | ((middle & 0xf0) << 4)) << 20) >> 20;
  }
  if (paired < count) counts[paired] = ((bytes[at]! | (bytes[at + 1]! << 8)) << 20) >> 20;
}

/** In frames of an even number of samples every sample of a signal has the same half of its three bytes. */
function pick212(bytes: Uint8Array, at: number, stride: number, first: number, count: number, into: Int32Array, to: number): number | null {
  if (stride % 2 !== 0) return null;
  const step = (stride / 2) * 3;
  const end = to + count;
  let sum = 0;
  at += (first >> 1) * 3;
  if (first % 2 === 0) {
    for (; to < end; at += step, to++) {
      const value = ((bytes[at]! | (bytes[at + 1]! << 8)) << 20) >> 20;
      into[to] = value;
      sum = (sum + value) | 0;
    }
  } else {
    for (; to < end; at += step, to++) {
      const value = ((bytes[at + 2]! | ((bytes[at + 1]! & 0xf0) << 4)) << 20) >> 20;
      into[to] = value;
      sum = (sum + value) | 0;
    }
  }
  return sum;
}

/** Triples of 10 bits in two little-endian words: two in bits 1–10 of each, the third in the upper five bits of both. */
function decode310(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i += 3, at += 4) {
    const first = bytes[at]! | (bytes[at + 1]! << 8);
    const second = bytes[at + 2]! | (bytes[at + 3]! << 8);
    counts[i] = (first << 21) >> 22;
    if (i + 1 < count) counts[i + 1] = (second << 21) >> 22;
    if (i + 2 < count) counts[i + 2] = (((first >> 11) | ((second >> 11) << 5)) << 22) >> 22;
  }
}

/** Triples of 10 bits in one little-endian word, lowest first. */
function decode311(bytes: Uint8Array, at: number, count: number, counts: Int32Array): void {
  for (let i = 0; i < count; i += 3, at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    counts[i] = (word << 22) >> 22;
    if (i + 1 < count) counts[i + 1] = (word << 12) >> 22;
    if (i + 2 < count) counts[i + 2] = (word << 2) >> 22;
  }
}

function pickMillivolts212(bytes: Uint8Array, at: number, stride: number, first: number, count: number, into: Float32Array, to: number, { baselineCount, millivoltPerCount, invalidCount }: Scaling): number | null {
  if (stride % 2 !== 0 || Math.abs(baselineCount) > HIGHEST_QUICK_BASELINE) return null;
  const step = (stride / 2) * 3;
  const end = to + count;
  let sum = 0;
  let lowest = 0;
  let i = to;
  let from = at + (first >> 1) * 3;
  if (first % 2 === 0) {
    for (; i < end; from += step, i++) {
      const value = ((bytes[from]! | (bytes[from + 1]! << 8)) << 20) >> 20;
      into[i] = (value - baselineCount) * millivoltPerCount;
      if (value < lowest) lowest = value;
      sum = (sum + value) | 0;
    }
  } else {
    for (; i < end; from += step, i++) {
      const value = ((bytes[from + 2]! | ((bytes[from + 1]! & 0xf0) << 4)) << 20) >> 20;
      into[i] = (value - baselineCount) * millivoltPerCount;
      if (value < lowest) lowest = value;
      sum = (sum + value) | 0;
    }
  }
  if (lowest === invalidCount) markInvalid(into, to, end, (invalidCount - baselineCount) * millivoltPerCount);
  return sum;
}

/** Beyond this baseline neighbouring counts may become one single-precision value, and the quick way is not taken. */
const HIGHEST_QUICK_BASELINE = 2 ** 20;

/** Counts of at most 16 bits stay apart as single-precision millivolts, so the value tells the code. */
function markInvalid(millivolts: Float32Array, from: number, to: number, invalidMillivolt: number): void {
  const value = Math.fround(invalidMillivolt);
  for (let i = from; i < to; i++) if (millivolts[i] === value) millivolts[i] = NaN;
}
