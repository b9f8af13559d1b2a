import { describe, expect, it } from "vitest";
import { BEAT_LENGTH_SAMPLES, R_PEAK_INDEX } from "./beats.ts";
import type { BeatStrip } from "./beats.ts";
import { cutBeats } from "./cutBeats.ts";
import type { Recording } from "./recording.ts";

/** A lead II strip with Gaussian R (1 mV) and T (0.3 mV) waves, one beat per second from 0.5 s on. */
function makeRecording(change: (samples: Float32Array) => void = () => {}, samplingRateHz = 125, durationS = 30): Recording {
  const samplesMillivolt = Float32Array.from({ length: durationS * samplingRateHz }, (_, n) => {
    const sinceR = ((n / samplingRateHz) % 1) - 0.5;
    return Math.exp(-0.5 * (sinceR / 0.012) ** 2) + 0.3 * Math.exp(-0.5 * ((sinceR - 0.27) / 0.045) ** 2);
  });
  change(samplesMillivolt);
  return {
    id: "made", personId: "p", samplingRateHz, sampleCount: samplesMillivolt.length, annotations: [], potassiumMmolPerL: null, timeS: null, simulated: true,
    leads: [{ name: "II", samplesMillivolt, gainPerMillivolt: 1000, baselineCount: 0 }],
  };
}

const rejectedTotal = (strip: BeatStrip) => Object.values(strip.rejectedCounts).reduce((sum, count) => sum + count, 0);

