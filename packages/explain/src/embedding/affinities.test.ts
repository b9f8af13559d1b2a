import { describe, expect, it } from "vitest";
import { affinities } from "./affinities.ts";
import { nearestNeighbours } from "./nearestNeighbours.ts";
import { tsneObjective } from "./tsneObjective.ts";

// Test vector of the embedding spec, section 5: five points on a line, perplexity 2, all of them neighbours.
const line = Float64Array.of(0, 1, 3, 6, 10);
const p = affinities(nearestNeighbours(line, 5, 1, 4), 2);
const positions = Float64Array.of(0, 0, 1, 0, 0, 1, 2, 2, -1, 3);

function entry(row: number, column: number): number {
  for (let index = p.rowStarts[row]; index < p.rowStarts[row + 1]; index++) if (p.columns[index] === column) return p.values[index];
  return 0;
}

describe("affinities", () => {
  it("bisects the widths of the published vector", () => {
    [0.1038980771, 0.1867599749, 0.3835904351, 0.1851684135, 0.0459403797].forEach((beta, row) => expect(Math.abs(p.betas[row] - beta)).toBeLessThan(1e-9));
    expect(p.unreachedRowCount).toBe(0);
  });

  it("symmetrises to the published joint probabilities, which add up to 1", () => {
    expect(entry(0, 1)).toBeCloseTo(0.1316003496, 9);
    expect(entry(1, 2)).toBeCloseTo(0.1133793063, 9);
    expect(entry(3, 4)).toBeCloseTo(0.0979888807, 9);
    expect(entry(0, 4)).toBeCloseTo(0.0016356985, 9);
    expect(entry(4, 0)).toBe(entry(0, 4));
    expect(p.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
  });

  it("gives a row of more duplicates than the perplexity a flat row instead of NaN, and counts it", () => {
    const crowd = Float64Array.of(0, 0, 0, 0, 0, 0, 5, 9);
    const duplicates = affinities(nearestNeighbours(crowd, 8, 1, 7), 2);
    expect(duplicates.values.every(Number.isFinite)).toBe(true);
    expect(duplicates.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(duplicates.unreachedRowCount).toBeGreaterThanOrEqual(6);
  });

  it("refuses a perplexity that the neighbours cannot carry", () => {
    expect(() => affinities(nearestNeighbours(line, 5, 1, 2), 3)).toThrow(/2 neighbours/);
  });
});

describe("tsneObjective", () => {
  it("agrees with the published normaliser, divergence and gradient", () => {
    const { klDivergence, gradient, normaliser } = tsneObjective(p, positions);
    expect(normaliser).toBeCloseTo(4.3953823954, 9);
    expect(klDivergence).toBeCloseTo(0.4159721376, 9);
    expect(gradient[0]).toBeCloseTo(-0.0221969596, 9);
    expect(gradient[1]).toBeCloseTo(0.1864155334, 9);
    expect(gradient[6]).toBeCloseTo(0.1063810674, 9);
    expect(gradient[7]).toBeCloseTo(-0.0606210047, 9);
  });

  it("has the gradient of its own divergence, by central differences", () => {
    const { gradient } = tsneObjective(p, positions);
    const step = 1e-5;
    for (let index = 0; index < positions.length; index++) {
      const moved = (by: number) => tsneObjective(p, positions.map((value, place) => (place === index ? value + by : value))).klDivergence;
      expect(gradient[index]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 8);
    }
  });
});
