import { describe, expect, it } from "vitest";
import { resamplePoly } from "./resample.ts";
import { streamResample } from "./resampleStream.ts";

const signal = Float32Array.from({ length: 1200 }, (_, n) => 0.4 + Math.sin(n / 9) + 0.2 * Math.sin(n * n));

describe("streamResample", () => {
  it.each([
    [1, 2],
    [25, 72],
    [2, 1],
    [5, 2],
    [125, 257],
    [3, 3],
  ])("equals resamplePoly by %i/%i bit for bit, whatever the blocks", (up, down) => {
    for (const sizes of [[1], [37], [0, 1, 250, 3], [1200]]) {
      for (const length of [1200, 5, 0]) {
        const stream = streamResample(up, down);
        const given: number[] = [];
        for (let from = 0, block = 0; from < length; from += sizes[block++ % sizes.length]) {
          given.push(...stream.push(signal.subarray(from, Math.min(length, from + sizes[block % sizes.length]))));
        }
        given.push(...stream.finish());
        expect(given).toEqual([...resamplePoly(signal.subarray(0, length), up, down)]);
      }
    }
  });

  it("gives outputs as soon as their samples are there, without keeping the past", () => {
    const stream = streamResample(1, 2);
    let given = 0;
    for (let block = 0; block < 100; block++) given += stream.push(new Float64Array(100)).length;
    expect(given).toBeGreaterThan(5000 - 15);
  });
});
