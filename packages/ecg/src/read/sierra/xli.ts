/**
 * XLI, the compression of Philips Sierra waveforms: a chunk a lead, in it second differences, high bytes before low bytes,
 * under LZW with codes of ten bits. The layout was found out by C. A. Watford (sierra-ecg-tools, 2011); checked here
 * against that decoder's output.
 */
import { viewOf } from "../array/byteWindow.ts";

const CODE_BITS = 10;
const END_CODE = 1023;
const FIRST_FREE_CODE = 256;
const HEADER_BYTES = 8;
/** Added to every difference before it was stored. */
const DIFFERENCE_BIAS = 64;

/** What is wrong with the data: its byte offset, and why. */
export interface XliFault {
  readonly offset: number;
  readonly code: "truncated" | "too-large";
  readonly reason: string;
}

/**
 * The first `leadCount` leads of `sampleCount` samples each; later chunks (spare channels of the analysis program) are not
 * looked at. Never unpacks more than was asked for.
 */
export function decodeXli(data: Uint8Array, leadCount: number, sampleCount: number): readonly Int32Array[] | XliFault {
  const view = viewOf(data);
  const leads: Int32Array[] = [];
  const unpacked = new Uint8Array(2 * sampleCount);
  const table = { starts: new Int32Array(END_CODE), lengths: new Int32Array(END_CODE) };
  for (let offset = 0; leads.length < leadCount;) {
    if (offset + HEADER_BYTES > data.length) return { offset, code: "truncated", reason: `the data end after ${leads.length} of ${leadCount} leads` };
    const byteCount = view.getInt32(offset, true);
    const first = view.getInt16(offset + 6, true);
    const from = offset + HEADER_BYTES;
    if (byteCount < 0 || byteCount > data.length - from) return { offset, code: "truncated", reason: `lead ${leads.length + 1} declares ${byteCount} bytes where ${data.length - from} are left` };
    const written = unpackLzw(data.subarray(from, from + byteCount), unpacked, table);
    if (written > unpacked.length) return { offset, code: "too-large", reason: `lead ${leads.length + 1} unpacks to more than its ${sampleCount} samples` };
    if (written !== unpacked.length) return { offset, code: "truncated", reason: `lead ${leads.length + 1} unpacks to ${Math.floor(written / 2)} of ${sampleCount} samples` };
    leads.push(integrate(unpacked, sampleCount, first));
    offset = from + byteCount;
  }
  return leads;
}

/** A string of the LZW table is a piece of the output so far: where it starts, and how long it is. */
interface StringTable {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
}

/** Unpacks into `target`; returns the number of bytes, or one more than fits when there would be more. */
function unpackLzw(packed: Uint8Array, target: Uint8Array, { starts, lengths }: StringTable): number {
  let nextCode = FIRST_FREE_CODE;
  let written = 0;
  let previousStart = 0;
  let previousLength = 0;
  let bits = 0;
  let bitCount = 0;
  for (let at = 0; ;) {
    while (bitCount < CODE_BITS) {
      if (at === packed.length) return written;
      bits = ((bits << 8) | packed[at++]!) & 0xffffff;
      bitCount += 8;
    }
    bitCount -= CODE_BITS;
    const code = (bits >> bitCount) & END_CODE;
    if (code === END_CODE) return written;
    // A code that is not in the table yet can only be the previous string and its own first byte again.
    const isNew = code >= nextCode;
    const length = code < FIRST_FREE_CODE ? 1 : isNew ? previousLength + 1 : lengths[code]!;
    if (code > nextCode || (isNew && previousLength === 0)) return written;
    if (written + length > target.length) return target.length + 1;
    const start = written;
    if (code < FIRST_FREE_CODE) target[written++] = code;
    else {
      const source = isNew ? previousStart : starts[code]!;
      for (let i = 0; i < length; i++) target[written++] = target[source + i]!;
    }
    // The new string is the previous one and the byte after it, which now stands in the output.
    if (previousLength > 0 && nextCode < END_CODE) {
      starts[nextCode] = previousStart;
      lengths[nextCode++] = previousLength + 1;
    }
    previousStart = start;
    previousLength = length;
  }
}

/** Second differences to samples: each stored difference belongs to the sample after it, the first one stands in the chunk header. */
function integrate(unpacked: Uint8Array, sampleCount: number, first: number): Int32Array {
  const samples = new Int32Array(sampleCount);
  let difference = first;
  for (let i = 0; i < sampleCount; i++) {
    const stored = ((unpacked[i]! << 24) >> 16) | unpacked[sampleCount + i]!;
    if (i < 2) samples[i] = stored;
    else {
      samples[i] = (2 * samples[i - 1]! - samples[i - 2]! - difference) | 0;
      difference = stored - DIFFERENCE_BIAS;
    }
  }
  return samples;
}

/**
 * XLI stores III, aVR, aVL and aVF as what the leads I and II do not explain of them. Puts the leads back in place; false
 * when it cannot, because leads have no names, or I, II and III are not all there.
 * Halves are cut toward zero: Philips's own conversion to aECG of a file does so (its deviation from the exact half is
 * +0.46 and -0.52 counts for aVR, -0.46 and +0.40 for aVL, on samples with a positive and a negative odd sum).
 */
export function restoreLimbLeads(names: readonly string[], leads: readonly Int32Array[]): boolean {
  const [one, two, three, aVR, aVL, aVF] = ["I", "II", "III", "aVR", "aVL", "aVF"].map((name) => leads[names.indexOf(name)]);
  if (one === undefined || two === undefined || three === undefined) return [three, aVR, aVL, aVF].every((lead) => lead === undefined) && !names.some((name) => name.startsWith("Channel "));
  for (let i = 0; i < three.length; i++) three[i] = two[i]! - one[i]! - three[i]!;
  if (aVR !== undefined) for (let i = 0; i < aVR.length; i++) aVR[i] = -aVR[i]! - Math.trunc((one[i]! + two[i]!) / 2);
  if (aVL !== undefined) for (let i = 0; i < aVL.length; i++) aVL[i] = Math.trunc((one[i]! - three[i]!) / 2) - aVL[i]!;
  if (aVF !== undefined) for (let i = 0; i < aVF.length; i++) aVF[i] = Math.trunc((two[i]! + three[i]!) / 2) - aVF[i]!;
  return true;
}
