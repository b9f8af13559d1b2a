import { describe, expect, it } from "vitest";
import { classAverageBeats } from "./classAverageBeats.ts";

describe("classAverageBeats", () => {
  it("averages beats by label in ascending order and leaves unlabelled ones out", () => {
    const beats = Float32Array.of(1, 2, 3, 6, 100, 100, 7, 8);
    const averages = classAverageBeats(beats, 4, 2, [1, 1, -1, 0]);
    expect(averages.map(({ label, beatCount }) => [label, beatCount])).toEqual([[0, 1], [1, 2]]);
    expect(Array.from(averages[1].mean)).toEqual([2, 4]);
    expect(averages[1].standardDeviation[0]).toBeCloseTo(Math.SQRT2, 6);
    expect(Array.from(averages[0].standardDeviation)).toEqual([0, 0]);
  });

  it("names the beat that holds a gap", () => {
    expect(() => classAverageBeats(Float32Array.of(0, 1, NaN, 1), 2, 2, [0, 1])).toThrow(/row 1, column 0/);
  });
});
