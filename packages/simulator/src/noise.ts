/** Noise of a recording: what its options mean, and one lead with all of it added. */
import { drawLeadNoise } from "./noise/leadNoise.ts";
import type { NoiseOptions } from "./noise/noiseOptions.ts";
import type { Random } from "./randomDraws.ts";

export { assertNoise, bedsideNoise, noNoise, restlessNoise } from "./noise/noiseOptions.ts";
export type { NoiseOptions } from "./noise/noiseOptions.ts";

/** Adds the noise of lead II. `breathPhase` in radians at 0 s ties wander and modulation to the RR variation. */
export function addNoise(
  samples: Float64Array,
  samplingRateHz: number,
  noise: NoiseOptions,
  breathsPerMinute: number,
  breathPhase: number,
  random: Random,
): void {
  const { size, added } = drawLeadNoise({ random, samplingRateHz, sampleCount: samples.length, noise, leadNames: ["II"], breathsPerMinute, breathPhase });
  for (let i = 0; i < samples.length; i++) samples[i] = samples[i] * (size?.[i] ?? 1) + added.II[i];
}
