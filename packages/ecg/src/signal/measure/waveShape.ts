/** Form of one wave (P, T or U) between its marks: amplitude, width, slopes, area, symmetry. */
import { smoothDerivative } from "./smoothDerivative.ts";

export interface WaveShape {
  /** Of the largest deflection, up or down, against the isoelectric level; signed. */
  readonly amplitudeMillivolt: number;
  /** Sample of that deflection (a fraction where a parabola through its neighbours says so). */
  readonly peakSample: number;
  /** Signed area between the marks, mV·ms. */
  readonly areaMillivoltMs: number;
  /** Full width at half amplitude around the peak; null when the wave does not fall to half on both sides between the marks. */
  readonly halfWidthMs: number | null;
  /** Steepest rise towards the peak, mV/s, positive also for a wave that points down. */
  readonly upSlopeMillivoltPerS: number;
  /** Steepest return after the peak, mV/s, positive. */
  readonly downSlopeMillivoltPerS: number;
  /** Time from onset to peak over time from peak to offset; 1 for a symmetric wave. */
  readonly timeRatio: number | null;
  /** |Area| before the peak over |area| after it. */
  readonly areaRatio: number | null;
}

/**
 * @param samples mV
 * @param from onset, sample index
 * @param to offset, sample index, greater than `from`
 * @param levelMillivolt isoelectric level
 * @returns null when fewer than three samples lie between the marks or nothing deflects
 */
export function waveShape(samples: ArrayLike<number>, from: number, to: number, levelMillivolt: number, samplingRateHz: number): WaveShape | null {
  const wave = cutWave(samples, from, to, levelMillivolt, samplingRateHz);
  if (wave === null) return null;
  const { upright, sign, first, peak, last } = wave;
  const vertex = parabolaVertex(upright, peak);
  const derivative = smoothDerivative(upright, samplingRateHz);
  // The peak lies between samples; the sliver up to it belongs to the side before.
  const sliver = (((vertex.at - peak) * (upright[peak]! + vertex.value)) / 2) * (1000 / samplingRateHz);
  const before = area(upright, first, peak, samplingRateHz) + sliver;
  const after = area(upright, peak, last, samplingRateHz) - sliver;
  const left = crossing(upright, peak, first, -1, vertex.value / 2);
  const right = crossing(upright, peak, last, 1, vertex.value / 2);
  let [up, down] = [0, 0];
  for (let i = first; i <= peak; i++) up = Math.max(up, steepest(derivative, i, 1));
  for (let i = peak; i <= last; i++) down = Math.max(down, steepest(derivative, i, -1));
  return {
    amplitudeMillivolt: sign * vertex.value,
    peakSample: wave.offset + vertex.at,
    areaMillivoltMs: sign * (before + after),
    halfWidthMs: left === null || right === null ? null : ((right - left) * 1000) / samplingRateHz,
    upSlopeMillivoltPerS: up,
    downSlopeMillivoltPerS: down,
    timeRatio: peak > first && peak < last ? (vertex.at - first) / (last - vertex.at) : null,
    areaRatio: after > 0 && before > 0 ? before / after : null,
  };
}

interface CutWave {
  /** The wave and a margin on both sides, turned so that its largest deflection is positive. */
  readonly upright: Float64Array;
  readonly sign: 1 | -1;
  /** Sample of the recording at which `upright` begins; the others count from there. */
  readonly offset: number;
  readonly first: number;
  readonly peak: number;
  readonly last: number;
}

/** Margin that the slope at the marks looks at. */
const MARGIN_MS = 40;

function cutWave(samples: ArrayLike<number>, from: number, to: number, level: number, samplingRateHz: number): CutWave | null {
  const first = Math.max(0, Math.round(from));
  const last = Math.min(samples.length - 1, Math.round(to));
  if (last - first < 2) return null;
  let peak = first;
  for (let i = first; i <= last; i++) if (Math.abs(samples[i]! - level) > Math.abs(samples[peak]! - level)) peak = i;
  if (samples[peak] === level) return null;
  const sign = samples[peak]! > level ? 1 : -1;
  const margin = Math.ceil((MARGIN_MS / 1000) * samplingRateHz);
  const offset = Math.max(0, first - margin);
  const end = Math.min(samples.length - 1, last + margin);
  const upright = Float64Array.from({ length: end - offset + 1 }, (_, i) => sign * (samples[offset + i]! - level));
  return { upright, sign, offset, first: first - offset, peak: peak - offset, last: last - offset };
}

function parabolaVertex(y: Float64Array, peak: number): { readonly at: number; readonly value: number } {
  if (peak === 0 || peak === y.length - 1) return { at: peak, value: y[peak]! };
  const [a, b, c] = [y[peak - 1]!, y[peak]!, y[peak + 1]!];
  const bend = a - 2 * b + c;
  const shift = bend < 0 ? (a - c) / (2 * bend) : 0;
  if (Math.abs(shift) > 0.5) return { at: peak, value: b };
  return { at: peak + shift, value: b - ((a - c) * shift) / 4 };
}

/** Trapezoidal area of a part, mV·ms. */
export function area(y: ArrayLike<number>, from: number, to: number, samplingRateHz: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (y[i]! + y[i + 1]!) / 2;
  return (sum * 1000) / samplingRateHz;
}

/** Fractional sample where the wave has fallen to `height`, going from the peak to `end`; null when it does not. */
function crossing(y: Float64Array, peak: number, end: number, step: 1 | -1, height: number): number | null {
  for (let i = peak; i !== end; i += step) {
    const next = y[i + step]!;
    if (next <= height) return i + (step * (y[i]! - height)) / (y[i]! - next);
  }
  return null;
}

function steepest(derivative: Float64Array, i: number, direction: 1 | -1): number {
  const value = direction * derivative[i]!;
  if (i === 0 || i === derivative.length - 1) return value;
  const [a, c] = [direction * derivative[i - 1]!, direction * derivative[i + 1]!];
  const bend = a - 2 * value + c;
  // Between two samples the slope may be a little steeper; a parabola through three values tells by how much.
  return value >= a && value >= c && bend < 0 ? value - (a - c) ** 2 / (8 * bend) : value;
}
