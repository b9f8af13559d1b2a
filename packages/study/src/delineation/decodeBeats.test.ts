import { expect, test } from "vitest";
import { decodeBeats, type DecodingRules } from "./decodeBeats.ts";
import type { WaveProbabilities } from "./waveProbabilities.ts";

const median = { expectedShare: 0 };
const rules: DecodingRules = { boundary: { p: median, qrs: median, t: median }, presence: { p: 0.5, qrs: 0.2, t: 0.4 } };
const LENGTH = 600;
const lead = Float32Array.from({ length: LENGTH }, (_, i) => Math.sin(i / 7));

function probabilities(waves: { readonly [kind in "p" | "qrs" | "t"]: readonly (readonly [from: number, to: number, value: number])[] }): WaveProbabilities {
  const series = (stretches: readonly (readonly [number, number, number])[]): Float32Array => Float32Array.from({ length: LENGTH }, (_, i) => stretches.find(([from, to]) => i >= from && i <= to)?.[2] ?? 0.01);
  return { p: series(waves.p), qrs: series(waves.qrs), t: series(waves.t) };
}

test("each complex takes the P wave before it and the T wave after it", () => {
  const beats = decodeBeats(probabilities({ p: [[60, 80, 0.9], [260, 280, 0.9]], qrs: [[95, 118, 0.99], [295, 318, 0.99]], t: [[160, 210, 0.9], [360, 410, 0.9]] }), lead, [105, 305], rules);
  expect(beats).toHaveLength(2);
  beats.forEach(({ p, qrs, t }, index) => {
    const marks = [p!.onset, p!.offset, qrs!.onset, qrs!.offset, t!.onset, t!.offset];
    [60, 80, 95, 118, 160, 210].forEach((truth, mark) => expect(Math.abs(marks[mark]! - truth - 200 * index)).toBeLessThan(1));
    for (const wave of [p!, qrs!, t!]) expect(wave.peak).toBeGreaterThanOrEqual(Math.floor(wave.onset));
    for (const wave of [p!, qrs!, t!]) expect(wave.peak).toBeLessThanOrEqual(Math.ceil(wave.offset));
  });
});

test("a wave below its level, or too short to be one, is not there", () => {
  const [beat] = decodeBeats(probabilities({ p: [[60, 80, 0.45]], qrs: [[95, 118, 0.99]], t: [[160, 165, 0.9]] }), lead, [105], rules);
  expect(beat!.p).toBeNull();
  expect(beat!.t).toBeNull();
  expect(beat!.qrs).not.toBeNull();
});

test("of two stretches the larger one is the wave; a notch does not part one", () => {
  const [beat] = decodeBeats(probabilities({ p: [], qrs: [[95, 104, 0.99], [108, 118, 0.99]], t: [[130, 142, 0.9], [160, 210, 0.9]] }), lead, [105], rules);
  expect(beat!.qrs!.offset - beat!.qrs!.onset).toBeGreaterThan(22);
  expect(beat!.t!.onset).toBeGreaterThan(155);
});

test("without a complex at a detection the other waves are still looked for around it", () => {
  const [beat] = decodeBeats(probabilities({ p: [[60, 80, 0.9]], qrs: [], t: [[160, 210, 0.9]] }), lead, [105], rules);
  expect(beat!.qrs).toBeNull();
  expect(beat!.t).not.toBeNull();
  expect(beat!.p).not.toBeNull();
});
