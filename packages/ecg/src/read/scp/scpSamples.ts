/** From packed leads to samples: Huffman codes, differences, decimation between the beats, and the reference beat added back. */
import { viewOf } from "../array/byteWindow.ts";
import { decodeHuffman, type HuffmanTable } from "./scpHuffman.ts";
import type { ScpBeat, ScpBeats, ScpLead, ScpPackedLeads } from "./scpLayout.ts";
import { scpError } from "./scpSections.ts";

/** Samples that a lead's bytes can hold at most: one a bit with a Huffman code, else one in two bytes. */
export function mostSamples(packed: Uint8Array, tables: readonly HuffmanTable[] | null): number {
  return tables === null ? packed.length >> 1 : 8 * packed.length;
}

/**
 * Stored values of one lead, with differences summed up.
 * @throws FormatError "truncated" when the bytes do not hold `count` samples.
 */
export function unpackLead(leads: ScpPackedLeads, index: number, count: number, tables: readonly HuffmanTable[] | null, path: string): Int32Array {
  const packed = leads.packed[index]!;
  if (count > mostSamples(packed, tables)) throw scpError("truncated", path, leads.offset, `${packed.length} bytes of lead ${index + 1} cannot hold ${count} samples`);
  let samples: Int32Array;
  if (tables === null) {
    const view = viewOf(packed);
    samples = new Int32Array(count);
    for (let i = 0; i < count; i++) samples[i] = view.getInt16(2 * i, true);
  } else samples = decodeHuffman(packed, count, tables, (reason) => scpError("truncated", path, leads.offset, `lead ${index + 1}: ${reason}`));
  if (leads.differenceOrder === 1) for (let i = 1; i < count; i++) samples[i]! += samples[i - 1]!;
  if (leads.differenceOrder === 2) for (let i = 2; i < count; i++) samples[i]! += 2 * samples[i - 1]! - samples[i - 2]!;
  return samples;
}

/** Stretch of a lead, zero-based and `to` excluded: kept at the full rate, or decimated. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly isKept: boolean;
}

/** Cuts a lead into protected areas and the stretches between them, in time order, without overlaps. */
function stretchesOf(lead: ScpLead, beats: readonly ScpBeat[]): readonly Stretch[] {
  const length = lead.end - lead.start + 1;
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { protectFrom, protectTo } of beats) {
    const from = Math.max(at, protectFrom - lead.start);
    const to = Math.min(length, protectTo - lead.start + 1);
    if (to <= from) continue;
    if (from > at) stretches.push({ from: at, to: from, isKept: false });
    stretches.push({ from, to, isKept: true });
    at = to;
  }
  if (at < length) stretches.push({ from: at, to: length, isKept: false });
  return stretches;
}

/** Number of values that bimodal compression stores of a lead: one for each `factor` samples outside protected areas, and what is left over there whole. */
export function decimatedCount(lead: ScpLead, beats: readonly ScpBeat[], factor: number): number {
  return stretchesOf(lead, beats).reduce((sum, { from, to, isKept }) => sum + (isKept ? to - from : Math.floor((to - from) / factor) + ((to - from) % factor)), 0);
}

/**
 * Undoes the decimation of EN 1064, annex C: between the middles of neighbouring blocks the line between their means, the
 * means themselves before the first and after the last middle.
 */
export function expandDecimated(stored: Int32Array, lead: ScpLead, beats: readonly ScpBeat[], factor: number): Int32Array {
  const length = lead.end - lead.start + 1;
  const samples = new Int32Array(length);
  const half = factor >> 1;
  let next = 0;
  for (const { from, to, isKept } of stretchesOf(lead, beats)) {
    if (isKept) {
      samples.set(stored.subarray(next, next + to - from), from);
      next += to - from;
      continue;
    }
    const blocks = Math.floor((to - from) / factor);
    let at = from;
    for (let i = 0; blocks > 0 && i < half; i++) samples[at++] = stored[next]!;
    for (let block = 1; block < blocks; block++, next++) {
      const step = Math.fround((stored[next + 1]! - stored[next]!) / factor);
      for (let i = 0; i < factor; i++) samples[at++] = Math.trunc(stored[next]! + i * step);
    }
    for (let i = half; blocks > 0 && i < factor; i++) samples[at++] = stored[next]!;
    if (blocks > 0) next++;
    while (at < to) samples[at++] = stored[next++]!;
  }
  return samples;
}

/**
 * Smooths what is left after the reference beat was taken off, or after decimation: a running mean of three, rounded away from
 * 0, which takes the steps out of its coarse scale. As it stands stay the first and the last sample, protected areas of a
 * decimated lead, and, with a reference beat, its zones and the two samples after them, as in the decoder that the sample
 * file was published with (WFDB's parsescp).
 */
export function smoothResidual(samples: Int32Array, lead: ScpLead, beats: readonly ScpBeat[], isDecimated: boolean, hasReference: boolean): void {
  const isKept = new Uint8Array(samples.length);
  if (isDecimated) for (const { from, to, isKept: whole } of stretchesOf(lead, beats)) if (whole) isKept.fill(1, from, to);
  if (hasReference) {
    for (const { type, subtractFrom, subtractTo } of beats) {
      if (type === 0 && subtractFrom >= 1) isKept.fill(1, Math.max(0, subtractFrom - lead.start), Math.max(0, subtractTo + 3 - lead.start));
    }
  }
  let before = samples[0]!;
  for (let at = 1; at < samples.length - 1; at++) {
    const stored = samples[at]!;
    if (isKept[at] === 0) {
      const sum = before + stored + samples[at + 1]!;
      samples[at] = Math.trunc((sum + 2 * Math.sign(sum)) / 3);
    }
    before = stored;
  }
}

/** Adds `referenceFactor` × the reference beat where one was taken off. */
export function addReferenceBeat(residual: Int32Array, reference: Int32Array, referenceFactor: number, lead: ScpLead, beats: ScpBeats): void {
  for (const { type, subtractFrom, fiducial, subtractTo } of beats.beats) {
    if (type !== 0 || subtractFrom < 1) continue;
    // Sample s of the recording (from 1) lies on sample s − fiducial + referenceFiducial of the reference beat (from 1).
    const shift = beats.referenceFiducial - fiducial;
    const from = Math.max(subtractFrom, lead.start, 1 - shift);
    const to = Math.min(subtractTo, lead.end, reference.length - shift);
    for (let sample = from; sample <= to; sample++) residual[sample - lead.start]! += reference[sample + shift - 1]! * referenceFactor;
  }
}
