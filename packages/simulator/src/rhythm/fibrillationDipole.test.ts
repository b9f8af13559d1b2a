import { describe, expect, it } from "vitest";
import { randomOf } from "../seededRandom.fixture.ts";
import { atrialFibrillationDipole, fibrillationDipole } from "./fibrillationDipole.ts";

const streams = randomOf(5);
const samplingRateHz = 100;
const sampleCount = 4000;

/** Share of the power of a signal between two frequencies, by the definition of the Fourier transform, with a Hann window. */
function bandShare(samples: Float64Array, lowHz: number, highHz: number): number {
  let [inside, all] = [0, 0];
  for (let k = 1; k < samples.length / 2; k += 2) {
    let [re, im] = [0, 0];
    for (let i = 0; i < samples.length; i++) {
      const value = samples[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length));
      re += value * Math.cos((2 * Math.PI * k * i) / samples.length);
      im += value * Math.sin((2 * Math.PI * k * i) / samples.length);
    }
    const power = re * re + im * im;
    const hz = (k * samplingRateHz) / samples.length;
    all += power;
    if (hz >= lowHz && hz <= highHz) inside += power;
  }
  return inside / all;
}

describe("fibrillation", () => {
  it("of the ventricles lies between 3 and 8 Hz, that of the atria between 4 and 9 Hz", () => {
    const ventricles = fibrillationDipole({ random: streams("v"), samplingRateHz, sampleCount, fromSample: -100 });
    for (const axis of [ventricles.x, ventricles.y, ventricles.z]) expect(bandShare(axis.subarray(0, 2000), 2.9, 8.1)).toBeGreaterThan(0.99);
    const atria = atrialFibrillationDipole({ random: streams("a"), samplingRateHz, sampleCount, fromSample: -100 });
    expect(bandShare(atria.z.subarray(0, 2000), 3.9, 9.1)).toBeGreaterThan(0.99);
  });
  it("never repeats itself: no shift of 1 to 20 s brings it onto itself", () => {
    const { x } = fibrillationDipole({ random: streams("x"), samplingRateHz, sampleCount, fromSample: -100 });
    const energy = x.reduce((sum, value) => sum + value * value, 0) / x.length;
    for (let shift = 100; shift <= 2000; shift += 1) {
      let product = 0;
      for (let i = shift; i < sampleCount; i++) product += x[i] * x[i - shift];
      expect(product / (sampleCount - shift) / energy).toBeLessThan(0.85);
    }
  });
  it("turns in space: its axes do not follow one another", () => {
    const { x, y } = fibrillationDipole({ random: streams("y"), samplingRateHz, sampleCount, fromSample: -100 });
    const product = x.reduce((sum, value, i) => sum + value * y[i], 0);
    const norm = Math.sqrt(x.reduce((s, v) => s + v * v, 0) * y.reduce((s, v) => s + v * v, 0));
    expect(Math.abs(product / norm)).toBeLessThan(0.7);
  });
  it("has the size asked for, begins where it begins, and becomes finer", () => {
    const { x } = fibrillationDipole({ random: streams("s"), samplingRateHz, sampleCount: 60_000, fromSample: 500, sdMillivolt: 0.5 });
    const sd = (from: number, to: number) => Math.sqrt(x.subarray(from, to).reduce((sum, value) => sum + value * value, 0) / (to - from));
    expect(x.subarray(0, 501).every((value) => value === 0)).toBe(true);
    expect(Math.abs(x[501])).toBeLessThan(0.01);
    expect(sd(550, 6000)).toBeGreaterThan(0.3);
    expect(sd(550, 6000)).toBeLessThan(0.7);
    expect(sd(50_000, 60_000) / sd(550, 6000)).toBeLessThan(0.3);
  });
});
