/** Jumps of the baseline when an electrode is moved on the skin. */
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";

/** How long the jump and the way back take (Kalium's choice). */
const RISE_S = { lowest: 0.04, highest: 0.2 };
const RECOVERY_S = { lowest: 0.2, highest: 1 };

/** Adds jumps at random times to the samples of one electrode: a smooth rise, then an exponential way back. */
export function addMotion(samples: Float64Array, samplingRateHz: number, perMinute: number, sdMillivolt: number, random: Random): void {
  const between = (range: { readonly lowest: number; readonly highest: number }) => range.lowest + (range.highest - range.lowest) * random();
  const endS = samples.length / samplingRateHz;
  // Times between events of a Poisson process are exponential.
  const waitS = () => (-60 / perMinute) * Math.log(1 - random());
  for (let startS = waitS(); startS < endS; startS += waitS()) {
    const height = sdMillivolt * drawStandardNormal(random);
    const riseS = between(RISE_S);
    const recoveryS = between(RECOVERY_S);
    const last = Math.min(samples.length - 1, Math.ceil((startS + riseS + 8 * recoveryS) * samplingRateHz));
    for (let i = Math.ceil(startS * samplingRateHz); i <= last; i++) {
      const sinceS = i / samplingRateHz - startS;
      samples[i] += height * (sinceS < riseS ? 0.5 - 0.5 * Math.cos((Math.PI * sinceS) / riseS) : Math.exp(-(sinceS - riseS) / recoveryS));
    }
  }
}
