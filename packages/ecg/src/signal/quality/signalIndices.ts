/**
 * Numbers that tell how usable a stretch of one lead is. All describe the raw lead; none needs a threshold, so that each can be
 * shown beside the grade that {@link gradeStretch} makes of them.
 */
import { MATCH_WINDOW_S, matchBeats } from "../matchBeats.ts";
import { bandPower, prepareSpectrum } from "../spectrum/estimateSpectrum.ts";
import type { PowerSpectrum } from "../spectrum/estimateSpectrum.ts";

/** Indices of the spectrum and of the distribution of values. NaN where there is no signal to speak of. */
export interface SignalIndices {
  /** pSQI: power at 5–15 Hz over power at 5–40 Hz; QRS complexes lie low in that band, muscle noise fills it. */
  readonly pSqi: number;
  /** kSQI: kurtosis of the samples (3 for a normal distribution); sharp QRS on a quiet baseline make it large. */
  readonly kSqi: number;
  /** basSQI: 1 − power below 1 Hz over power below 40 Hz; drift makes it small, and so does a heart slower than 60/min, a little. */
  readonly basSqi: number;
  /** Root mean square of what lies below 0.5 Hz, mV. */
  readonly driftMillivolt: number;
  /** Root mean square of a line at 50 or 60 Hz above its surroundings, whichever is larger, mV. */
  readonly mainsMillivolt: number;
  readonly mainsHz: 50 | 60;
}

/** Kalium's choice: 4 s resolve a quarter hertz, and 10 s give four overlapping segments. */
const SPECTRUM_SEGMENT_S = 4;

/** Computes the indices of a stretch (mV, without NaN), best of 10 s. For many stretches prepare once: {@link prepareSignalIndices}. */
export function computeSignalIndices(samples: ArrayLike<number>, samplingRateHz: number): SignalIndices {
  return prepareSignalIndices(samplingRateHz)(samples);
}

/** The same for stretch after stretch of a lead: what does not depend on the samples is made once per length of segment. */
export function prepareSignalIndices(samplingRateHz: number): (samples: ArrayLike<number>) => SignalIndices {
  const spectra = new Map<number, (samples: ArrayLike<number>) => PowerSpectrum>();
  return (samples) => {
    const count = samples.length;
    if (count < 2) return { pSqi: NaN, kSqi: NaN, basSqi: NaN, driftMillivolt: NaN, mainsMillivolt: NaN, mainsHz: 50 };
    const centred = centre(samples);
    const segmentLength = Math.min(count, Math.round(SPECTRUM_SEGMENT_S * samplingRateHz));
    // Zeros up to a power of two, which is many times faster to transform.
    const transformLength = 2 ** Math.ceil(Math.log2(segmentLength));
    const estimate = spectra.get(segmentLength) ?? prepareSpectrum({ samplingRateHz, segmentLength, transformLength, detrend: "none" });
    spectra.set(segmentLength, estimate);
    const spectrum = estimate(centred);
    const mains = ([50, 60] as const).map((hz) => ({ hz, millivolt: lineAbove(spectrum, hz) })).sort((a, b) => b.millivolt - a.millivolt)[0];
    return {
      pSqi: bandPower(spectrum, 5, 15) / bandPower(spectrum, 5, 40),
      kSqi: kurtosis(centred),
      basSqi: 1 - bandPower(spectrum, 0, 1) / bandPower(spectrum, 0, 40),
      driftMillivolt: Math.sqrt(bandPower(spectrum, 0, 0.5)),
      mainsMillivolt: mains.millivolt,
      mainsHz: mains.hz,
    };
  };
}

/**
 * qSQI: agreement of two detectors, 2·matched/(both counts), within the 150 ms of EC57. Good signals make detectors of different
 * build agree. NaN when neither found a complex.
 */
export function detectorAgreement(first: ArrayLike<number>, second: ArrayLike<number>, samplingRateHz: number): number {
  const seconds = (indices: ArrayLike<number>) => Float64Array.from(indices, (index) => index / samplingRateHz);
  const { truePositiveCount } = matchBeats(seconds(first), seconds(second), MATCH_WINDOW_S);
  return (2 * truePositiveCount) / (first.length + second.length);
}

/** Fourth central moment over the squared variance; NaN for a constant. */
export function kurtosis(samples: ArrayLike<number>): number {
  const centred = centre(samples);
  let squares = 0;
  let fourths = 0;
  for (let n = 0; n < centred.length; n++) {
    const square = centred[n] * centred[n];
    squares += square;
    fourths += square * square;
  }
  return (centred.length * fourths) / (squares * squares);
}

function centre(samples: ArrayLike<number>): Float64Array {
  const centred = new Float64Array(samples.length);
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n];
  const mean = sum / samples.length;
  for (let n = 0; n < samples.length; n++) centred[n] = samples[n] - mean;
  return centred;
}

/** What stands within 1 Hz of the line beyond the density of its neighbourhood (1.5 to 4 Hz off), as root mean square. */
function lineAbove(spectrum: PowerSpectrum, lineHz: number): number {
  if (lineHz + 1 > spectrum.frequenciesHz[spectrum.frequenciesHz.length - 1]) return 0;
  const within = bandPower(spectrum, lineHz - 1, lineHz + 1);
  const beside = bandPower(spectrum, lineHz - 4, lineHz - 1.5) + bandPower(spectrum, lineHz + 1.5, lineHz + 4);
  return Math.sqrt(Math.max(0, within - (beside * 2) / 5));
}
