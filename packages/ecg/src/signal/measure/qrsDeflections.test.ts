import { describe, expect, it } from "vitest";
import { gaussian, sampled } from "./analyticWaves.fixture.ts";
import { qrsDeflections } from "./qrsDeflections.ts";

const complex = (q: number, r: number, s: number, rPrime = 0) => sampled([gaussian(q, 270, 5), gaussian(r, 300, 7), gaussian(s, 330, 6), gaussian(rPrime, 360, 6)], 700, 1000).map((value) => value + 0.2);
const deflections = (q: number, r: number, s: number, rPrime = 0) => qrsDeflections(complex(q, r, s, rPrime), 245, 385, 0.2, 1000)!;

describe("deflections of a complex", () => {
  it("are those that were drawn, to half a percent, on a level that is not zero", () => {
    const { qMillivolt, rMillivolt, sMillivolt, rPrimeMillivolt, activationTimeMs, isQs } = deflections(-0.15, 1.2, -0.4, 0.3);
    for (const [value, truth] of [[qMillivolt, -0.15], [rMillivolt, 1.2], [sMillivolt, -0.4], [rPrimeMillivolt, 0.3]]) expect(Math.abs(value! / truth! - 1)).toBeLessThan(0.005);
    expect(activationTimeMs).toBe(55);
    expect(isQs).toBe(false);
  });

  it("leave out what is not there", () => {
    expect(deflections(0, 1, 0)).toMatchObject({ qMillivolt: null, sMillivolt: null, rPrimeMillivolt: null });
    expect(deflections(0, 0, -1)).toMatchObject({ rMillivolt: null, isQs: true, activationTimeMs: null });
    expect(deflections(-0.015, 1, 0)).toMatchObject({ qMillivolt: null });
  });

  it("span from the lowest to the highest value", () => {
    expect(deflections(0, 1.2, -0.4).peakToPeakMillivolt).toBeCloseTo(1.6, 2);
  });
});
