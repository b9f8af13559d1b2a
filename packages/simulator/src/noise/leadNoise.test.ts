import { describe, expect, it } from "vitest";
import { standardDeviation } from "../acceptance/sampleFigures.ts";
import { randomOf } from "../seededRandom.fixture.ts";
import { drawLeadNoise } from "./leadNoise.ts";
import { bedsideNoise, noNoise, restlessNoise } from "./noiseOptions.ts";
import type { NoiseOptions } from "./noiseOptions.ts";

const twelve = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
const streams = randomOf(11);

function draw(noise: NoiseOptions, { samplingRateHz = 500, durationS = 10, leadNames = twelve, stream = "noise" } = {}) {
  return drawLeadNoise({ random: streams(stream), samplingRateHz, sampleCount: durationS * samplingRateHz, noise, leadNames, breathsPerMinute: 15, breathPhase: 0.7 });
}
const sdOf = (samples: Float64Array) => Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);

/** Power at one frequency, by the definition of the Fourier transform, with a Hann window. */
function powerAt(samples: Float64Array, samplingRateHz: number, hz: number): number {
  let [re, im] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / samples.length);
    const angle = (2 * Math.PI * hz * i) / samplingRateHz;
    re += samples[i] * hann * Math.cos(angle);
    im += samples[i] * hann * Math.sin(angle);
  }
  return (re * re + im * im) / samples.length;
}

describe("the noise of twelve leads", () => {
  it("keeps Einthoven's and Goldberger's identities to rounding, whatever the noise", () => {
    const { added } = draw(restlessNoise, { durationS: 60 });
    for (let i = 0; i < added.I.length; i += 7) {
      const [one, two] = [added.I[i], added.II[i]];
      expect(Math.abs(added.III[i] - (two - one))).toBeLessThan(1e-14);
      expect(Math.abs(added.aVR[i] + (one + two) / 2)).toBeLessThan(1e-14);
      expect(Math.abs(added.aVL[i] - (one - two / 2))).toBeLessThan(1e-14);
      expect(Math.abs(added.aVF[i] - (two - one / 2))).toBeLessThan(1e-14);
    }
  });
  it("has the SD asked for in each of the leads I, II and III, and about that in the chest leads", () => {
    for (const part of [{ wanderSdMillivolt: 0.1 }, { emgSdMillivolt: 0.03 }, { mainsSdMillivolt: 0.02 }]) {
      const { added } = draw({ ...noNoise, ...part }, { durationS: 120 });
      const asked = Object.values(part)[0];
      for (const lead of ["I", "II", "III"]) expect(sdOf(added[lead]) / asked, lead).toBeCloseTo(1, 1);
      const chest = ["V1", "V2", "V3", "V4", "V5", "V6"].map((lead) => sdOf(added[lead]) / asked);
      expect(Math.hypot(...chest) / Math.sqrt(6)).toBeGreaterThan(0.6);
      expect(Math.hypot(...chest) / Math.sqrt(6)).toBeLessThan(1.6);
    }
  });
  it("has muscle noise with the spectrum stated, within a quarter in each band", () => {
    const { added } = draw({ ...noNoise, emgSdMillivolt: 1 }, { durationS: 600, samplingRateHz: 1000, leadNames: ["II"] });
    // Means over 200 pieces of 3 s; between 5 and 200 Hz the bilinear transform at 1000 Hz follows the analogue filter.
    const stated = (hz: number) => (hz ** 2 / (hz ** 2 + 20 ** 2)) * (100 ** 2 / (hz ** 2 + 100 ** 2)) ** 2;
    const measured = (hz: number) => {
      let sum = 0;
      for (let piece = 0; piece < 200; piece++) sum += powerAt(added.II.subarray(3000 * piece, 3000 * (piece + 1)), 1000, hz);
      return sum / 200;
    };
    const reference = measured(45) / stated(45);
    for (const hz of [5, 10, 20, 70, 100, 150, 200]) {
      const ratio = measured(hz) / stated(hz) / reference;
      expect(ratio, `${hz} Hz`).toBeGreaterThan(0.65);
      expect(ratio, `${hz} Hz`).toBeLessThan(1.4);
    }
    const sd = sdOf(added.II);
    const kurtosis = added.II.reduce((sum, value) => sum + (value / sd) ** 4, 0) / added.II.length;
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.5);
  });
  it("hums at the mains frequency and its harmonics, and leaves out what the rate cannot hold", () => {
    for (const mainsHz of [50, 60] as const) {
      const { added } = draw({ ...noNoise, mainsSdMillivolt: 0.01, mainsHz }, { leadNames: ["II"] });
      const near = (hz: number) => Math.max(...Array.from({ length: 21 }, (_, i) => powerAt(added.II, 500, hz + (i - 10) / 50)));
      expect(near(mainsHz)).toBeGreaterThan(10 * near(3 * mainsHz));
      expect(near(3 * mainsHz)).toBeGreaterThan(1000 * near(mainsHz + 13));
    }
    const coarse = draw({ ...noNoise, mainsSdMillivolt: 0.01 }, { samplingRateHz: 125, leadNames: ["II"] }).added.II;
    expect(sdOf(coarse)).toBeCloseTo(0.01, 3);
  });
  it("gives muscles of different electrodes noise of their own", () => {
    const { added } = draw({ ...noNoise, emgSdMillivolt: 0.03 }, { durationS: 60 });
    const correlated = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0) / (a.length * sdOf(a) * sdOf(b));
    // V1 and V6 share only a ninth of three limb electrodes: 1/3 of 4/3.
    expect(correlated(added.V1, added.V6)).toBeCloseTo(0.25, 1);
    expect(correlated(added.I, added.II)).toBeCloseTo(0.5, 1);
  });
  it("moves the baseline of single electrodes and lets it come back", () => {
    const { added } = draw({ ...noNoise, motionPerMinute: 2, motionMillivolt: 0.5 }, { durationS: 300, leadNames: ["V3"] });
    const still = added.V3.filter((value) => Math.abs(value) < 0.01).length / added.V3.length;
    expect(still).toBeGreaterThan(0.5);
    expect(added.V3.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBeGreaterThan(0.4);
    const steps = added.V3.slice(1).map((value, i) => Math.abs(value - added.V3[i]));
    expect(steps.reduce((most, step) => Math.max(most, step), 0)).toBeLessThan(0.2);
  });
  it("changes the size of the waves with breathing by the SD asked for, and not at all without", () => {
    const { size } = draw({ ...noNoise, breathingModulationSd: 0.05 }, { durationS: 60 });
    expect(standardDeviation([...size!])).toBeCloseTo(0.05, 3);
    expect(size![0]).toBeCloseTo(1 + 0.05 * Math.SQRT2 * Math.sin(0.7), 6);
    expect(draw(noNoise).size).toBeNull();
    expect(draw(noNoise).added.V2.every((value) => value === 0)).toBe(true);
  });
  it("makes Frank leads from Frank's electrodes, and a lead it does not know like a chest lead", () => {
    const { added } = draw(bedsideNoise, { leadNames: ["X", "Y", "Z", "V7"] });
    for (const lead of ["X", "Y", "Z", "V7"]) expect(sdOf(added[lead]), lead).toBeGreaterThan(0.03);
    expect(sdOf(added.X.map((value, i) => value - added.Z[i]))).toBeGreaterThan(0.02);
  });
});