describe("cutBeats", () => {
  it("cuts [r − 40, r + 80) with the R peak at index 40, scaled by the strip's median and SD", () => {
    const strip = cutBeats(makeRecording(), { leadName: "II" });
    expect(strip.detectedCount).toBe(30);
    expect(strip.beats.length).toBe(strip.beatCount * BEAT_LENGTH_SAMPLES);
    for (let row = 0; row < strip.beatCount; row++) {
      const beat = strip.beats.subarray(row * BEAT_LENGTH_SAMPLES, (row + 1) * BEAT_LENGTH_SAMPLES);
      expect(beat.indexOf(Math.max(...beat))).toBe(R_PEAK_INDEX);
      beat.forEach((value, n) => {
        const millivolt = strip.filteredMillivolt[strip.rPeakSampleIndices[row] - 40 + n];
        expect(value).toBeCloseTo((millivolt - strip.stripMedianMillivolt) / strip.stripSdMillivolt, 5);
      });
    }
  });

  it("drops the beats that run off the strip: windows begin at 0 at the earliest and end at the last sample at the latest", () => {
    const strip = cutBeats(makeRecording(), { leadName: "II", rPeakSampleIndices: [39, 40, 3750 - 80, 3750 - 79], requireMedianCorrelation: false });
    expect([...strip.rPeakSampleIndices]).toEqual([40, 3670]);
    expect(strip.rejectedCounts["off-strip"]).toBe(2);
    expect(strip.detectedCount).toBe(4);
  });

  it("cuts at 125 Hz whatever the rate of the file", () => {
    for (const rateHz of [250, 360, 500, 1000]) {
      const strip = cutBeats(makeRecording(undefined, rateHz), { leadName: "II" });
      expect(strip.originalRateHz).toBe(rateHz);
      expect(strip.filteredMillivolt.length).toBe(3750);
      // The window of the last beat, at 29.5 s, runs off the strip.
      expect([strip.detectedCount, strip.beatCount]).toEqual([30, 29]);
      strip.rPeakSampleIndices.forEach((index, i) => expect(Math.abs(index - (62.5 + 125 * i))).toBeLessThanOrEqual(1));
    }
  });

  it("rejects windows that touch invalid samples, and only those", () => {
    const strip = cutBeats(makeRecording((samples) => samples.fill(NaN, 10 * 125 + 20, 10 * 125 + 30)), { leadName: "II" });
    // Beat 9 has its R peak at 9.5 s and ends 0.64 s later, in sample 1266; beat 10 begins in sample 1272.
    expect(strip.rejectedCounts["invalid-samples"]).toBe(1);
    expect([...strip.rPeakSampleIndices]).not.toContain(Math.round(10.5 * 125));
  });

  it("rejects flat windows", () => {
    const strip = cutBeats(makeRecording((samples) => samples.fill(0, 10 * 125, 20 * 125)), { leadName: "II", rPeakSampleIndices: [625 - 62, 15 * 125] });
    expect(strip.rejectedCounts.flat).toBe(1);
    expect(strip.beatCount).toBe(1);
  });

  it("rejects windows that touch a run of five equal samples at the lead's extreme, not of four", () => {
    const clippedAt = (run: number) => makeRecording((samples) => samples.fill(2, 10 * 125 + 70, 10 * 125 + 70 + run), 125);
    const options = { leadName: "II", rPeakSampleIndices: [5 * 125 + 62, 10 * 125 + 62], requireMedianCorrelation: false };
    expect(cutBeats(clippedAt(5), options)).toMatchObject({ beatCount: 1, rejectedCounts: { clipped: 1 } });
    expect(cutBeats(clippedAt(4), options)).toMatchObject({ beatCount: 2, rejectedCounts: { clipped: 0 } });
  });

  it("rejects deflections beyond 5 mV", () => {
    const strip = cutBeats(makeRecording((samples) => (samples[10 * 125 + 80] = 12)), { leadName: "II", rPeakSampleIndices: [5 * 125 + 62, 10 * 125 + 62], requireMedianCorrelation: false });
    expect(strip).toMatchObject({ beatCount: 1, rejectedCounts: { "too-large": 1 } });
  });

  it("rejects beats unlike the median beat, unless told not to", () => {
    const wide = (samples: Float32Array) => {
      for (let n = 0; n < 125; n++) samples[15 * 125 + n] = -Math.exp(-0.5 * ((n / 125 - 0.45) / 0.06) ** 2);
    };
    const peaks = Array.from({ length: 28 }, (_, i) => 125 * (i + 1) + 62);
    const options = { leadName: "II", rPeakSampleIndices: peaks };
    expect(cutBeats(makeRecording(wide), options)).toMatchObject({ beatCount: 27, rejectedCounts: { "unlike-median": 1 } });
    expect(cutBeats(makeRecording(wide), { ...options, requireMedianCorrelation: false })).toMatchObject({ beatCount: 28, rejectedCounts: { "unlike-median": 0 } });
  });

  it("thins evenly to the most beats asked for, and the counts still add up", () => {
    const strip = cutBeats(makeRecording(undefined, 125, 100), { leadName: "II", maxBeats: 10 });
    expect(strip.beatCount).toBe(10);
    const steps = [...strip.rPeakSampleIndices].slice(1).map((index, i) => index - strip.rPeakSampleIndices[i]);
    for (const step of steps) expect(Math.abs(step - 1250)).toBeLessThanOrEqual(2);
    expect(strip.detectedCount).toBe(100);
    expect(strip.detectedCount - rejectedTotal(strip)).toBeGreaterThanOrEqual(10);
  });

  it("gives no beats and no error for strips that are short, empty, flat or invalid throughout", () => {
    for (const recording of [
      makeRecording(undefined, 125, 0),
      { ...makeRecording(undefined, 125, 1), leads: [{ name: "II", samplesMillivolt: new Float32Array(60), gainPerMillivolt: 1, baselineCount: 0 }] },
      makeRecording((samples) => samples.fill(0)),
      makeRecording((samples) => samples.fill(NaN)),
    ]) {
      const strip = cutBeats(recording, { leadName: "II" });
      expect(strip.beatCount).toBe(0);
      expect(strip.beats.length).toBe(0);
      expect(rejectedTotal(strip)).toBe(strip.detectedCount);
      expect(Number.isNaN(strip.stripSdMillivolt)).toBe(false);
    }
  });

  it("refuses a recording without the lead", () => {
    expect(() => cutBeats(makeRecording(), { leadName: "V5" })).toThrow("made: the recording has no lead V5; it has II");
  });
});
