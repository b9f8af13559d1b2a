/**
 * R peaks after Pan & Tompkins 1985 (doi:10.1109/TBME.1985.325532): band-pass, derivative, squaring,
 * 150 ms integration, two adaptive levels with search-back, 200 ms refractory time and a T-wave check to
 * 360 ms. Three changes, because potassium makes T waves taller and steeper than R waves:
 * - the energies of two bands are added, each relative to its usual peak: 5–15 Hz (the paper) sees wide
 *   ventricular beats, 8–25 Hz sees small R waves beside tall T waves;
 * - the T-wave check compares sharpness (second difference over 16 ms) instead of slope;
 * - levels are medians of the last beats, so that one artefact does not raise them for long.
 * Done off-line with centred filters, so nothing is late.
 */
import { designBandpassFir, filterFirCentred } from "./firBandpass.ts";

/** R peaks of one lead. */
export interface RPeaks {
  /** Ascending sample indices of the peaks. */
  readonly sampleIndices: Int32Array;
  /** Sign of the R peak of this strip: one polarity for all its beats. */
  readonly polarity: 1 | -1;
}

// Literature: Pan & Tompkins 1985, unless marked otherwise.
const INTEGRATION_S = 0.15;
const REFRACTORY_S = 0.2;
const T_WAVE_LIMIT_S = 0.36;
const SEARCH_BACK_RR = 1.66;
/** Kalium's choice: place of the threshold between noise and signal level (the paper has 0.25); favours finding small beats. */
const LEVEL_SHARE = 0.2;
/** The paper's band, and Kalium's choice of a second one. */
const QRS_BANDS_HZ = [
  { low: 5, high: 15 },
  { low: 8, high: 25 },
] as const;
/** Kalium's choice: half-length of the band-passes. */
const BAND_HALF_LENGTH_S = 0.35;
/** Kalium's choice: a deflection with less than this share of the last beat's sharpness is its T wave. */
const T_WAVE_SHARPNESS_SHARE = 0.6;
/** Kalium's choice: reach of the second difference; a T wave hardly bends within it, an R wave does. */
const SHARPNESS_REACH_S = 0.016;
/** Kalium's choice: windows whose largest energies tell the usual peak; each holds a beat above 40/min. */
const LEVEL_WINDOW_S = 1.5;
/** Kalium's choice: beats whose median sets the signal level. */
const LEVEL_MEMORY = 8;
/** Personal-transfer specification §3: reach of the refinement. */
const REFINE_S = 0.05;

/**
 * Finds the R peaks of a filtered lead (0.5–40 Hz, mV) without NaN.
 * @returns peaks refined to the largest deflection of the strip's polarity within ±50 ms; none for a
 * strip shorter than the refractory time or without deflections.
 */
export function detectRPeaks(filteredMillivolt: ArrayLike<number>, samplingRateHz: number): RPeaks {
  const samplesIn = (seconds: number) => Math.max(1, Math.round(seconds * samplingRateHz));
  const accepted = decideCandidates(filteredMillivolt, samplingRateHz).filter(({ isBeat }) => isBeat);
  return refine(filteredMillivolt, accepted.map(({ at }) => at), samplesIn(REFINE_S), samplesIn(REFRACTORY_S));
}

/** A peak of the integrated energy, and what was decided of it. */
export interface DecidedCandidate {
  readonly at: number;
  readonly energy: number;
  /** Threshold that it was held against, the halved one where it was taken by searching back. */
  readonly threshold: number;
  readonly sharpness: number;
  readonly isBeat: boolean;
}

/** Every peak of the energy of a filtered lead, in order of time, with the decision; none for a strip shorter than the refractory time. */
export function decideCandidates(filteredMillivolt: ArrayLike<number>, samplingRateHz: number): readonly DecidedCandidate[] {
  const samplesIn = (seconds: number) => Math.max(1, Math.round(seconds * samplingRateHz));
  if (filteredMillivolt.length < samplesIn(REFRACTORY_S)) return [];
  const energy = new Float64Array(filteredMillivolt.length);
  for (const band of QRS_BANDS_HZ) {
    const tapCount = 2 * samplesIn(BAND_HALF_LENGTH_S) + 1;
    const taps = designBandpassFir({ tapCount, lowHz: band.low, highHz: band.high, samplingRateHz });
    const slope = differentiate(filterFirCentred(filteredMillivolt, taps));
    const bandEnergy = integrate(slope.map((value) => value * value), samplesIn(INTEGRATION_S) | 1);
    const usualPeak = median(listWindowPeaks(bandEnergy, samplesIn(LEVEL_WINDOW_S)));
    if (usualPeak > 0) for (let n = 0; n < energy.length; n++) energy[n] += bandEnergy[n] / usualPeak;
  }
  const sharpness = measureSharpness(filteredMillivolt, samplesIn(SHARPNESS_REACH_S));
  return decide(findCandidates(energy, samplesIn(REFRACTORY_S)), energy, sharpness, samplingRateHz);
}

/** Five-point derivative of the paper, centred; the scale does not matter. */
function differentiate(x: Float64Array): Float64Array {
  const slope = new Float64Array(x.length);
  for (let n = 2; n + 2 < x.length; n++) slope[n] = 2 * x[n + 2] + x[n + 1] - x[n - 1] - 2 * x[n - 2];
  return slope;
}

/** Size of the second difference: 2·x[n] − x[n − reach] − x[n + reach]. */
function measureSharpness(x: ArrayLike<number>, reach: number): Float64Array {
  const sharpness = new Float64Array(x.length);
  for (let n = reach; n + reach < x.length; n++) sharpness[n] = Math.abs(2 * x[n] - x[n - reach] - x[n + reach]);
  return sharpness;
}

