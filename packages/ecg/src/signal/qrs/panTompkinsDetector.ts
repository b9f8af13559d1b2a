/**
 * The detector after Pan & Tompkins 1985, as changed in {@link detectRPeaks}, behind the interface of the others: it decides
 * for itself, in order of time, and its thresholds become the evidence that leads are fused by.
 */
import { BEAT_BANDPASS, designBandpassFir, filterFirCentred } from "../firBandpass.ts";
import { resampleTo } from "../resample.ts";
import { decideCandidates } from "../rPeaks.ts";
import type { JudgedCandidates } from "./beatCandidates.ts";
import { LEAST_EVIDENCE, MOST_EVIDENCE } from "./judgeCandidates.ts";
import { measureUsualIntervals } from "./usualInterval.ts";
import { quantileOf } from "./windowPeaks.ts";

/** Kalium's choice: a decision stands, however close it was. */
const LEAST_OF_DECISION = 0.05;
const MOST_NOISE = 0.6;

/** Judges a lead at 125 Hz and 0.5–40 Hz, where the cut beats of the notebooks are. */
export function judgeByPanTompkins(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number): JudgedCandidates {
  const { samples, samplingRateHz: rateHz } = resampleTo(samplesMillivolt, samplingRateHz, BEAT_BANDPASS.samplingRateHz);
  const decided = decideCandidates(filterFirCentred(samples, designBandpassFir(BEAT_BANDPASS)), rateHz);
  const at = Float64Array.from(decided, (candidate) => (candidate.at * samplingRateHz) / rateHz);
  const beats = decided.flatMap(({ isBeat }, i) => (isBeat ? [i] : []));
  const medianOf = (pick: (i: number) => number, of: readonly number[]) => quantileOf(Float64Array.from(of, pick), 0.5);
  const usualSharpness = medianOf((i) => decided[i].sharpness, beats) || 1;
  const usualEnergy = medianOf((i) => decided[i].energy, beats) || 1;
  const others = decided.flatMap(({ isBeat }, i) => (isBeat ? [] : [i]));
  // Energies are squares; a square root of a ratio halves its logarithm.
  const evidence = Float64Array.from(decided, ({ energy, threshold, isBeat }) => {
    const ratio = threshold > 0 && energy > 0 ? Math.log(energy / threshold) / 2 : 0;
    return isBeat ? Math.min(MOST_EVIDENCE, Math.max(LEAST_OF_DECISION, ratio)) : Math.max(LEAST_EVIDENCE, Math.min(-LEAST_OF_DECISION, ratio));
  });
  const usualInterval = new Float64Array(at.length);
  measureUsualIntervals(at, beats, samplingRateHz, usualInterval);
  const noise = new Float64Array(at.length).fill(Math.min(MOST_NOISE, Math.sqrt(medianOf((i) => decided[i].energy, others) / usualEnergy)));
  return { at, evidence, sharpness: Float64Array.from(decided, ({ sharpness }) => sharpness / usualSharpness), usualInterval, noise, beats };
}
