import { describe, expect, it } from "vitest";
import { golden, relativeError, vectorA } from "./golden.fixture.ts";
import { mannWhitneyU, wilcoxonSignedRank } from "./index.ts";

const before = [0.5, 0.5, 0.75, 0.25, 1, 0.5, 0.5, 0.75, 0.25, 0.5, 1, 0.75, 0.5, 0.25, 0.75, 0.5];
const after = [1, 0.75, 1, 0.75, 1, 1, 0.75, 1, 1, 0.75, 1, 1, 0.75, 1, 1, 1];
const { a, b, c, mannWhitney, signedRank } = golden.samples;

describe("rank tests", () => {
  it("gives R's Mann–Whitney test of positives against negatives of vector A", () => {
    const positives = vectorA.a.slice(12);
    const negatives = vectorA.a.slice(0, 12);
    const corrected = mannWhitneyU(positives, negatives)!;
    expect(corrected.u).toBe(80.5);
    expect(Math.abs(corrected.pValue - 0.01348)).toBeLessThan(5e-6);
    expect(relativeError(mannWhitneyU(positives, negatives, { continuityCorrection: false })!.pValue, 0.01209649261)).toBeLessThan(1e-6);
  });
  it("gives R's tests of sixteen patients before and after personal rounds", () => {
    const unpaired = mannWhitneyU(before, after)!;
    expect(unpaired.u).toBe(31);
    expect(relativeError(unpaired.pValue, 0.0001265437703)).toBeLessThan(1e-6);
    const paired = wilcoxonSignedRank(before, after)!;
    expect(paired.v).toBe(0);
    expect(relativeError(paired.pValue, 0.0008271371749)).toBeLessThan(1e-6);
  });
  it("agrees with SciPy on tied samples, with and without continuity correction", () => {
    for (const [name, continuityCorrection] of [["corrected", true], ["plain", false]] as const) {
      const unpaired = mannWhitneyU(a, b, { continuityCorrection })!;
      expect(unpaired.u).toBe(mannWhitney[name].u);
      expect(relativeError(unpaired.pValue, mannWhitney[name].p)).toBeLessThan(1e-10);
      expect(relativeError(wilcoxonSignedRank(a, c, { continuityCorrection })!.pValue, signedRank[name].p)).toBeLessThan(1e-10);
    }
  });
  it("gives the same P when the samples change places", () => {
    expect(mannWhitneyU(b, a)!.pValue).toBeCloseTo(mannWhitneyU(a, b)!.pValue, 14);
    expect(wilcoxonSignedRank(c, a)!.pValue).toBeCloseTo(wilcoxonSignedRank(a, c)!.pValue, 14);
  });
  it("drops pairs without a difference and says how many were used", () => {
    expect(wilcoxonSignedRank(before, after)!.pairsUsed).toBe(14);
  });
  it("says null where nothing can be tested", () => {
    expect(mannWhitneyU([], [1])).toBeNull();
    expect(mannWhitneyU([1, 1], [1])).toBeNull();
    expect(wilcoxonSignedRank([1, 2], [1, 2])).toBeNull();
  });
});