function integrate(x: Float64Array, windowLength: number): Float64Array {
  const half = windowLength >> 1;
  const energy = new Float64Array(x.length);
  let sum = 0;
  for (let n = -half; n < x.length; n++) {
    if (n + half < x.length) sum += x[n + half];
    if (n - half - 1 >= 0) sum -= x[n - half - 1];
    if (n >= 0) energy[n] = Math.max(0, sum / windowLength);
  }
  return energy;
}

/** Local maxima of the energy that no larger one within the refractory time overrules. */
function findCandidates(energy: Float64Array, refractorySamples: number): number[] {
  const candidates: number[] = [];
  for (let n = 0; n < energy.length; n++) {
    const isPeak = energy[n] > 0 && (n === 0 || energy[n] > energy[n - 1]) && (n + 1 === energy.length || energy[n] >= energy[n + 1]);
    if (!isPeak) continue;
    const previous = candidates.at(-1);
    if (previous === undefined || n - previous >= refractorySamples) candidates.push(n);
    else if (energy[n] > energy[previous]) candidates[candidates.length - 1] = n;
  }
  return candidates;
}

function decide(candidates: readonly number[], energy: Float64Array, sharpness: Float64Array, samplingRateHz: number): readonly DecidedCandidate[] {
  const accepted: number[] = [];
  const thresholds = new Map<number, number>();
  const tWaveLimit = T_WAVE_LIMIT_S * samplingRateHz;
  const signalLevels = listWindowPeaks(energy, Math.round(LEVEL_WINDOW_S * samplingRateHz)).slice(0, LEVEL_MEMORY);
  const noiseLevels: number[] = [0];
  const remember = (levels: number[], level: number) => {
    levels.push(level);
    if (levels.length > LEVEL_MEMORY) levels.shift();
  };
  const threshold = () => {
    const noise = median(noiseLevels);
    return noise + LEVEL_SHARE * Math.max(0, median(signalLevels) - noise);
  };
  const reach = Math.round((INTEGRATION_S / 2) * samplingRateHz);
  const isTWave = (candidate: number) => {
    const last = accepted.at(-1);
    if (last === undefined || candidate - last >= tWaveLimit) return false;
    return largestNear(sharpness, candidate, reach) < T_WAVE_SHARPNESS_SHARE * largestNear(sharpness, last, reach);
  };
  const accept = (candidate: number, heldAgainst: number) => {
    accepted.push(candidate);
    thresholds.set(candidate, heldAgainst);
    remember(signalLevels, energy[candidate]);
  };
  let searchedFrom = 0;
  candidates.forEach((candidate, index) => {
    const last = accepted.at(-1);
    const usualRr = usualInterval(accepted);
    if (last !== undefined && usualRr !== null && candidate - last > SEARCH_BACK_RR * usualRr) {
      // A beat is overdue: take the strongest candidate since the last beat at half the threshold.
      let best = -1;
      for (let i = searchedFrom; i < index; i++) {
        const missed = candidates[i];
        if (missed <= last || energy[missed] < threshold() / 2 || isTWave(missed)) continue;
        if (best < 0 || energy[missed] > energy[best]) best = missed;
      }
      if (best >= 0) accept(best, threshold() / 2);
    }
    if (energy[candidate] >= threshold() && !isTWave(candidate)) {
      accept(candidate, threshold());
      searchedFrom = index + 1;
    } else {
      thresholds.set(candidate, threshold());
      remember(noiseLevels, energy[candidate]);
    }
  });
  const isBeat = new Set(accepted);
  return candidates.map((at) => ({ at, energy: energy[at], threshold: thresholds.get(at)!, sharpness: largestNear(sharpness, at, reach), isBeat: isBeat.has(at) }));
}

/** Largest energy of each window; their medians outlive single artefacts. */
function listWindowPeaks(energy: Float64Array, windowLength: number): number[] {
  const peaks: number[] = [];
  for (let start = 0; start < energy.length; start += windowLength) {
    peaks.push(energy.subarray(start, start + windowLength).reduce((largest, value) => Math.max(largest, value), 0));
  }
  return peaks;
}

function usualInterval(accepted: readonly number[]): number | null {
  const recent = accepted.slice(-LEVEL_MEMORY - 1);
  if (recent.length < 3) return null;
  return median(recent.slice(1).map((at, i) => at - recent[i]));
}

function largestNear(values: Float64Array, at: number, reach: number): number {
  let largest = 0;
  for (let n = Math.max(0, at - reach); n <= Math.min(values.length - 1, at + reach); n++) largest = Math.max(largest, values[n]);
  return largest;
}

function refine(x: ArrayLike<number>, found: readonly number[], reach: number, refractorySamples: number): RPeaks {
  const extremeNear = (at: number, sign: 1 | -1) => {
    let best = Math.max(0, at - reach);
    for (let n = best; n <= Math.min(x.length - 1, at + reach); n++) if (sign * x[n] > sign * x[best]) best = n;
    return best;
  };
  // The strip's polarity is that of the larger deflection in most of its beats.
  let positiveCount = 0;
  for (const at of found) if (x[extremeNear(at, 1)] >= -x[extremeNear(at, -1)]) positiveCount += 1;
  const polarity = 2 * positiveCount >= found.length ? 1 : -1;
  const peaks: number[] = [];
  for (const at of found) {
    const peak = extremeNear(at, polarity);
    const previous = peaks.at(-1);
    if (previous === undefined || peak - previous >= refractorySamples / 2) peaks.push(peak);
  }
  return { sampleIndices: Int32Array.from(peaks), polarity };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
