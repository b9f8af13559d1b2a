import { describe, expect, it } from "vitest";
import { quadraticSplineWavelet } from "./quadraticSplineWavelet.ts";

/** The response of the paper: G(ω) = 4j·e^(jω/2)·sin(ω/2), H(ω) = e^(jω/2)·cos³(ω/2), dilated and in a row. */
function gainAt(scale: number, angularFrequency: number): number {
  let gain = 4 * Math.sin(2 ** (scale - 1) * (angularFrequency / 2));
  for (let level = 0; level < scale - 1; level++) gain *= Math.cos(2 ** level * (angularFrequency / 2)) ** 3;
  return gain;
}

describe("quadraticSplineWavelet", () => {
  it("has the published frequency response, a quarter turn ahead, centred half a sample late in every scale", () => {
    for (const angularFrequency of [0.03, 0.2, 0.9, 2.2]) {
      const scales = quadraticSplineWavelet(Float64Array.from({ length: 600 }, (_, n) => Math.sin(angularFrequency * n)), 6);
      scales.forEach((scale, index) => {
        const gain = gainAt(index + 1, angularFrequency);
        for (let n = 260; n < 340; n++) expect(scale[n]).toBeCloseTo(gain * Math.cos(angularFrequency * (n + 0.5)), 11);
      });
    }
  });

  it("crosses zero at the peak of a symmetric wave in every scale", () => {
    const wave = Float64Array.from({ length: 1001 }, (_, n) => Math.exp(-(((n - 500) / 20) ** 2) / 2));
    for (const scale of quadraticSplineWavelet(wave, 6)) {
      expect(scale[499]).toBeGreaterThan(0);
      expect(scale[500]).toBeLessThan(0);
      expect(scale[500]! + scale[499]!).toBeCloseTo(0, 12);
    }
  });

  it("gives a·2^k on a slope of a and nothing on a level, up to the ends", () => {
    const scales = quadraticSplineWavelet(Float64Array.from({ length: 400 }, (_, n) => 0.01 * n), 5);
    scales.forEach((scale, index) => expect(scale[200]).toBeCloseTo(0.01 * 2 ** (index + 1), 12));
    for (const scale of quadraticSplineWavelet(new Float32Array(37).fill(-1.25), 8)) for (const value of scale) expect(value).toBe(0);
  });

  it("takes empty and very short signals and refuses a senseless number of scales", () => {
    expect(quadraticSplineWavelet([], 4).map((scale) => scale.length)).toEqual([0, 0, 0, 0]);
    expect(quadraticSplineWavelet([1, 3], 1)[0]).toEqual(Float64Array.of(4, 0));
    expect(() => quadraticSplineWavelet([1], 0)).toThrow(RangeError);
  });
});
