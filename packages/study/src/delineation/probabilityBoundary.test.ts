import { describe, expect, test } from "vitest";
import { findBoundary } from "./probabilityBoundary.ts";

/** Chance that a sample lies between two boundaries that are normally spread: the product of two distribution functions. */
function between(onset: number, offset: number, spread: number, length = 200): Float32Array {
  const phi = (z: number): number => 1 / (1 + Math.exp(-1.702 * z));
  return Float32Array.from({ length }, (_, i) => phi((i - onset) / spread) * phi((offset - i) / spread));
}

describe("a boundary read from probabilities", () => {
  test.each([0, 0.5, 1])("lies where a symmetric spread has its middle, with %s of the expected place in it", (expectedShare) => {
    const probability = between(60.3, 120.7, 4);
    expect(findBoundary(probability, 90, -1, 0, { expectedShare }).at).toBeCloseTo(60.3, 0);
    expect(findBoundary(probability, 90, 1, 199, { expectedShare }).at).toBeCloseTo(120.7, 0);
  });

  test("is the mean of a spread that has two places when the expected place is asked for, and the median otherwise", () => {
    // The wave ends at 100 with a chance of 0.7 and at 120 with one of 0.3: mean 106, median 100.
    const probability = Float32Array.from({ length: 200 }, (_, i) => (i < 50 || i > 120 ? 0 : i <= 100 ? 1 : 0.3));
    expect(findBoundary(probability, 80, 1, 199, { expectedShare: 1 }).at).toBeCloseTo(100.5 + 0.3 * 20, 1);
    expect(findBoundary(probability, 80, 1, 199, { expectedShare: 0 }).at).toBeCloseTo(100.7, 0);
  });

  test("is the surer, the more steeply the probability falls", () => {
    const sharp = findBoundary(between(60, 120, 1), 90, 1, 199, { expectedShare: 0 }).confidence;
    const blurred = findBoundary(between(60, 120, 12), 90, 1, 199, { expectedShare: 0 }).confidence;
    expect(sharp).toBeGreaterThan(0.95);
    expect(blurred).toBeLessThan(0.4);
  });

  test("does not pass its limit", () => {
    expect(findBoundary(new Float32Array(100).fill(1), 50, 1, 60, { expectedShare: 0 }).at).toBeLessThanOrEqual(60.5);
  });
});
