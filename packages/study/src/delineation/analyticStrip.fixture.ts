/** For tests: strips of half-sine waves whose boundaries are exact. */
import { annotatedStrip, type AnnotatedStrip, type AnnotatedWave } from "./annotatedStrip.ts";

const RATE_HZ = 500;

/** Offsets from the complex in ms, and heights in mV. */
const WAVES = [
  { kind: "p", from: -200, to: -100, height: 0.15 },
  { kind: "qrs", from: -45, to: 45, height: 1 },
  { kind: "t", from: 180, to: 360, height: 0.35 },
] as const;

/** Two leads over `durationS`; complexes come every 0.8 s, give or take. */
export function analyticStrip(id: string, random: () => number, durationS = 10): AnnotatedStrip & { readonly complexes: readonly number[]; readonly samplesMillivolt: readonly Float32Array[] } {
  const length = durationS * RATE_HZ;
  const complexes: number[] = [];
  for (let at = 0.5 * RATE_HZ; at < length - 0.5 * RATE_HZ; at += (0.75 + 0.1 * random()) * RATE_HZ) complexes.push(Math.round(at));
  const samplesMillivolt = [1, -0.6].map((gain) => {
    const samples = Float32Array.from({ length }, () => 0.01 * (random() - 0.5));
    for (const complex of complexes) for (const { from, to, height } of WAVES) {
      const [first, last] = [complex + (from * RATE_HZ) / 1000, complex + (to * RATE_HZ) / 1000];
      for (let i = Math.max(0, Math.ceil(first)); i <= Math.min(length - 1, last); i++) samples[i]! += gain * height * Math.sin((Math.PI * (i - first)) / (last - first));
    }
    return samples;
  });
  const waves = complexes.flatMap((complex) => WAVES.map(({ kind, from, to }): AnnotatedWave => ({ kind, onset: complex + (from * RATE_HZ) / 1000, peak: complex + ((from + to) * RATE_HZ) / 2000, offset: complex + (to * RATE_HZ) / 1000 })));
  return { ...annotatedStrip({ id, personId: id, samplingRateHz: RATE_HZ, leads: samplesMillivolt.map((samples, lead) => ({ name: `L${lead + 1}`, samplesMillivolt: samples, waves })) }), complexes, samplesMillivolt };
}
