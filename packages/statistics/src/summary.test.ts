import { describe, expect, it } from "vitest";
import { golden, relativeError } from "./golden.fixture.ts";
import { mean, meanAndSd, pearson, quantile, spearman, standardDeviation } from "./index.ts";

const { a, b, c, sd, quantiles } = golden.samples;

describe("summaries", () => {
  it("agree with NumPy on spread and quantiles", () => {
    expect(relativeError(standardDeviation(b), sd)).toBeLessThan(1e-12);
    [0, 0.025, 0.25, 0.5, 0.9, 1].forEach((p, i) => expect(quantile(b, p)).toBeCloseTo(quantiles[i], 12));
  });
  it("agree with SciPy on correlations, ties included", () => {
    expect(relativeError(pearson(a, c), golden.samples.pearson)).toBeLessThan(1e-12);
    expect(relativeError(spearman(a, c), golden.samples.spearman)).toBeLessThan(1e-12);
  });
  it("are null where they do not exist", () => {
    expect(mean([])).toBeNull();
    expect(standardDeviation([3])).toBeNull();
    expect(meanAndSd([3])).toEqual({ n: 1, mean: 3, standardDeviation: null });
    expect(quantile([], 0.5)).toBeNull();
    expect(pearson([1, 2], [5, 5])).toBeNull();
    expect(spearman([1], [5])).toBeNull();
  });
  it("refuse a missing value rather than passing it on", () => {
    expect(() => mean([1, NaN])).toThrow(/value 1 is not a number/);
    expect(() => quantile([1], 1.5)).toThrow(/not a probability/);
  });
});
