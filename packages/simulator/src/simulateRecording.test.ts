import { describe, expect, it } from "vitest";
import { drawPatient, noNoise, SimulationError, simulateRecording } from "./index.ts";
import type { BeatFiducials, NoiseOptions, RecordingOptions, SimulatedPatient } from "./index.ts";
import { randomOf } from "./seededRandom.fixture.ts";

const streams = randomOf(42);
const plain: SimulatedPatient = {
  ...drawPatient(streams("plain"), "plain"),
  mimic: null, heartRatePerMinute: 60, prMs: 160, qrsMs: 90, qtcMs: 410, tPeakToEndMs: 85, tRiseOverFall: 1.4,
  tAmplitudeV4Millivolt: 0.4, tGain: 1, qrsGain: 1, potassiumShiftMmolPerL: 0, rrVariability: 0.02,
};

function simulate(options: Partial<RecordingOptions> = {}, stream = "strip") {
  return simulateRecording({ patient: plain, potassiumMmolPerL: 4.5, durationS: 10, leadNames: ["II"], samplingRateHz: 125, noise: noNoise, rhythm: "sinus", random: streams(stream), ...options });
}
const samplesOf = (made: ReturnType<typeof simulate>) => made.recording.leads[0].samplesMillivolt;
const sdOf = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0) / values.length);

