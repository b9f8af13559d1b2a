import { describe, expect, it } from "vitest";
import { noNoise, simulateRecording, typicalPatient } from "./index.ts";
import type { RecordingOptions } from "./index.ts";
import { randomOf } from "./seededRandom.fixture.ts";

const streams = randomOf(31);
const simulate = (options: Partial<RecordingOptions>) =>
  simulateRecording({ patient: typicalPatient(), potassiumMmolPerL: 4.5, durationS: 10, leadNames: ["II", "V1", "V6"], noise: noNoise, random: streams("r"), ...options });
const largestBetween = (samples: Float32Array, fromS: number, toS: number) => Math.max(...samples.subarray(Math.round(fromS * 500), Math.round(toS * 500)));

describe("beats of every rhythm", () => {
  it("draws P waves that no beat follows, where the plan has them", () => {
    const { blockedP, recording, fiducials } = simulate({ rhythm: "second-degree-block" });
    expect(blockedP.length).toBeGreaterThan(0);
    const [leadII] = recording.leads;
    for (const { onsetS, peakS, offsetS } of blockedP) {
      expect(peakS).toBeGreaterThan(onsetS);
      expect(offsetS).toBeGreaterThan(peakS);
      // Some lie in a T wave; the others stand alone on the baseline with the height of P.
      if (fiducials.every(({ tOffsetS, qrsOnsetS }) => offsetS + 0.05 < qrsOnsetS || onsetS > tOffsetS)) {
        expect(largestBetween(leadII.samplesMillivolt, onsetS, offsetS)).toBeGreaterThan(0.08);
      }
    }
  });
  it("draws ventricular beats wide and with T against QRS", () => {
    const made = simulate({ prematureShare: 0.3, rhythm: "sinus" });
    const wide = made.fiducials.filter(({ origin }) => origin === "ventricular");
    expect(wide.length).toBeGreaterThan(0);
    expect(made.recording.annotations.filter(({ symbol }) => symbol === "V").length).toBeGreaterThanOrEqual(wide.length);
    const v6 = made.recording.leads[2].samplesMillivolt;
    for (const { qrsOnsetS, qrsOffsetS, rPeakS, tPeakS, pOnsetS } of wide) {
      expect(qrsOffsetS - qrsOnsetS).toBeGreaterThan(0.12);
      expect(pOnsetS).toBeNull();
      expect(v6[Math.round(rPeakS * 500)] * v6[Math.round(tPeakS * 500)]).toBeLessThan(0);
    }
  });
  it("puts fibrillation in the place of beats from its first wave on", () => {
    const { fibrillationFromS, fiducials, recording, parameters } = simulate({ rhythm: "ventricular-fibrillation" });
    expect(parameters.rhythm).toBe("ventricular-fibrillation");
    for (const { tOffsetS } of fiducials) expect(tOffsetS).toBeLessThanOrEqual(fibrillationFromS!);
    for (const { sampleIndex } of recording.annotations) expect(sampleIndex / 500).toBeLessThan(fibrillationFromS!);
    expect(largestBetween(recording.leads[0].samplesMillivolt, fibrillationFromS! + 1, 10)).toBeGreaterThan(0.2);
  });
  it("leaves a sine wave without marks but with its crests", () => {
    const { fiducials, recording } = simulate({ potassiumMmolPerL: 9, rhythm: "sine-wave" });
    expect(fiducials).toEqual([]);
    expect(recording.annotations.length).toBeGreaterThan(4);
  });
  it("draws every mimic with its pattern", () => {
    const of = (name: Parameters<typeof typicalPatient>[1]) => simulate({ patient: typicalPatient("m", name), rhythm: "sinus", leadNames: undefined }).parameters;
    const plain = of(null);
    const strain = of({ name: "left-ventricular-strain", degree: 1 });
    expect(strain.amplitudes.V6.rMillivolt).toBeGreaterThan(1.3 * plain.amplitudes.V6.rMillivolt);
    expect(strain.amplitudes.V6.tMillivolt).toBeLessThan(0);
    const early = of({ name: "early-repolarisation", degree: 1 });
    expect(early.amplitudes.V4.stMillivolt).toBeGreaterThan(0.1);
    expect(early.amplitudes.V4.tMillivolt).toBeGreaterThan(plain.amplitudes.V4.tMillivolt);
    const left = of({ name: "left-bundle-branch-block", degree: 1 });
    expect(left.timing.qrsMs).toBeGreaterThan(130);
    expect(-left.amplitudes.V1.sMillivolt).toBeGreaterThan(5 * left.amplitudes.V1.rMillivolt);
    expect(left.amplitudes.V6.tMillivolt).toBeLessThan(0);
    const right = of({ name: "right-bundle-branch-block", degree: 1 });
    expect(right.timing.qrsMs).toBeGreaterThan(120);
    expect(right.amplitudes.V1.rMillivolt).toBeGreaterThan(0.3);
    expect(right.amplitudes.V6.sMillivolt).toBeLessThan(-0.2);
  });
});
