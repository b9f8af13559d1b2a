/** For tests only: waves whose amplitude, width, slope and area are known in closed form. */

export function gaussian(amplitude: number, centreMs: number, sigmaMs: number): (ms: number) => number {
  return (ms) => amplitude * Math.exp(-0.5 * ((ms - centreMs) / sigmaMs) ** 2);
}

/** Amplitude · (1 + cos)/2 within ± the half base, else 0. */
export function raisedCosine(amplitude: number, centreMs: number, halfBaseMs: number): (ms: number) => number {
  return (ms) => (Math.abs(ms - centreMs) < halfBaseMs ? (amplitude / 2) * (1 + Math.cos((Math.PI * (ms - centreMs)) / halfBaseMs)) : 0);
}

/** Straight from 0 at the first time to the amplitude at the second, level to the third, straight to 0 at the fourth. */
export function trapezium(amplitude: number, [a, b, c, d]: readonly [number, number, number, number]): (ms: number) => number {
  return (ms) => (ms <= a || ms >= d ? 0 : ms < b ? (amplitude * (ms - a)) / (b - a) : ms <= c ? amplitude : (amplitude * (d - ms)) / (d - c));
}

export function sampled(waves: readonly ((ms: number) => number)[], durationMs: number, samplingRateHz: number): Float64Array {
  return Float64Array.from({ length: Math.round((durationMs / 1000) * samplingRateHz) }, (_, i) => waves.reduce((sum, wave) => sum + wave((i * 1000) / samplingRateHz), 0));
}
