import golden from "../../../../tests/golden/explain/explain.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { displayMap, signedMap } from "./displayMap.ts";

describe("displayMap", () => {
  it("interpolates linearly between half-pixel centres", () => {
    // Two cells over four samples: the centres of the cells lie at samples 0.5 and 2.5.
    expect(Array.from(displayMap(Float64Array.of(0, 1), 4).values)).toEqual([0, 0.25, 0.75, 1]);
  });

  it("agrees with torch interpolate(mode=linear, align_corners=False) for five cells on twelve samples", () => {
    const { values, rawMaximum } = displayMap(Float64Array.from(golden.interpolation.cells), golden.interpolation.values.length);
    values.forEach((value, index) => expect(value * rawMaximum).toBeCloseTo(golden.interpolation.values[index], 12));
  });

  it("removes the negative part before it interpolates", () => {
    const { values } = displayMap(Float64Array.of(-5, 1), 4);
    expect(Array.from(values)).toEqual([0, 0.25, 0.75, 1]);
    expect(Array.from(signedMap(Float64Array.of(-5, 1), 4))).toEqual([-5, -3.5, -0.5, 1]);
  });

  it("keeps an all-zero map zero and says so", () => {
    const map = displayMap(Float64Array.of(-1, -2, -0.5, 0), 120);
    expect(map.allZero).toBe(true);
    expect(map.rawMaximum).toBe(0);
    expect(map.values.every((value) => value === 0)).toBe(true);
  });

  it("reports the maximum that the division hides and the width of a cell", () => {
    const map = displayMap(Float64Array.of(0, 0, 0.02, 0), 120);
    expect(map.rawMaximum).toBeLessThanOrEqual(0.02);
    expect(map.rawMaximum).toBeGreaterThan(0.019);
    expect(Math.max(...map.values)).toBe(1);
    expect(map.cellWidthSamples).toBe(30);
  });

  it("refuses a map with a value that is not finite", () => {
    expect(() => displayMap(Float64Array.of(0, NaN), 120)).toThrow(/row 1/);
  });
});
