/** Kalium's choices: reach of the second difference (a T wave hardly bends within it, an R wave does), and how far around it is looked for. */
const SHARPNESS_REACH_S = 0.016;
const SHARPNESS_AROUND_S = 0.075;

/** Largest size of the second difference 2·x[n] − x[n − reach] − x[n + reach] around a sample. */
export function sharpnessNear(samples: Float64Array, at: number, rateHz: number): number {
  const reach = Math.max(1, Math.round(SHARPNESS_REACH_S * rateHz));
  const around = Math.round(SHARPNESS_AROUND_S * rateHz);
  const to = Math.min(samples.length - 1 - reach, at + around);
  let sharpest = 0;
  for (let n = Math.max(reach, at - around); n <= to; n++) {
    const bend = Math.abs(2 * samples[n] - samples[n - reach] - samples[n + reach]);
    if (bend > sharpest) sharpest = bend;
  }
  return sharpest;
}
