/**
 * Linear-phase band-pass by the window method (Hamming), in the convention of SciPy's `firwin`: unit
 * gain at the band centre. Applied centred, so the delay of (taps − 1)/2 samples is gone and waves stay in place.
 */
import { designFir } from "./filter/designFir.ts";

/** What a band-pass is made of. */
export interface BandpassFirSpec {
  /** Odd, so that the delay is a whole number of samples. */
  readonly tapCount: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly samplingRateHz: number;
}

/** The band-pass of the beats: 0.5–40 Hz, 401 taps at 125 Hz (Kalium's choice; Chiu 2022 says FIR only). */
export const BEAT_BANDPASS: BandpassFirSpec = { tapCount: 401, lowHz: 0.5, highHz: 40, samplingRateHz: 125 };

/**
 * Taps of the band-pass.
 * @throws RangeError when the tap count is even or the band does not lie below half the sampling rate.
 */
export function designBandpassFir(spec: BandpassFirSpec): Float64Array {
  const { tapCount, lowHz, highHz, samplingRateHz } = spec;
  if (!Number.isInteger(tapCount) || tapCount < 3 || tapCount % 2 === 0) {
    throw new RangeError(`tapCount must be an odd whole number of at least 3, not ${tapCount}`);
  }
  return designFir({ tapCount, kind: "bandpass", cutoffHz: [lowHz, highHz], samplingRateHz });
}

/**
 * Filters with symmetric taps, delay compensated: output n is centred on input n. The signal is
 * reflected at both ends about its first and last sample (numpy's `reflect`), over and over when it
 * is shorter than the filter. NaN spreads; fill gaps before.
 * @throws RangeError when the taps are not symmetric and odd in number.
 */
export function filterFirCentred(x: ArrayLike<number>, taps: Float64Array): Float64Array {
  const half = (taps.length - 1) / 2;
  if (!Number.isInteger(half)) throw new RangeError("the filter needs an odd number of taps");
  for (let k = 0; k < half; k++) {
    if (Math.abs(taps[k] - taps[taps.length - 1 - k]) > 1e-12) throw new RangeError("the taps must be symmetric");
  }
  const padded = reflectEdges(x, half);
  const filtered = new Float64Array(x.length);
  const centreTap = taps[half];
  // Symmetry halves the multiplications; four accumulators hide the latency of the additions.
  for (let n = 0; n < filtered.length; n++) {
    const centre = n + half;
    let a = centreTap * padded[centre];
    let b = 0;
    let c = 0;
    let d = 0;
    let k = 1;
    for (; k + 3 <= half; k += 4) {
      a += taps[half + k] * (padded[centre - k] + padded[centre + k]);
      b += taps[half + k + 1] * (padded[centre - k - 1] + padded[centre + k + 1]);
      c += taps[half + k + 2] * (padded[centre - k - 2] + padded[centre + k + 2]);
      d += taps[half + k + 3] * (padded[centre - k - 3] + padded[centre + k + 3]);
    }
    for (; k <= half; k++) a += taps[half + k] * (padded[centre - k] + padded[centre + k]);
    filtered[n] = a + b + (c + d);
  }
  return filtered;
}

function reflectEdges(x: ArrayLike<number>, margin: number): Float64Array {
  const length = x.length;
  const padded = new Float64Array(length + 2 * margin);
  if (length === 0) return padded;
  const period = Math.max(1, 2 * (length - 1));
  for (let i = 0; i < padded.length; i++) {
    const phase = (((i - margin) % period) + period) % period;
    padded[i] = x[phase < length ? phase : period - phase];
  }
  return padded;
}
