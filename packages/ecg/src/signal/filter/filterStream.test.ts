import { describe, expect, it } from "vitest";
import { designButterworth } from "./designButterworth.ts";
import { designFir } from "./designFir.ts";
import { filterFir } from "./filterFir.ts";
import { streamFir, streamSections } from "./filterStream.ts";
import type { FilterStream } from "./filterStream.ts";
import { filterSections, steadyState } from "./secondOrderSections.ts";

const signal = Float32Array.from({ length: 1500 }, (_, n) => 0.7 + Math.sin(n / 9) + 0.2 * Math.sin(n * n));

function pushInBlocks(stream: FilterStream, sizeOf: (block: number) => number): number[] {
  const out: number[] = [];
  for (let from = 0, block = 0; from < signal.length; block++) {
    const size = sizeOf(block);
    out.push(...stream.push(signal.subarray(from, from + size)));
    from += size;
  }
  return out;
}

const sizes: readonly (readonly [string, (block: number) => number])[] = [
  ["one sample", () => 1],
  ["37 samples", () => 37],
  ["changing numbers of samples, some of them none", (block) => [0, 1, 250, 3, 64][block % 5]],
  ["the whole signal", () => signal.length],
];

describe("filter streams", () => {
  it.each(sizes)("equal the whole-signal recursive filter bit for bit in blocks of %s", (_, sizeOf) => {
    const sections = designButterworth({ order: 4, kind: "bandpass", cutoffHz: [0.05, 150], samplingRateHz: 500 });
    expect(pushInBlocks(streamSections(sections), sizeOf)).toEqual([...filterSections(sections, signal)]);
    const state = steadyState(sections).map((value) => value * signal[0]);
    expect(pushInBlocks(streamSections(sections, state), sizeOf)).toEqual([...filterSections(sections, signal, state)]);
  });

  it.each(sizes)("equal the whole-signal FIR filter bit for bit in blocks of %s", (_, sizeOf) => {
    for (const tapCount of [1, 2, 64, 101]) {
      const taps = designFir({ tapCount, kind: "lowpass", cutoffHz: 40, samplingRateHz: 250 });
      expect(pushInBlocks(streamFir(taps), sizeOf)).toEqual([...filterFir(taps, signal)]);
    }
  });

  it("refuse a state made for another filter", () => {
    const sections = designButterworth({ order: 2, kind: "lowpass", cutoffHz: 40, samplingRateHz: 250 });
    expect(() => streamSections(sections, new Float64Array(4)).push([1])).toThrow(RangeError);
  });
});
