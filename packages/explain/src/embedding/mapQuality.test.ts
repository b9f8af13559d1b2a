import golden from "../../../../tests/golden/explain/explain.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { neighbourPreservation, trustworthiness } from "./mapQuality.ts";

const { points, positions, byNeighbourCount, preservedOf5 } = golden.trustworthiness;
const input = { matrix: Float64Array.from(points), rowCount: 40, columnCount: 5 };
const map = Float64Array.from(positions);

describe("map quality", () => {
  it.each(Object.entries(byNeighbourCount))("has scikit-learn's trustworthiness at %s neighbours", (neighbourCount, expected) => {
    expect(trustworthiness(input, map, Number(neighbourCount))).toBeCloseTo(expected, 12);
  });

  it("counts preserved neighbours as the reference does, and keeps them per point", () => {
    const { mean, perRow } = neighbourPreservation(input, map, 5);
    expect(mean).toBeCloseTo(preservedOf5, 12);
    expect(perRow).toHaveLength(40);
  });

  it("is 1 for a map that is the input itself", () => {
    const flat = { matrix: map, rowCount: 40, columnCount: 2 };
    expect(trustworthiness(flat, map, 7)).toBe(1);
    expect(neighbourPreservation(flat, map, 7).mean).toBe(1);
  });

  it("refuses too many neighbours and a map of another set", () => {
    expect(() => trustworthiness(input, map, 20)).toThrow(/half of 40/);
    expect(() => neighbourPreservation(input, map.subarray(2), 5)).toThrow(/39 positions for 40 rows/);
  });
});