describe("a simulated recording", () => {
  it("says that it is simulated, whose it is, when, and at what potassium", () => {
    const { recording } = simulate({ recordingId: "r1", timeS: 3600, potassiumMmolPerL: 6.1 });
    expect(recording).toMatchObject({ id: "r1", personId: "plain", simulated: true, potassiumMmolPerL: 6.1, timeS: 3600, samplingRateHz: 125, sampleCount: 1250 });
    expect(recording.leads.map((lead) => lead.name)).toEqual(["II"]);
    expect(structuredClone(recording)).toEqual(recording);
  });
  it("draws a T wave with the height and full width at half maximum that its parameters state", () => {
    for (const potassiumMmolPerL of [6, 6.5, 7]) {
      const made = simulate({ potassiumMmolPerL, samplingRateHz: 1000 });
      const samples = samplesOf(made);
      const { tFwhmMs, amplitudes } = made.parameters;
      for (const { tPeakS, tOnsetS, tOffsetS } of made.fiducials) {
        const peak = Math.round(tPeakS * 1000);
        const height = amplitudes.II.tMillivolt;
        expect(samples[peak]).toBeCloseTo(height, 3);
        let left = peak;
        while (samples[left] > height / 2) left--;
        let right = peak;
        while (samples[right] > height / 2) right++;
        expect(Math.abs(right - left - tFwhmMs)).toBeLessThan(3);
        // Where the marks are said to lie: at 5 % and 2 % of the height of the dipole, of which one lead shows a little more or less.
        expect(Math.abs(samples[Math.round(tOnsetS * 1000)] / height - 0.05)).toBeLessThan(0.03);
        expect(Math.abs(samples[Math.round(tOffsetS * 1000)] / height - 0.02)).toBeLessThan(0.015);
      }
    }
  });
  it("raises and narrows T of the mean patient by the curve's ratios", () => {
    const at = (potassiumMmolPerL: number) => simulate({ potassiumMmolPerL, leadNames: ["V4"] }).parameters;
    expect(at(6).amplitudes.V4.tMillivolt / at(4.5).amplitudes.V4.tMillivolt).toBeCloseTo(1.38, 2);
    expect(at(6).tFwhmMs / at(4.5).tFwhmMs).toBeCloseTo(0.73, 10);
    expect(at(6).timing.qrsMs / 90).toBeCloseTo(1.05, 10);
  });
  it("answers less in a person with a small gain: the ratio is the curve's raised to the gain", () => {
    const patient = { ...plain, tGain: 0.5 };
    const tAt = (potassiumMmolPerL: number) => simulate({ patient, potassiumMmolPerL, leadNames: ["V4"] }).parameters.amplitudes.V4.tMillivolt;
    expect(tAt(6) / tAt(4.5)).toBeCloseTo(Math.sqrt(1.38), 2);
  });
  it("lets QT follow the preceding RR by Fridericia's cube root", () => {
    const { fiducials, parameters } = simulate({ durationS: 60, patient: { ...plain, rrVariability: 0.06 } });
    for (let i = 1; i < fiducials.length; i++) {
      const rrS = fiducials[i].rPeakS - fiducials[i - 1].rPeakS;
      const qtMs = 1000 * (fiducials[i].tOffsetS - fiducials[i].qrsOnsetS);
      expect(qtMs / Math.cbrt(rrS)).toBeCloseTo(parameters.timing.qtcMs, 6);
    }
  });
  it("keeps the stated PR between the marks and drops P marks where the curve states none", () => {
    for (const { pOnsetS, qrsOnsetS } of simulate({ potassiumMmolPerL: 6 }).fiducials) expect(1000 * (qrsOnsetS - pOnsetS!)).toBeCloseTo(176, 6);
    for (const mark of simulate({ potassiumMmolPerL: 8 }).fiducials) expect(mark.pOnsetS).toBeNull();
  });
  it("keeps marks in order and inside the recording for 300 people from 2 to 9 mmol/L", () => {
    for (let i = 0; i < 300; i++) {
      const patient = drawPatient(streams(`person ${i}`), `p${i}`);
      const made = simulate({ patient, potassiumMmolPerL: 2 + (7 * i) / 299 }, `order ${i}`);
      expect(made.fiducials.length > 2).toBe(made.parameters.curve.sineBlend < 0.5);
      for (const mark of made.fiducials) {
        const times = marksInOrder(mark);
        expect(times.every((time, at) => time >= 0 && time < 10 && (at === 0 || times[at - 1] <= time)), JSON.stringify(mark)).toBe(true);
      }
    }
  });
  it("puts every R annotation within one sample of the largest QRS dipole, from 2 to 8 mmol/L", () => {
    for (let i = 0; i < 90; i++) {
      const samplingRateHz = [125, 250, 500][i % 3];
      const patient = drawPatient(streams(`person ${i}`), `p${i}`);
      const made = simulate({ patient, potassiumMmolPerL: 2 + (6 * i) / 89, samplingRateHz, leadNames: ["X", "Y", "Z"] }, `peak ${i}`);
      const [x, y, z] = made.recording.leads.map(({ samplesMillivolt }) => samplesMillivolt);
      const reach = Math.round(0.05 * samplingRateHz);
      for (const { sampleIndex, symbol } of made.recording.annotations) {
        expect(symbol).toBe("N");
        if (sampleIndex < reach || sampleIndex + reach >= x.length) continue;
        let highest = sampleIndex - reach;
        for (let at = highest; at <= sampleIndex + reach; at++) if (Math.hypot(x[at], y[at], z[at]) > Math.hypot(x[highest], y[highest], z[highest])) highest = at;
        expect(Math.abs(highest - sampleIndex), `K ${made.recording.potassiumMmolPerL}`).toBeLessThanOrEqual(1);
      }
    }
  });
  it("is a smooth wave of one crest per beat at 9 mmol/L", () => {
    const made = simulate({ potassiumMmolPerL: 9, durationS: 20 });
    const below = Array.from(samplesOf(made)).filter((value) => value < -0.2).length;
    // A QRS complex on a flat line is below −0.2 mV almost never; a sine wave for a third of the time and more.
    expect(below / made.recording.sampleCount).toBeGreaterThan(0.3);
  });
  it("shows no U wave above 95/min and a U wave of the curve's size below 65/min", () => {
    const slow = simulate({ potassiumMmolPerL: 2.5, leadNames: ["V3"], heartRatePerMinute: 50 });
    const { uMillivolt, tMillivolt } = slow.parameters.amplitudes.V3;
    expect(uMillivolt / tMillivolt).toBeGreaterThan(1);
    expect(slow.fiducials.every(({ uPeakS, tPeakS }) => uPeakS! - tPeakS > 0.09 && uPeakS! - tPeakS < 0.14)).toBe(true);
    const fast = simulate({ potassiumMmolPerL: 2.5, heartRatePerMinute: 100 }).parameters;
    expect(fast.amplitudes.II.uMillivolt).toBe(0);
  });
  it("varies RR by the person's own share", () => {
    const rPeaks = simulate({ durationS: 600 }).recording.annotations.map((mark) => mark.sampleIndex / 125);
    const rr = rPeaks.slice(1).map((time, i) => time - rPeaks[i]);
    const centre = rr.reduce((sum, value) => sum + value, 0) / rr.length;
    expect(sdOf(rr.map((value) => value / centre - 1))).toBeCloseTo(0.02, 2);
  });
  it("adds each noise with the SD asked for and leaves the beats where they were", () => {
    const size: Partial<NoiseOptions>[] = [{ wanderSdMillivolt: 0.1 }, { emgSdMillivolt: 0.03 }, { mainsSdMillivolt: 0.02, mainsHz: 60 }];
    const quiet = simulate({ durationS: 120 });
    for (const noise of size) {
      const noisy = simulate({ durationS: 120, noise: { ...noNoise, ...noise } });
      expect(noisy.recording.annotations).toEqual(quiet.recording.annotations);
      const added = samplesOf(noisy).map((value, i) => value - samplesOf(quiet)[i]);
      expect(sdOf(added) / Object.values(noise)[0]).toBeCloseTo(1, 1);
    }
  });
  it("changes the size of R with breathing by the SD asked for", () => {
    const [made, quiet] = [0.05, 0].map((breathingModulationSd) => simulate({ durationS: 300, noise: { ...noNoise, breathingModulationSd } }));
    const heights = made.recording.annotations.map((mark) => samplesOf(made)[mark.sampleIndex] / samplesOf(quiet)[mark.sampleIndex] - 1);
    expect(sdOf(heights)).toBeCloseTo(0.05, 2);
  });
  it("is the same to the bit for the same seed and another for another seed", () => {
    const noisy = { noise: {} };
    expect(simulate(noisy, "s")).toEqual(simulate(noisy, "s"));
    expect(samplesOf(simulate(noisy, "s"))).not.toEqual(samplesOf(simulate(noisy, "t")));
  });
  it("holds the heart's potassium within the curve when shift and day bias carry it out", () => {
    const { parameters, recording } = simulate({ potassiumMmolPerL: 8.9, dayBiasMmolPerL: 1 });
    expect(parameters.effectivePotassiumMmolPerL).toBe(9);
    expect(recording.potassiumMmolPerL).toBe(8.9);
  });
  it("refuses what it cannot draw and names the remedy", () => {
    expect(() => simulate({ leadNames: ["II", "V7"] })).toThrow(/lead "V7" is not simulated. Leads available: I, II/);
    expect(() => simulate({ leadNames: ["V7"] })).toThrow(SimulationError);
    expect(() => simulate({ potassiumMmolPerL: 9.5 })).toThrow(SimulationError);
    expect(() => simulate({ durationS: 0 })).toThrow(/durationS/);
    expect(() => simulate({ samplingRateHz: 100, noise: {} })).toThrow(/50 Hz cannot be sampled at 100 Hz/);
    expect(() => simulate({ noise: { emgSdMillivolt: -1 } })).toThrow(/noise.emgSdMillivolt/);
  });
});

function marksInOrder(mark: BeatFiducials): number[] {
  const { pOnsetS, pPeakS, pOffsetS, qrsOnsetS, rPeakS, qrsOffsetS, tOnsetS, tPeakS, tOffsetS } = mark;
  return [pOnsetS, pPeakS, pOffsetS, qrsOnsetS, rPeakS, qrsOffsetS, tOnsetS, tPeakS, tOffsetS].filter((time) => time !== null);
}
