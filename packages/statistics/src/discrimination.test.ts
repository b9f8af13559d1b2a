import { describe, expect, it } from "vitest";
import { golden, relativeError, vectorA } from "./golden.fixture.ts";
import { auroc, averagePrecision, compareAurocs, delongInterval, delongVariance, rocCurve, StatisticsError, youdenThreshold } from "./index.ts";

const { labels, a, b } = vectorA;
const { scored } = golden;

describe("discrimination", () => {
  it("reproduces the AUROCs of vector A", () => {
    expect(relativeError(auroc(labels, a), 0.838541666667)).toBeLessThan(1e-6);
    expect(relativeError(auroc(labels, b), 0.786458333333)).toBeLessThan(1e-6);
  });
  it("reproduces the DeLong variances and intervals of vector A", () => {
    expect(relativeError(delongVariance(labels, a), 0.00858261746934)).toBeLessThan(1e-6);
    expect(relativeError(delongVariance(labels, b), 0.01091622136544)).toBeLessThan(1e-6);
    const ofA = delongInterval(labels, a)!;
    expect(relativeError(ofA.lower, 0.6569658655)).toBeLessThan(1e-6);
    expect(ofA.upper).toBe(1);
    const ofB = delongInterval(labels, b)!;
    expect(relativeError(ofB.lower, 0.5816798802)).toBeLessThan(1e-6);
    expect(relativeError(ofB.upper, 0.9912367864)).toBeLessThan(1e-6);
  });
  it("reproduces the paired DeLong test of vector A", () => {
    const test = compareAurocs(labels, a, b)!;
    expect(relativeError(test.covariance, 0.00523440318362)).toBeLessThan(1e-6);
    expect(relativeError(test.z, 0.5480928232)).toBeLessThan(1e-6);
    expect(relativeError(test.pValue, 0.5836281682)).toBeLessThan(1e-6);
  });
  it("reproduces the average precision of vector A", () => {
    expect(relativeError(averagePrecision(labels, a), 0.808712121212)).toBeLessThan(1e-6);
  });
  it("agrees with the definition over all pairs on 200 scores with many ties", () => {
    expect(relativeError(auroc(scored.labels, scored.scores), scored.auroc)).toBeLessThan(1e-12);
    expect(relativeError(delongVariance(scored.labels, scored.scores), scored.variance)).toBeLessThan(1e-10);
    expect(relativeError(averagePrecision(scored.labels, scored.scores), scored.averagePrecision)).toBeLessThan(1e-12);
  });
  it("keeps the logit interval inside (0, 1) and around the AUROC", () => {
    const interval = delongInterval(labels, a, { scale: "logit" })!;
    expect(interval.upper).toBeLessThan(1);
    expect(interval.lower).toBeLessThan(0.8385);
    // The two limits lie equally far from the AUROC in logits.
    const logit = (p: number) => Math.log(p / (1 - p));
    expect(logit(interval.upper) + logit(interval.lower)).toBeCloseTo(2 * logit(auroc(labels, a)!), 10);
  });
  it("does not change when cases are reordered or scores rise monotonically", () => {
    const order = labels.map((_, i) => i).reverse();
    expect(auroc(order.map((i) => labels[i]), order.map((i) => Math.exp(5 * a[i])))).toBe(auroc(labels, a));
  });
  it("draws a curve whose trapezoids have the area of the AUROC", () => {
    const curve = rocCurve(labels, a)!;
    let area = 0;
    for (let i = 1; i < curve.length; i++) {
      area += ((curve[i].sensitivity + curve[i - 1].sensitivity) / 2) * (curve[i - 1].specificity - curve[i].specificity);
    }
    expect(area).toBeCloseTo(auroc(labels, a)!, 12);
    expect(curve[0]).toEqual({ threshold: Infinity, sensitivity: 0, specificity: 1 });
    expect(curve.at(-1)).toEqual({ threshold: 0.05, sensitivity: 1, specificity: 0 });
  });
  it("finds both equal Youden optima of vector A, by the tie rule asked for", () => {
    const screening = youdenThreshold(labels, a)!;
    expect(screening.threshold).toBeCloseTo(0.375, 12);
    expect(screening.sensitivity).toBe(0.875);
    expect(screening.specificity).toBeCloseTo(0.6667, 4);
    const confirming = youdenThreshold(labels, a, "specificity")!;
    expect(confirming.threshold).toBeCloseTo(0.575, 12);
    expect(confirming.sensitivity).toBe(0.625);
    expect(confirming.specificity).toBeCloseTo(0.9167, 4);
  });
  it("says null when a class is missing or too small", () => {
    expect(auroc([1, 1], [0.2, 0.4])).toBeNull();
    expect(auroc([], [])).toBeNull();
    expect(rocCurve([0, 0], [0.2, 0.4])).toBeNull();
    expect(delongVariance([1, 0, 0], [0.3, 0.2, 0.1])).toBeNull();
    expect(averagePrecision([0, 0], [0.2, 0.4])).toBeNull();
    expect(youdenThreshold([0, 0], [0.2, 0.4])).toBeNull();
    expect(compareAurocs(labels, a, a)).toBeNull();
  });
  it("refuses labels other than 0 and 1, missing scores and unequal lengths, by name", () => {
    expect(() => auroc([0, 2], [0.1, 0.2])).toThrow(StatisticsError);
    expect(() => auroc([0, 1], [0.1, NaN])).toThrow(/scores: value 1 is not a number/);
    expect(() => auroc([0, 1], [0.1])).toThrow(/lengths 2 and 1 differ/);
  });
});
