/**
 * How far each candidate of a lead stands above what is no beat around it. Levels are medians over neighbours on both sides,
 * so neither an artefact nor a run of large ectopic beats moves them for long; they are taken first from the largest
 * candidates of short windows, then from the beats found with them.
 */
import type { BeatCandidates, JudgedCandidates } from "./beatCandidates.ts";
import { ALIKE_SHARPNESS, T_WAVE_LIMIT_S, findBestChain } from "./bestChain.ts";
import { measureLikeness } from "./shapeLikeness.ts";
import { LONGEST_USUAL_S, RENEWED_BEATS, measureUsualIntervals, neighboursOf } from "./usualInterval.ts";
import { medianAt, quantileOf } from "./windowPeaks.ts";

// Kalium's choices.
/** Windows whose largest candidates tell the level to begin with; each holds a beat above 40/min. */
const WINDOW_S = 1.5;
const WINDOWS_AROUND = 8;
const SEED_SHARE = 0.36;
const SEED_REFRACTORY_S = 0.25;
const PASSES = 2;
/** Literature: Pan & Tompkins 1985, place of the dividing level between noise and beats. */
const LEVEL_SHARE = 0.25;
/** How much of the usual noise counts, and the most it is taken for: above, beats could not be told anyway. */
const NOISE_SHARE = 0.7;
const MOST_NOISE = 0.6;
const NOISE_BLOCK_S = 4;
const NOISE_BLOCKS_AROUND = 2;
/** Weight of the shape per unit of noise: in a quiet lead a beat may have any. And the likeness that speaks neither for nor against. */
const SHAPE_WEIGHT = 1.5;
const USUAL_LIKENESS = 0.95;
/** Literature: Pan & Tompkins 1985, a second threshold of half the first for a beat that is overdue (the logarithm of 2). */
const OVERDUE_COST = 0.7;
/** Evidence is held within these, so that no single candidate outweighs the rhythm. */
export const LEAST_EVIDENCE = -3;
export const MOST_EVIDENCE = 1.2;

/** Judges candidates and finds the beats among them, by this lead alone. */
export function judgeCandidates(candidates: BeatCandidates, samplingRateHz: number): JudgedCandidates {
  const { at } = candidates;
  const [evidence, noise, sharpness, usualInterval, size] = Array.from({ length: 5 }, () => new Float64Array(at.length));
  const judged = { at, evidence, sharpness, usualInterval, noise };
  if (at.length === 0) return { ...judged, beats: [] };
  let beats = findSeeds(candidates, samplingRateHz);
  for (let pass = 0; pass < PASSES; pass++) {
    measureSizes(candidates, beats, size, sharpness);
    // What the first candidates are is not known: T waves among them would make every beat seem overdue.
    if (pass === 0) usualInterval.fill(LONGEST_USUAL_S * samplingRateHz);
    else measureUsualIntervals(at, beats, samplingRateHz, usualInterval);
    measureNoise(at, size, beats, samplingRateHz, noise);
    const likeness = measureLikeness(candidates, beats);
    for (let i = 0; i < at.length; i++) {
      const floor = NOISE_SHARE * noise[i];
      const ratio = Math.max(1e-9, size[i]) / (floor + LEVEL_SHARE * (1 - floor));
      const shape = SHAPE_WEIGHT * noise[i] * (likeness[i] - USUAL_LIKENESS);
      evidence[i] = Math.max(LEAST_EVIDENCE, Math.min(MOST_EVIDENCE, Math.log(ratio) + shape));
    }
    beats = findBestChain(judged, samplingRateHz, OVERDUE_COST);
  }
  return { ...judged, beats };
}

/** The candidates that reach a share of the usual largest one; of two close by the sharper, or the larger where both are alike. */
function findSeeds({ at, strength, sharpness }: BeatCandidates, samplingRateHz: number): number[] {
  const windowOf = (i: number) => Math.floor(at[i] / (WINDOW_S * samplingRateHz));
  const size = strength.map((value, i) => Math.sqrt(value * sharpness[i]));
  const peaks = new Float64Array(windowOf(at.length - 1) + 1);
  for (let i = 0; i < at.length; i++) peaks[windowOf(i)] = Math.max(peaks[windowOf(i)], size[i]);
  const span = 2 * WINDOWS_AROUND + 1;
  const levels = peaks.map((_peak, window) => {
    const from = Math.max(0, Math.min(window - WINDOWS_AROUND, peaks.length - span));
    return quantileOf(peaks.subarray(from, Math.max(window + WINDOWS_AROUND + 1, span)), 0.5);
  });
  const seeds: number[] = [];
  for (let i = 0; i < at.length; i++) {
    if (size[i] < SEED_SHARE * levels[windowOf(i)]) continue;
    const last = seeds.at(-1);
    const distanceS = last === undefined ? Infinity : (at[i] - at[last]) / samplingRateHz;
    const areAlike = last === undefined || Math.min(sharpness[i], sharpness[last]) >= ALIKE_SHARPNESS * Math.max(sharpness[i], sharpness[last]);
    if (last === undefined || distanceS >= (areAlike ? SEED_REFRACTORY_S : T_WAVE_LIMIT_S)) seeds.push(i);
    else if (areAlike ? size[i] > size[last] : sharpness[i] > sharpness[last]) seeds[seeds.length - 1] = i;
  }
  return seeds;
}

/** Size and sharpness in units of the beats around; the size is the geometric mean of strength and sharpness, so that it wants both. */
function measureSizes(candidates: BeatCandidates, beats: readonly number[], size: Float64Array, sharpness: Float64Array): void {
  let next = 0;
  let known = -1;
  let [usualStrength, usualSharpness] = [1, 1];
  for (let i = 0; i < size.length; i++) {
    while (next < beats.length && beats[next] < i) next += 1;
    if (beats.length > 0 && (known < 0 || next >= known + RENEWED_BEATS)) {
      const [from, to] = neighboursOf(next, beats.length);
      usualStrength = Math.max(1e-12, medianAt(candidates.strength, beats, from, to));
      usualSharpness = Math.max(1e-12, medianAt(candidates.sharpness, beats, from, to));
      known = next;
    }
    sharpness[i] = candidates.sharpness[i] / usualSharpness;
    size[i] = Math.sqrt((candidates.strength[i] / usualStrength) * sharpness[i]);
  }
}

/** Median size of the candidates around that are no beats. */
function measureNoise(at: Float64Array, size: Float64Array, beats: readonly number[], samplingRateHz: number, noise: Float64Array): void {
  const blockOf = (i: number) => Math.floor(at[i] / (NOISE_BLOCK_S * samplingRateHz));
  const sizes: number[][] = Array.from({ length: blockOf(at.length - 1) + 1 }, () => []);
  let next = 0;
  for (let i = 0; i < at.length; i++) {
    if (beats[next] === i) next += 1;
    else sizes[blockOf(i)].push(size[i]);
  }
  const levels = sizes.map((_sizes, block) => Math.min(MOST_NOISE, quantileOf(sizes.slice(Math.max(0, block - NOISE_BLOCKS_AROUND), block + NOISE_BLOCKS_AROUND + 1).flat(), 0.5)));
  for (let i = 0; i < at.length; i++) noise[i] = levels[blockOf(i)];
}
