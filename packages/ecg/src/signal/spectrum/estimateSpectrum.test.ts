import { describe, expect, it } from "vitest";
import { bandPower, estimateSpectrum } from "./estimateSpectrum.ts";
import { prepareFourierTransform, prepareRealTransform } from "./fourierTransform.ts";

describe("Fourier transforms", () => {
  it.each([1, 2, 6, 8, 13, 27, 64, 100, 127])("of %i complex samples equal the defining sum", (length) => {
    const re = Float64Array.from({ length }, (_, n) => Math.sin(n * n + 1));
    const im = Float64Array.from({ length }, (_, n) => Math.cos(3 * n * n));
    const [ownRe, ownIm] = [re.slice(), im.slice()];
    prepareFourierTransform(length).forward(ownRe, ownIm);
    for (let k = 0; k < length; k++) {
      let [sumRe, sumIm] = [0, 0];
      for (let n = 0; n < length; n++) {
        const angle = (-2 * Math.PI * ((n * k) % length)) / length;
        sumRe += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
        sumIm += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
      }
      expect(ownRe[k]).toBeCloseTo(sumRe, 11);
      expect(ownIm[k]).toBeCloseTo(sumIm, 11);
    }
  });

  it("keep the energy of a real signal (Parseval)", () => {
    for (const length of [1000, 997, 1024]) {
      const samples = Float64Array.from({ length }, (_, n) => Math.sin(n * n));
      const { re, im } = prepareRealTransform(length)(samples);
      const energy = samples.reduce((sum, value) => sum + value * value, 0);
      const spectral = re.reduce((sum, _, k) => sum + (k === 0 || 2 * k === length ? 1 : 2) * (re[k] ** 2 + im[k] ** 2), 0) / length;
      expect(spectral / energy).toBeCloseTo(1, 12);
    }
  });

  it("refuse lengths that are not positive whole numbers", () => {
    expect(() => prepareFourierTransform(0)).toThrow(RangeError);
    expect(() => prepareFourierTransform(2.5)).toThrow(RangeError);
  });
});

describe("estimateSpectrum", () => {
  it("finds the power of a sine of 0.8 mV in the band around it", () => {
    const samples = Float64Array.from({ length: 5000 }, (_, n) => 0.8 * Math.sin((2 * Math.PI * 10 * n) / 250) + 5);
    const spectrum = estimateSpectrum(samples, { samplingRateHz: 250, segmentLength: 500 });
    expect(bandPower(spectrum, 8, 12)).toBeCloseTo(0.32, 6);
    expect(bandPower(spectrum, 20, 125)).toBeLessThan(1e-6);
  });

  it("refuses an overlap as long as a segment, a transform that is too short, and nothing at all", () => {
    expect(() => estimateSpectrum([1, 2, 3], { samplingRateHz: 1, segmentLength: 2, overlap: 2 })).toThrow(RangeError);
    expect(() => estimateSpectrum([1, 2, 3], { samplingRateHz: 1, segmentLength: 3, transformLength: 2 })).toThrow(RangeError);
    expect(() => estimateSpectrum([], { samplingRateHz: 1 })).toThrow(RangeError);
  });
});
