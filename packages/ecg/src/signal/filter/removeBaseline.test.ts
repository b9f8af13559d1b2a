import { describe, expect, it } from "vitest";
import { cubicSpline } from "./cubicSpline.ts";
import { removeBaseline } from "./removeBaseline.ts";
import type { BaselineMethod } from "./removeBaseline.ts";
import { runningExtreme } from "./greyMorphology.ts";
import { runningMedian } from "./runningMedian.ts";

const RATE_HZ = 250;
const RR = 200;
const gaussian = (x: number, sigma: number) => Math.exp((-x * x) / (2 * sigma * sigma));
const beats = Float64Array.from({ length: 5000 }, (_, n) => gaussian((n % RR) - 80, 3) + 0.25 * gaussian((n % RR) - 140, 8));
/** Breathing: 0.2 Hz, 0.5 mV. */
const drift = beats.map((_, n) => 0.5 * Math.sin((2 * Math.PI * 0.2 * n) / RATE_HZ) + 0.1);
const drifting = beats.map((value, n) => value + drift[n]);
const pqSampleIndices = Array.from({ length: 25 }, (_, beat) => beat * RR + 60);

const methods: readonly (readonly [BaselineMethod, number])[] = [
  [{ method: "highpass", cutoffHz: 0.5 }, 0.1],
  [{ method: "medians" }, 0.06],
  [{ method: "morphology" }, 0.1],
  [{ method: "spline", pqSampleIndices }, 0.01],
];

describe("removeBaseline", () => {
  it.each(methods)("with %o takes breathing out and leaves the beats", (method, tolerance) => {
    const { samples } = removeBaseline(drifting, RATE_HZ, method);
    let squares = 0;
    let count = 0;
    // The level of the beats is free for a high-pass: means are compared apart.
    const range = { from: 500, to: 4500 };
    let meanGap = 0;
    for (let n = range.from; n < range.to; n++) meanGap += (samples[n] - beats[n]) / (range.to - range.from);
    for (let n = range.from; n < range.to; n++) {
      squares += (samples[n] - beats[n] - meanGap) ** 2;
      count++;
    }
    expect(Math.sqrt(squares / count)).toBeLessThan(tolerance);
  });

  it.each(methods)("with %o gives back a lead and a baseline that add up to what was given", (method) => {
    const { samples, baseline } = removeBaseline(drifting, RATE_HZ, method);
    for (let n = 0; n < drifting.length; n++) expect(samples[n] + baseline[n]).toBeCloseTo(drifting[n], 12);
  });

  it("takes a lead without beats and an empty one", () => {
    expect(removeBaseline([], RATE_HZ, { method: "medians" }).samples).toHaveLength(0);
    expect([...removeBaseline([1, 2], RATE_HZ, { method: "spline", pqSampleIndices: [] }).samples]).toEqual([1, 2]);
    expect(() => removeBaseline([1, 2], RATE_HZ, { method: "spline", pqSampleIndices: [0, 900] })).toThrow(/sample 900 lies outside/);
  });
});

describe("runningMedian and runningExtreme", () => {
  it("equal sorting every window, whatever the ties", () => {
    const samples = Float64Array.from({ length: 300 }, (_, n) => Math.round(3 * Math.sin(n * n)) + 0);
    for (const length of [1, 3, 7, 51, 401]) {
      const half = (length - 1) / 2;
      const windows = Array.from(samples, (_, n) => Array.from({ length }, (__, k) => samples[Math.min(299, Math.max(0, n + k - half))]).sort((a, b) => a - b));
      expect([...runningMedian(samples, length)]).toEqual(windows.map((window) => window[half]));
      expect([...runningExtreme(samples, length, 1)]).toEqual(windows.map((window) => window[length - 1]));
      expect([...runningExtreme(samples, length, -1)]).toEqual(windows.map((window) => window[0]));
    }
  });

  it("refuse windows without a middle", () => {
    expect(() => runningMedian([1, 2], 4)).toThrow(RangeError);
    expect(() => runningExtreme([1, 2], 0, 1)).toThrow(RangeError);
  });
});

describe("cubicSpline", () => {
  it("passes through its knots, is straight between two, and holds its ends", () => {
    expect([...cubicSpline([1, 3], [2, 4], 5)]).toEqual([2, 2, 3, 4, 4]);
    const curve = cubicSpline([2, 5, 9, 20], [1, -1, 0.5, 2], 30);
    expect([curve[2], curve[5], curve[9], curve[20], curve[29]]).toEqual([1, -1, 0.5, 2, 2].map((value) => expect.closeTo(value, 12)));
    expect([...cubicSpline([7], [3], 3)]).toEqual([3, 3, 3]);
  });

  it("refuses knots that do not ascend", () => {
    expect(() => cubicSpline([1, 1], [0, 0], 3)).toThrow(RangeError);
  });
});
