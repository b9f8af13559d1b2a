/** Analytic beats for the tests: sums of Gaussians (P, QRS, T), millivolts against seconds from the R peak. */
export function beatValue(timeS: number, hyper: number): number {
  const wave = (centreS: number, widthS: number, heightMillivolt: number): number => heightMillivolt * Math.exp(-((timeS - centreS) ** 2) / (2 * widthS ** 2));
  return wave(-0.17, 0.025, 0.15 * (1 - hyper)) + wave(-0.028, 0.009, -0.1) + wave(0, 0.011, 1.1) + wave(0.03, 0.01, -0.25) + wave(0.27, 0.05 - 0.02 * hyper, 0.28 + 0.7 * hyper);
}

/** A beat of 120 samples at 125 Hz with the R peak at index 40. */
export function sampleBeat(hyper: number): Float32Array {
  return Float32Array.from({ length: 120 }, (_, i) => beatValue((i - 40) / 125, hyper));
}

/** A lead with a beat every 0.8 s, the first R peak at 0.4 s. */
export function sampleLead(samplingRateHz: number, seconds: number, hyper = 0): Float32Array {
  return Float32Array.from({ length: Math.round(samplingRateHz * seconds) }, (_, i) => {
    const phase = ((i / samplingRateHz) % 0.8) - 0.4;
    return beatValue(phase, hyper);
  });
}

/** Park–Miller uniform numbers in (0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}
