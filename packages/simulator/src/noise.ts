/** Noise of recordings, as other rooms see it. */
export { assertNoise, bedsideNoise, noNoise, restlessNoise } from "./noise/noiseOptions.ts";
export type { NoiseOptions } from "./noise/noiseOptions.ts";
