import { describe, expect, test } from "vitest";
import { assessLead } from "./leadQuality.ts";

const RATE = 500;
/** Ten seconds of a beat a second: a sharp R wave and a broad T wave, in whole microvolts as a recorder stores them. */
const clean = Float32Array.from({ length: 10 * RATE }, (_, i) => {
  const t = (i % RATE) / RATE;
  const wave = (atS: number, widthS: number, height: number) => height * Math.exp(-(((t - atS) / widthS) ** 2) / 2);
  return Math.round(1000 * (wave(0.3, 0.012, 1.2) + wave(0.55, 0.04, 0.3) + 0.02 * Math.sin(2 * Math.PI * 0.3 * (i / RATE)))) / 1000;
});
const changed = (change: (value: number, index: number) => number) => clean.map(change);

/** Uniform numbers of a linear congruential generator (Numerical Recipes), summed to a nearly normal variable of unit variance. */
function normalNumbers(seed: number): () => number {
  let state = seed;
  const uniform = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

describe("assessLead", () => {
  test("finds nothing wrong with a clean lead", () => {
    expect(assessLead(clean, RATE)).toMatchObject({ grade: "good", faults: [], missingShare: 0, flatShare: 0, railShare: 0 });
  });

  test("states the share of missing samples exactly, and grades by it", () => {
    const some = assessLead(changed((value, i) => (i < 500 ? NaN : value)), RATE);
    expect(some).toMatchObject({ grade: "fair", faults: ["missing"], missingShare: 0.1 });
    expect(assessLead(changed((value, i) => (i < 2500 ? NaN : value)), RATE).grade).toBe("poor");
    expect(assessLead(new Float32Array(100).fill(NaN), RATE)).toMatchObject({ grade: "poor", faults: ["missing"], missingShare: 1 });
  });

  test("finds a lead that never moves, whatever its offset, and one that fell off on the way", () => {
    expect(assessLead(new Float32Array(5000).fill(0.7), RATE)).toMatchObject({ grade: "poor", faults: ["flat"], flatShare: 1 });
    const fell = assessLead(changed((value, i) => (i >= 3500 ? 0 : value)), RATE);
    expect(fell.grade).toBe("fair");
    expect(fell.faults).toContain("flat");
    expect(fell.flatShare).toBeCloseTo(0.3, 2);
  });

  test("tells peaks that were cut off from an amplifier at its end", () => {
    const cut = assessLead(changed((value) => Math.min(value, 0.9)), RATE);
    expect(cut).toMatchObject({ grade: "fair", faults: ["clipped"] });
    const ended = assessLead(changed((value, i) => (i >= 2000 && i < 2400 ? 5 : value)), RATE);
    expect(ended).toMatchObject({ grade: "poor", faults: ["saturated"], railShare: 0.08 });
  });

  test("estimates the size of white noise beneath the beats within a tenth", () => {
    for (const sigma of [0.02, 0.08, 0.2]) {
      const normal = normalNumbers(7);
      const noisy = assessLead(changed((value) => value + sigma * normal()), RATE);
      expect(noisy.noiseMillivolt / sigma).toBeGreaterThan(0.9);
      expect(noisy.noiseMillivolt / sigma).toBeLessThan(1.1);
      expect(noisy.grade).toBe(sigma < 0.05 ? "good" : sigma < 0.15 ? "fair" : "poor");
    }
  });

  test("answers for a lead of one sample", () => {
    expect(assessLead(Float32Array.of(0.1), RATE).noiseMillivolt).toBeNaN();
  });
});
