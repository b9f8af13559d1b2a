import { describe, expect, it } from "vitest";
import { detectQrs, scoreBeats } from "../../../packages/ecg/src/index.ts";
import { hasData, readNoise, readRecords } from "./databases.ts";
import { addNoise, isNoisy, noisePowerOf, signalPowerOf } from "./noiseStress.ts";
import { judge, parseQrsArguments, type QrsRow } from "./qrsBench.ts";

if (!hasData) console.warn("Skipped: tests on real ECGs need the open data at ../shared/data");

const row = (facts: Partial<QrsRow>): QrsRow => ({ part: "records", data: "mitdb", record: "200", detector: "two-average", leads: "all", truePositiveCount: 1000, falsePositiveCount: 0, falseNegativeCount: 0, timeMs: 1, ...facts });

describe("addNoise", () => {
  it("measures a sine as high as the complexes, and noise by its mean square", () => {
    const sine = Float32Array.from({ length: 3600 }, (_, n) => 0.5 * Math.sin((2 * Math.PI * n) / 36));
    expect(signalPowerOf(sine, [360, 720, 1080], 360)).toBeCloseTo(0.5 ** 2 / 2, 3);
    expect(noisePowerOf(sine.map((value) => value + 3), 360)).toBeCloseTo(0.5 ** 2 / 2, 6);
  });

  it("adds noise of the stated ratio in every other two minutes from the fifth on", () => {
    const beats = [50, 150, 250];
    const signal = Float32Array.from({ length: 1000 * 400 }, (_, n) => (n % 100 === 50 ? 1 : 0));
    const noise = Float32Array.from({ length: signal.length }, (_, n) => (n % 2 === 0 ? 0.3 : -0.3));
    const noisy = addNoise(signal, noise, beats, 100, 6);
    expect([0, 299.9, 300, 419.9, 420, 539.9, 540].map(isNoisy)).toEqual([false, false, true, true, false, false, true]);
    expect(noisy[29_999]! - signal[29_999]!).toBe(0);
    expect(10 * Math.log10(1 / 8 / (noisy[30_001]! - signal[30_001]!) ** 2)).toBeCloseTo(6, 5);
    expect(noisy[42_001]! - signal[42_001]!).toBe(0);
  });
});

describe("judge", () => {
  it("asks for 99.5 of the records, 99 at 12 dB and 95 at 6 dB, of the default detector by all leads", () => {
    const met = (rows: readonly QrsRow[]) => judge(rows).map(({ met }) => met);
    expect(met([row({ falseNegativeCount: 5 })])).toEqual([true]);
    expect(met([row({ falseNegativeCount: 6 })])).toEqual([false]);
    expect(met([row({ falsePositiveCount: 6 }), row({ detector: "wavelet" })])).toEqual([false]);
    expect(met([row({ part: "noise", data: "EM 12 dB", falsePositiveCount: 10 }), row({ part: "noise", data: "MA 6 dB", falsePositiveCount: 53 })])).toEqual([true, false]);
  });

  it("asks for fewer errors than XQRS, and leaves that open without it", () => {
    const ours = row({ part: "xqrs", falseNegativeCount: 10 });
    expect(judge([ours]).map(({ met }) => met)).toEqual([null]);
    expect(judge([ours, row({ part: "xqrs", detector: "xqrs", leads: "first", falsePositiveCount: 10 })]).map(({ met }) => met)).toEqual([false]);
    expect(judge([ours, row({ part: "xqrs", detector: "xqrs", leads: "first", falsePositiveCount: 11 })]).map(({ met }) => met)).toEqual([true]);
  });

  it("reads its arguments, and says which it does not understand", () => {
    expect(parseQrsArguments(["--python", "python9", "--only", "noise,speed", "--detector", "wavelet"])).toMatchObject({ python: "python9", parts: ["noise", "speed"], detectors: ["wavelet"] });
    expect(parseQrsArguments(["--only", "everything"])).toContain("--only");
  });
});

describe.skipIf(!hasData)("the default detector under real noise", () => {
  it.each([
    ["EM", 12, 99],
    ["MA", 6, 95],
  ] as const)("keeps its bar with %s noise at %d dB in both leads of record 100 (%d)", async (kind, snr, least) => {
    const [record] = await readRecords("mitdb", "atr", ["100"]);
    const noise = await readNoise(kind);
    const { samplingRateHz, reference } = record!;
    const leads = record!.leads.map(({ name, samplesMillivolt }, lead) => ({ name, samplesMillivolt: addNoise(Float32Array.from(samplesMillivolt), noise[lead]!, reference.sampleIndices, samplingRateHz, snr) }));
    const { truePositiveCount: tp, falsePositiveCount: fp, falseNegativeCount: fn } = scoreBeats(reference, detectQrs(leads, samplingRateHz).sampleIndices, samplingRateHz);
    expect((100 * tp) / (tp + fn)).toBeGreaterThanOrEqual(least);
    expect((100 * tp) / (tp + fp)).toBeGreaterThanOrEqual(least);
  });

  it("would not keep it under noise as strong as the complexes, so the bar can fail", async () => {
    const [record] = await readRecords("mitdb", "atr", ["100"]);
    const noise = await readNoise("EM");
    const { samplingRateHz, reference } = record!;
    const leads = record!.leads.slice(0, 1).map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: addNoise(Float32Array.from(samplesMillivolt), noise[0]!, reference.sampleIndices, samplingRateHz, -12) }));
    const { truePositiveCount: tp, falsePositiveCount: fp } = scoreBeats(reference, detectQrs(leads, samplingRateHz).sampleIndices, samplingRateHz);
    expect((100 * tp) / (tp + fp)).toBeLessThan(95);
  });
});
