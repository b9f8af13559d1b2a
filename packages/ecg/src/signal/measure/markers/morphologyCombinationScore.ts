/**
 * T-wave morphology combination score: asymmetry, flatness and notch in one number (Andersen 2008; with potassium Krogager
 * 2019). The weights 1, 1.6, 1 are recalled from the literature; the three parts are computed here by stated definitions of
 * Kalium's own, because the device program's are not published in full, so values are not those of that program.
 */
import { smoothDerivative } from "../smoothDerivative.ts";
import type { MarkerBasis } from "./markerBasis.ts";

export interface MorphologyScore {
  /** 0 for a wave whose rise mirrors its fall. */
  readonly asymmetry: number;
  /** About 0 for a Gaussian or sharper, .4 for a box. */
  readonly flatness: number;
  /** 0 without a notch; depth of the deepest over the wave's height. */
  readonly notch: number;
  readonly score: number;
}

export const MORPHOLOGY_BASIS: MarkerBasis = {
  citation: "score: Andersen 2008 (recalled); with potassium: Krogager 2019, 10.1016/j.jelectrocard.2019.09.005 (+0.13 per −1 mmol/L between 2.0 and 4.1)",
  unit: "1",
  calibration: null,
  applicableRange: "potassium 2.0 to 4.1 mmol/L in primary care; much weaker above 4.1",
  kaliumsChoice: "definitions of the parts: asymmetry is the distance between the profile of the rise and the mirrored profile of the fall, each over its own steepest slope; flatness is 1 minus the kurtosis of the wave as a distribution in time over that of a Gaussian (3), held to 0 … 1; notch is the deepest dip between two humps over the height",
};

const FLATNESS_WEIGHT = 1.6;
const PROFILE_POINTS = 64;

/**
 * @param samples mV, first eigenlead or one lead
 * @param from T onset, `to` T offset, samples
 * @returns null when the wave is flat or its peak lies on a mark
 */
export function morphologyScore(samples: ArrayLike<number>, from: number, to: number, levelMillivolt: number, samplingRateHz: number): MorphologyScore | null {
  const [first, last] = [Math.max(0, Math.round(from)), Math.min(samples.length - 1, Math.round(to))];
  if (last - first < 4) return null;
  const raw = Float64Array.from({ length: last - first + 1 }, (_, i) => samples[first + i]! - levelMillivolt);
  let peak = 0;
  raw.forEach((value, i) => { if (Math.abs(value) > Math.abs(raw[peak]!)) peak = i; });
  if (peak === 0 || peak === raw.length - 1) return null;
  const wave = raw[peak]! < 0 ? raw.map((value) => -value) : raw;
  const slope = smoothDerivative(wave, samplingRateHz);
  const asymmetry = asymmetryOf(slope, peak);
  const flatness = flatnessOf(wave);
  const notch = notchOf(wave, peak);
  return { asymmetry, flatness, notch, score: asymmetry + FLATNESS_WEIGHT * flatness + notch };
}

function asymmetryOf(slope: Float64Array, peak: number): number {
  const profile = (from: number, to: number, sign: number) => {
    const values = Float64Array.from({ length: PROFILE_POINTS }, (_, k) => {
      const x = from + ((to - from) * k) / (PROFILE_POINTS - 1);
      const i = Math.min(slope.length - 2, Math.floor(x));
      return sign * (slope[i]! + (x - i) * (slope[i + 1]! - slope[i]!));
    });
    const steepest = values.reduce((high, value) => Math.max(high, Math.abs(value)), 0);
    return steepest > 0 ? values.map((value) => value / steepest) : values;
  };
  const rise = profile(0, peak, 1);
  const fall = profile(slope.length - 1, peak, -1);
  return Math.sqrt(rise.reduce((sum, value, k) => sum + (value - fall[k]!) ** 2, 0) / PROFILE_POINTS);
}

function flatnessOf(wave: Float64Array): number {
  const weights = wave.map((value) => Math.max(0, value));
  const total = weights.reduce((sum, value) => sum + value, 0);
  const mean = weights.reduce((sum, value, i) => sum + value * i, 0) / total;
  const moment = (power: number) => weights.reduce((sum, value, i) => sum + value * (i - mean) ** power, 0) / total;
  return Math.min(1, Math.max(0, 1 - moment(4) / moment(2) ** 2 / 3));
}

function notchOf(wave: Float64Array, peak: number): number {
  const side = (step: number, end: number) => {
    let [lowest, deepest] = [wave[peak]!, 0];
    for (let i = peak; i !== end; i += step) {
      lowest = Math.min(lowest, wave[i]!);
      deepest = Math.max(deepest, wave[i]! - lowest);
    }
    return deepest;
  };
  return Math.max(side(-1, 0), side(1, wave.length - 1)) / wave[peak]!;
}
