import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findRateRatio, resamplePoly, resampleTo } from "./resample.ts";

interface ResampleGolden {
  readonly cases: readonly { readonly sampleCount: number; readonly up: number; readonly down: number; readonly resampled: readonly number[] }[];
}
const golden = JSON.parse(readFileSync(new URL("../../../../tests/golden/ecg/resample.json", import.meta.url), "utf8")) as ResampleGolden;

/** The signal of make_signal_goldens.py and of the vectors in the signal specification. */
function makeWave(sampleCount: number): Float64Array {
  return Float64Array.from({ length: sampleCount }, (_, n) => Math.sin((2 * Math.PI * 1.2 * n) / 250) + 0.3 * Math.sin((2 * Math.PI * 50 * n) / 250) + 0.002 * n);
}

describe("resamplePoly", () => {
  it("gives the published vectors for 1/2 and 2/5", () => {
    const half = resamplePoly(makeWave(1000), 1, 2);
    expect(half.length).toBe(500);
    expect([half[0], half[50], half[250], half[499]]).toEqual(
      [0.0960490897158, 0.325345465352, 1.58784261668, 0.949241640659].map((value) => expect.closeTo(value, 10)),
    );
    const twoFifths = resamplePoly(makeWave(1000), 2, 5);
    expect(twoFifths.length).toBe(400);
    expect([twoFifths[0], twoFifths[50], twoFifths[200], twoFifths[399]]).toEqual(
      [0.183250849408, -0.337907998296, 1.58800200875, 1.1752063924].map((value) => expect.closeTo(value, 10)),
    );
  });

  it("equals SciPy's resample_poly to 1e-9 relative for every stored ratio", () => {
    for (const { sampleCount, up, down, resampled } of golden.cases) {
      const own = resamplePoly(makeWave(sampleCount), up, down);
      expect(own.length).toBe(resampled.length);
      const largest = Math.max(...resampled.map(Math.abs), 1e-12);
      resampled.forEach((value, k) => expect(Math.abs(own[k] - value)).toBeLessThanOrEqual(1e-9 * largest));
    }
  });

  it("refuses ratios that are not of positive whole numbers", () => {
    expect(() => resamplePoly([1], 0, 1)).toThrow(RangeError);
    expect(() => resamplePoly([1], 1.5, 1)).toThrow(RangeError);
  });
});

describe("resampleTo", () => {
  it("keeps a constant level up to the ends, where zero padding would sag", () => {
    const { samples } = resampleTo(new Float32Array(720).fill(3), 360, 125);
    expect(samples.length).toBe(250);
    for (const value of samples) expect(value).toBeCloseTo(3, 12);
  });

  it("keeps a slow sine of 360 Hz in place at 125 Hz", () => {
    const x = Float64Array.from({ length: 3600 }, (_, n) => Math.sin((2 * Math.PI * 5 * n) / 360));
    const { samples } = resampleTo(x, 360, 125);
    for (let k = 50; k < samples.length - 50; k++) expect(samples[k]).toBeCloseTo(Math.sin((2 * Math.PI * 5 * k) / 125), 2);
  });

  it("bridges NaN by a line, holds the ends, and marks what was filled", () => {
    const x = Float64Array.from([NaN, 1, 2, NaN, NaN, 5, NaN]);
    const { samples, filled } = resampleTo(x, 125, 125);
    expect([...samples]).toEqual([1, 1, 2, 3, 4, 5, 5].map((value) => expect.closeTo(value, 12)));
    expect([...filled]).toEqual([1, 0, 0, 1, 1, 0, 1]);
  });

  it("gives zeros, all marked filled, for a lead without one valid sample", () => {
    const { samples, filled } = resampleTo(new Float32Array(20).fill(NaN), 250, 125);
    expect([...samples]).toEqual(new Array(10).fill(0));
    expect([...filled]).toEqual(new Array(10).fill(1));
  });
});

describe("findRateRatio", () => {
  it.each([
    [360, 25, 72],
    [250, 1, 2],
    [500, 1, 4],
    [1000, 1, 8],
    [128, 125, 128],
    [125, 1, 1],
    [62.5, 2, 1],
    [257, 125, 257],
    [499.99999, 1, 4],
    [977.5, 50, 391],
  ])("links %d Hz to 125 Hz by the smallest ratio", (fromHz, up, down) => {
    expect(findRateRatio(fromHz, 125)).toEqual({ up, down });
  });

  it("refuses rates that are not positive", () => {
    expect(() => findRateRatio(0, 125)).toThrow(RangeError);
    expect(() => findRateRatio(NaN, 125)).toThrow(RangeError);
  });
});
