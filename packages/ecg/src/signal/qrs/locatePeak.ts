/** Places a complex on its main peak, on the samples as they were given. */

// Kalium's choices: reach of the main peak, and the stretches on both sides whose mean is its level.
const PEAK_REACH_S = 0.075;
const LEVEL_FROM_S = 0.1;
const LEVEL_TO_S = 0.16;

/** Sample of the largest deflection, up or down, within 75 ms; the first of equals. */
export function locatePeak(samples: ArrayLike<number>, around: number, samplingRateHz: number): number {
  const last = samples.length - 1;
  const clip = (n: number) => Math.max(0, Math.min(last, Math.round(n)));
  let sum = 0;
  let count = 0;
  for (const [from, to] of [[-LEVEL_TO_S, -LEVEL_FROM_S], [LEVEL_FROM_S, LEVEL_TO_S]]) {
    for (let n = clip(around + from * samplingRateHz); n <= clip(around + to * samplingRateHz); n++, count++) sum += samples[n];
  }
  const level = sum / count;
  let peak = clip(around - PEAK_REACH_S * samplingRateHz);
  for (let n = peak; n <= clip(around + PEAK_REACH_S * samplingRateHz); n++) if (Math.abs(samples[n] - level) > Math.abs(samples[peak] - level)) peak = n;
  return peak;
}
