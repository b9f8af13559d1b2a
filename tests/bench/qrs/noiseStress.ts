/**
 * Noise at a stated signal-to-noise ratio, as `nst` of the WFDB package defines it (Moody, Muldrow & Mark 1984, A noise stress test for
 * arrhythmia detectors): the power of the signal is that of a sine as high as the QRS complexes from peak to peak, S = h²/8, with h
 * the trimmed mean over the range of the samples within 50 ms of each reference beat; the power of the noise N is the square of the
 * trimmed mean over the root mean square of its first 300 seconds, one by one and less their means; of either 5 % are trimmed at both ends.
 * Noise times √(S / N / 10^(SNR/10)) is added from 5 min on, for 2 min, then not for 2 min, and so on. Signal and noise are
 * taken channel by channel.
 */

const FIRST_NOISE_S = 300;
const SEGMENT_S = 120;
const BEAT_REACH_S = 0.05;
const NOISE_SECONDS = 300;
const TRIMMED_SHARE = 0.05;

/** A copy of the lead with noise in every other segment; both at the same rate. */
export function addNoise(samplesMillivolt: Float32Array, noiseMillivolt: ArrayLike<number>, beats: readonly number[], samplingRateHz: number, snrDb: number): Float32Array {
  const factor = Math.sqrt(signalPowerOf(samplesMillivolt, beats, samplingRateHz) / noisePowerOf(noiseMillivolt, samplingRateHz) / 10 ** (snrDb / 10));
  return samplesMillivolt.map((value, n) => (isNoisy(n / samplingRateHz) && n < noiseMillivolt.length ? value + factor * noiseMillivolt[n]! : value));
}

/** Whether noise is added at this time. */
export function isNoisy(timeS: number): boolean {
  return timeS >= FIRST_NOISE_S && Math.floor((timeS - FIRST_NOISE_S) / SEGMENT_S) % 2 === 0;
}

export function signalPowerOf(samples: ArrayLike<number>, beats: readonly number[], samplingRateHz: number): number {
  const reach = Math.round(BEAT_REACH_S * samplingRateHz);
  const heights = beats.map((beat) => {
    let [lowest, highest] = [Infinity, -Infinity];
    for (let n = Math.max(0, beat - reach); n <= Math.min(samples.length - 1, beat + reach); n++) [lowest, highest] = [Math.min(lowest, samples[n]!), Math.max(highest, samples[n]!)];
    return highest - lowest;
  });
  return trimmedMean(heights) ** 2 / 8;
}

export function noisePowerOf(noise: ArrayLike<number>, samplingRateHz: number): number {
  const roots: number[] = [];
  for (let second = 0; second < NOISE_SECONDS && (second + 1) * samplingRateHz <= noise.length; second++) {
    const part = Float64Array.from({ length: samplingRateHz }, (_, n) => noise[second * samplingRateHz + n]!);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    roots.push(Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / part.length));
  }
  return trimmedMean(roots) ** 2;
}

function trimmedMean(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const trimmed = Math.floor(TRIMMED_SHARE * sorted.length);
  const kept = sorted.slice(trimmed, sorted.length - trimmed);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
