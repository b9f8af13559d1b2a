import { describe, expect, it } from "vitest";
import { golden, relativeError, vectorA } from "./golden.fixture.ts";
import { confusionCounts, majorityClassAccuracy, operatingPoint, predictiveValuesAtPrevalence, wilsonInterval } from "./index.ts";

const point = operatingPoint({ truePositive: 30, falsePositive: 10, trueNegative: 50, falseNegative: 20 });

describe("an operating point", () => {
  it("counts a score equal to the threshold as positive", () => {
    expect(confusionCounts([1, 0, 1, 0], [0.5, 0.5, 0.4, 0.1], 0.5)).toEqual({ truePositive: 1, falsePositive: 1, trueNegative: 1, falseNegative: 1 });
  });
  it("gives at 0.375 on vector A the sensitivity and specificity pROC gives", () => {
    const at = operatingPoint(confusionCounts(vectorA.labels, vectorA.a, 0.375));
    expect(at.sensitivity!.value).toBe(0.875);
    expect(at.specificity!.value).toBeCloseTo(8 / 12, 12);
  });
  it("has the ratios worked out by hand from 30, 10, 50, 20", () => {
    expect(point.sensitivity!.value).toBeCloseTo(30 / 50, 12);
    expect(point.specificity!.value).toBeCloseTo(50 / 60, 12);
    expect(point.ppv!.value).toBeCloseTo(30 / 40, 12);
    expect(point.npv!.value).toBeCloseTo(50 / 70, 12);
    expect(point.accuracy!.value).toBeCloseTo(80 / 110, 12);
    expect(point.majorityClassAccuracy).toBeCloseTo(60 / 110, 12);
    expect(point.balancedAccuracy).toBeCloseTo((0.6 + 5 / 6) / 2, 12);
    expect(point.f1).toBeCloseTo(60 / 90, 12);
    expect(point.mcc).toBeCloseTo(1300 / Math.sqrt(40 * 50 * 60 * 70), 12);
    expect(point.positiveLikelihoodRatio).toBeCloseTo(3.6, 12);
    expect(point.negativeLikelihoodRatio).toBeCloseTo(0.48, 12);
  });
  it("keeps F1 equal to the harmonic mean of precision and recall", () => {
    const { value: precision } = point.ppv!;
    const { value: recall } = point.sensitivity!;
    expect(point.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
  });
  it("gives SciPy's Wilson intervals, ends included", () => {
    for (const { k, n, lower, upper } of golden.wilson) {
      const interval = wilsonInterval(k, n)!;
      expect(Math.abs(interval.lower - lower)).toBeLessThan(1e-12);
      expect(relativeError(interval.upper, upper)).toBeLessThan(1e-12);
    }
  });
  it("gives null for every ratio without a denominator", () => {
    const none = operatingPoint({ truePositive: 0, falsePositive: 0, trueNegative: 4, falseNegative: 0 });
    expect(none.sensitivity).toBeNull();
    expect(none.ppv).toBeNull();
    expect(none.mcc).toBeNull();
    expect(none.f1).toBeNull();
    expect(none.balancedAccuracy).toBeNull();
    expect(none.specificity!.value).toBe(1);
    expect(wilsonInterval(0, 0)).toBeNull();
    expect(majorityClassAccuracy([])).toBeNull();
  });
  it("takes the commonest of several classes for the majority", () => {
    expect(majorityClassAccuracy([3, 3, 1, 2])).toBe(0.5);
  });
  it("returns the observed predictive values at the observed prevalence and Bayes' at another", () => {
    expect(predictiveValuesAtPrevalence(0.6, 5 / 6, 50 / 110).ppv).toBeCloseTo(0.75, 12);
    expect(predictiveValuesAtPrevalence(0.9, 0.9, 0.01).ppv).toBeCloseTo(0.009 / (0.009 + 0.099), 12);
    expect(predictiveValuesAtPrevalence(0, 1, 0.2).ppv).toBeNull();
  });
});
