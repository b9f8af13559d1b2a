/** The level against which waves are measured. */

/** Mean over the 16 ms before a wave (IEC 60601-2-51 takes the level at QRS onset as reference; the length is Kalium's choice). */
export const LEVEL_MS = 16;

/** @param onset sample at which the wave begins; the mean is over what lies before it, one sample at least */
export function levelBefore(samples: ArrayLike<number>, onset: number, samplingRateHz: number): number {
  const to = Math.max(1, Math.min(samples.length, Math.round(onset)));
  const from = Math.max(0, Math.min(to - 1, to - Math.round((LEVEL_MS / 1000) * samplingRateHz)));
  let sum = 0;
  for (let i = from; i < to; i++) sum += samples[i]!;
  return sum / (to - from);
}
