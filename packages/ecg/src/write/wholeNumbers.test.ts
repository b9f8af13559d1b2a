import { describe, expect, it } from "vitest";
import type { RecordingToWrite, SignalToWrite } from "./recordingToWrite.ts";
import { requantise, toWholeNumbers } from "./wholeNumbers.ts";

const signal = (samples: Float64Array, gainPerUnit = 1): SignalToWrite => ({ name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit, baselineCount: 0, invalidCount: null, samples });
const recording = (...signals: SignalToWrite[]): RecordingToWrite => ({
  id: "r", framesPerSecond: 500, frameCount: signals[0]!.samples.length, signals, annotations: [], annotationRateHz: 500,
  facts: { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: true },
});

describe("whole numbers", () => {
  it("take the place of doubles that are whole, and an invalid code that of NaN", () => {
    const whole = toWholeNumbers(recording(signal(Float64Array.of(1, -5, NaN, 32767), 200)));
    expect(whole!.signals[0]).toMatchObject({ gainPerUnit: 200, invalidCount: -32768, samples: Int32Array.of(1, -5, -32768, 32767) });
    expect(toWholeNumbers(recording(signal(Float64Array.of(-32768, NaN))))!.signals[0]!.samples).toEqual(Int32Array.of(-32768, -(2 ** 31)));
  });

  it("do not take the place of fractions, of numbers beyond 32 bits, or of the negative zero", () => {
    for (const value of [0.5, 2 ** 31, -(2 ** 31), Infinity, -0]) expect(toWholeNumbers(recording(signal(Float64Array.of(1, value))))).toBeNull();
  });
});

describe("rounding", () => {
  it("takes the finest decimal gain that fits 16 bits and says how far it went", () => {
    const { recording: rounded, largestErrors } = requantise(recording(signal(Float64Array.of(1.23456, -3.1, NaN, 0))));
    expect(rounded.signals[0]).toMatchObject({ gainPerUnit: 10_000, baselineCount: 0, samples: Int32Array.of(12346, -31000, -32768, 0) });
    expect(largestErrors[0]).toBeCloseTo(0.00004, 9);
  });

  it("counts from the unit, not from the counts that a gain made", () => {
    expect(requantise(recording(signal(Float64Array.of(100.5), 100))).recording.signals[0]!.samples[0]).toBe(10_050);
  });

  it("survives a flat line and a signal of nothing", () => {
    expect(requantise(recording(signal(Float64Array.of(0, 0)))).recording.signals[0]!.samples).toEqual(Int32Array.of(0, 0));
    expect(requantise(recording(signal(new Float64Array(0)))).largestErrors).toEqual([0]);
  });
});
