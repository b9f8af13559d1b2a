import { describe, expect, it } from "vitest";
import { golden, relativeError, vectorA } from "./golden.fixture.ts";
import { brier, calibrationLine } from "./index.ts";

const { labels, a } = vectorA;

describe("calibration", () => {
  it("reproduces the Brier score of vector A and of the SciPy set", () => {
    expect(relativeError(brier(labels, a), 0.159155)).toBeLessThan(1e-6);
    expect(relativeError(brier(golden.scored.labels, golden.scored.scores), golden.scored.brier)).toBeLessThan(1e-12);
    expect(brier([], [])).toBeNull();
  });
  it("reproduces R's calibration line of vector A", () => {
    const line = calibrationLine(labels, a)!;
    expect(relativeError(line.intercept, -0.1176865693)).toBeLessThan(1e-6);
    expect(relativeError(line.slope, 1.4369479907)).toBeLessThan(1e-6);
    expect(relativeError(line.interceptInTheLarge, -0.1826312535)).toBeLessThan(1e-6);
  });
  it("says null when the classes are fully separated or one is missing", () => {
    expect(calibrationLine([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])).toBeNull();
    expect(calibrationLine([1, 1], [0.8, 0.9])).toBeNull();
  });
  it("refuses probabilities of 0 and 1", () => {
    expect(() => calibrationLine([0, 1], [0, 0.9])).toThrow(/strictly between 0 and 1/);
  });
});
