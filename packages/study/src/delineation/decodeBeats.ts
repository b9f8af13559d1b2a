/** From probabilities to marks: for each detected complex its QRS, the T wave after it and the P wave before it. */
import type { WaveMarks } from "@kalium/ecg";
import { DELINEATION_RATE_HZ, type SegmentedWave } from "@kalium/models";
import { findBoundary, type BoundaryRule } from "./probabilityBoundary.ts";
import type { WaveProbabilities } from "./waveProbabilities.ts";

/** A wave in samples of the network's rate, between samples where a boundary lies there. */
export type DecodedWave = WaveMarks;

export type DecodedBeat = Readonly<Record<SegmentedWave, DecodedWave | null>>;

export interface DecodingRules {
  readonly boundary: Readonly<Record<SegmentedWave, BoundaryRule>>;
  /** A wave is there when the probability reaches this. */
  readonly presence: Readonly<Record<SegmentedWave, number>>;
}

const seconds = (s: number): number => Math.round(s * DELINEATION_RATE_HZ);
/** The complex lies this far around its detection. Kalium's choice. */
const QRS_REACH = seconds(0.16);
/** A T wave ends at most this long after the complex, whatever the rate, and within this share of the interval to the next one. Kalium's choice. */
const LONGEST_QT = seconds(0.75);
/** A P wave begins at most this long before the complex. Kalium's choice: first-degree block reaches 0.4 s. */
const LONGEST_PR = seconds(0.5);
/** Gaps below this inside a wave belong to it (a notch). Kalium's choice. */
const BRIDGED_GAP = seconds(0.03);
/** A boundary may lie this far beyond the stretch in which its wave was looked for. Kalium's choice. */
const OVERLAP = seconds(0.02);
/** A wave above one half for less than this is none. Kalium's choice. */
const SHORTEST: Readonly<Record<SegmentedWave, number>> = { p: seconds(0.024), qrs: seconds(0.02), t: seconds(0.04) };

/**
 * @param lead filtered lead at the network's rate, for the peaks
 * @param detections ascending, samples of the network's rate
 */
export function decodeBeats(probabilities: WaveProbabilities, lead: Float32Array, detections: ArrayLike<number>, rules: DecodingRules): readonly DecodedBeat[] {
  const last = lead.length - 1;
  const at = (index: number): number => (index < 0 ? -Infinity : index >= detections.length ? Infinity : detections[index]!);
  const complexes = Array.from({ length: detections.length }, (_, k) => {
    const from = Math.max(0, Math.round(Math.max(at(k) - QRS_REACH, (at(k - 1) + at(k)) / 2)));
    const to = Math.min(last, Math.round(Math.min(at(k) + QRS_REACH, (at(k) + at(k + 1)) / 2)));
    return decodeWave(probabilities.qrs, lead, from, to, rules, "qrs", at(k));
  });
  const tWaves = complexes.map((qrs, k) => {
    const from = Math.ceil(qrs?.offset ?? at(k) + seconds(0.06));
    const next = complexes[k + 1]?.onset ?? at(k + 1) - seconds(0.06);
    return decodeWave(probabilities.t, lead, from, Math.floor(Math.min(last, next, at(k) + LONGEST_QT)), rules, "t", null);
  });
  return complexes.map((qrs, k) => {
    const before = tWaves[k - 1]?.offset ?? complexes[k - 1]?.offset ?? at(k - 1) + seconds(0.06);
    const to = Math.floor(qrs?.onset ?? at(k) - seconds(0.04));
    // The overlap of a P wave with the T wave before it is decided by the probabilities, hence the step back to its middle.
    const from = Math.ceil(Math.max(0, before - seconds(0.03), at(k) - LONGEST_PR));
    return { p: decodeWave(probabilities.p, lead, from, to, rules, "p", null), qrs, t: tWaves[k]! };
  });
}

/** The most probable wave of a stretch, or null. With `near` the run nearest to it wins, else the one with the largest sum. */
function decodeWave(probability: Float32Array, lead: Float32Array, from: number, to: number, rules: DecodingRules, kind: SegmentedWave, near: number | null): DecodedWave | null {
  if (to - from < 2) return null;
  let top = from;
  for (let i = from; i <= to; i++) if (probability[i]! > probability[top]!) top = i;
  if (probability[top]! < rules.presence[kind]) return null;
  const runs = runsAbove(probability, from, to, Math.min(0.5, 0.5 * probability[top]!));
  const value = ([first, end]: readonly [number, number]): number => {
    if (near !== null) return -Math.max(0, first - near, near - end);
    let sum = 0;
    for (let i = first; i <= end; i++) sum += probability[i]!;
    return sum;
  };
  const [first, end] = runs.reduce((best, run) => (value(run) > value(best) ? run : best));
  if (end - first + 1 < SHORTEST[kind]) return null;
  const isCertain = (i: number): boolean => probability[i]! >= 0.5;
  // Boundaries are walked from the outermost sample that is surely inside, so that a notch cannot stop them.
  let left = first;
  while (left < end && !isCertain(left) && isCertain(left + 1)) left += 1;
  const onset = findBoundary(probability, left, -1, Math.max(0, from - OVERLAP), rules.boundary[kind]);
  const offset = findBoundary(probability, end, 1, Math.min(lead.length - 1, to + OVERLAP), rules.boundary[kind]);
  const peak = largestDeflection(lead, Math.max(0, Math.round(onset.at)), Math.min(lead.length - 1, Math.round(offset.at)));
  return { onset: onset.at, peak, offset: offset.at, onsetConfidence: onset.confidence, peakConfidence: probability[peak]!, offsetConfidence: offset.confidence };
}

/** Runs above a level; runs less than a notch apart are one. */
function runsAbove(probability: Float32Array, from: number, to: number, level: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let i = from; i <= to; i++) {
    if (probability[i]! < level) continue;
    const previous = runs.at(-1);
    if (previous !== undefined && i - previous[1] <= BRIDGED_GAP) previous[1] = i;
    else runs.push([i, i]);
  }
  return runs;
}

/** The sample farthest from the straight line between the two ends. */
function largestDeflection(lead: Float32Array, from: number, to: number): number {
  let [best, farthest] = [from, -1];
  for (let i = from; i <= to; i++) {
    const line = lead[from]! + ((lead[to]! - lead[from]!) * (i - from)) / Math.max(1, to - from);
    const distance = Math.abs(lead[i]! - line);
    if (distance > farthest) [best, farthest] = [i, distance];
  }
  return best;
}
