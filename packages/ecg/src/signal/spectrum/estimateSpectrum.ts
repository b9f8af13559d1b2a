/** Power spectral density by Welch's method (1967, doi:10.1109/TAU.1967.1161901), with the options and scale of SciPy's `welch`. */
import { windowFunction } from "../filter/windowFunction.ts";
import type { WindowName } from "../filter/windowFunction.ts";
import { prepareRealTransform } from "./fourierTransform.ts";

/** SciPy's. */
const DEFAULT_SEGMENT_LENGTH = 256;

export interface SpectrumSpec {
  readonly samplingRateHz: number;
  /** Samples a segment, default 256; the whole signal when it is shorter. */
  readonly segmentLength?: number;
  /** Samples shared by neighbouring segments, default half a segment. */
  readonly overlap?: number;
  /** Default "hann". */
  readonly window?: WindowName;
  /** What is taken out of each segment first, default its mean. */
  readonly detrend?: "constant" | "linear" | "none";
  /** "density" (mV²/Hz, default) or "spectrum" (mV²: a sine shows its power at its frequency). */
  readonly scaling?: "density" | "spectrum";
  /** Length of the transform, zeros appended; default the segment. */
  readonly transformLength?: number;
}

/** One-sided spectrum of a signal in mV. */
export interface PowerSpectrum {
  readonly frequenciesHz: Float64Array;
  /** mV²/Hz, or mV² with scaling "spectrum". */
  readonly power: Float64Array;
}

/**
 * Mean periodogram of overlapping segments; samples after the last whole segment are not used.
 * @throws RangeError when the overlap is not shorter than a segment or the transform shorter than it, or there is no sample.
 */
export function estimateSpectrum(samples: ArrayLike<number>, spec: SpectrumSpec): PowerSpectrum {
  if (samples.length === 0) throw new RangeError("a spectrum needs at least one sample");
  return prepareSpectrum({ ...spec, segmentLength: Math.min(spec.segmentLength ?? DEFAULT_SEGMENT_LENGTH, samples.length) })(samples);
}

/**
 * The same for many signals, each at least a segment long: window and transform are made once.
 * @throws RangeError as above; the function that comes back throws one for a signal shorter than a segment.
 */
export function prepareSpectrum(spec: SpectrumSpec): (samples: ArrayLike<number>) => PowerSpectrum {
  const { samplingRateHz, segmentLength: segment = DEFAULT_SEGMENT_LENGTH, window = "hann", detrend = "constant", scaling = "density" } = spec;
  const overlap = spec.overlap ?? Math.floor(segment / 2);
  const length = spec.transformLength ?? segment;
  if (!(overlap >= 0 && overlap < segment)) throw new RangeError(`the overlap of ${overlap} must be shorter than a segment of ${segment} samples`);
  if (length < segment) throw new RangeError(`the transform of ${length} must not be shorter than a segment of ${segment} samples`);
  const weights = windowFunction(window, segment, "periodic");
  const sum = weights.reduce((sofar, weight) => sofar + weight, 0);
  const sumOfSquares = weights.reduce((sofar, weight) => sofar + weight * weight, 0);
  const scale = scaling === "density" ? 1 / (samplingRateHz * sumOfSquares) : 1 / (sum * sum);
  const transform = prepareRealTransform(length);
  const frequenciesHz = Float64Array.from({ length: Math.floor(length / 2) + 1 }, (_, k) => (k * samplingRateHz) / length);
  const piece = new Float64Array(length);
  const step = segment - overlap;
  return (samples) => {
    if (samples.length < segment) throw new RangeError(`${samples.length} samples are less than a segment of ${segment}`);
    const segments = Math.floor((samples.length - overlap) / step);
    const power = new Float64Array(frequenciesHz.length);
    for (let index = 0; index < segments; index++) {
      for (let n = 0; n < segment; n++) piece[n] = samples[index * step + n];
      removeTrend(piece, segment, detrend);
      for (let n = 0; n < segment; n++) piece[n] *= weights[n];
      const { re, im } = transform(piece);
      for (let k = 0; k < power.length; k++) power[k] += re[k] * re[k] + im[k] * im[k];
    }
    for (let k = 0; k < power.length; k++) {
      // Negative frequencies are added to the positive ones; 0 Hz and half the rate stand for themselves.
      const sides = k === 0 || 2 * k === length ? 1 : 2;
      power[k] *= (sides * scale) / segments;
    }
    return { frequenciesHz, power };
  };
}

/** Power between two frequencies, both included: the sum of the bins times their width (mV² for a density). */
export function bandPower({ frequenciesHz, power }: PowerSpectrum, lowHz: number, highHz: number): number {
  const width = frequenciesHz.length > 1 ? frequenciesHz[1] : 0;
  let sum = 0;
  for (let k = 0; k < power.length && frequenciesHz[k] <= highHz; k++) if (frequenciesHz[k] >= lowHz) sum += power[k];
  return sum * width;
}

function removeTrend(piece: Float64Array, count: number, kind: "constant" | "linear" | "none"): void {
  if (kind === "none") return;
  let mean = 0;
  let moment = 0;
  const middle = (count - 1) / 2;
  for (let n = 0; n < count; n++) {
    mean += piece[n] / count;
    moment += (n - middle) * piece[n];
  }
  const slope = kind === "linear" && count > 1 ? (12 * moment) / (count * (count * count - 1)) : 0;
  for (let n = 0; n < count; n++) piece[n] -= mean + slope * (n - middle);
}
