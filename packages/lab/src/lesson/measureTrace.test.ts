import { describe, expect, it } from "vitest";
import { noNoise, seededRandom, simulateRecording, typicalPatient } from "../simulation/simulator.ts";
import { measureTrace } from "./measureTrace.ts";
import type { TraceMeasurements } from "./measureTrace.ts";
import { newestFirst } from "./traceMeasurer.ts";

function traceAt(potassiumMmolPerL: number) {
  return simulateRecording({
    patient: typicalPatient(), potassiumMmolPerL, durationS: 10, samplingRateHz: 500, rhythm: "sinus", heartRatePerMinute: 64, noise: noNoise,
    random: seededRandom(1)("recording"),
  });
}

describe("the measurements of a lesson", () => {
  it("come near what was drawn at usual potassium, where waves are well apart", () => {
    const { recording, parameters, fiducials } = traceAt(4.5);
    const measured = measureTrace(recording.leads, 500);
    const { qrsOnsetS, tOffsetS } = fiducials[3]!;
    expect(Math.abs(measured.heartRatePerMinute! - parameters.heartRatePerMinute)).toBeLessThan(1);
    expect(Math.abs(measured.prMs! - parameters.timing.prMs!)).toBeLessThan(15);
    expect(Math.abs(measured.qrsMs! - parameters.timing.qrsMs)).toBeLessThan(20);
    expect(Math.abs(measured.qtMs! - 1000 * (tOffsetS - qrsOnsetS))).toBeLessThan(40);
    expect(Math.abs(measured.tV4Millivolt! / parameters.amplitudes.V4!.tMillivolt - 1)).toBeLessThan(0.05);
    expect(Math.abs(measured.tWidthV4Ms! / parameters.tFwhmMs - 1)).toBeLessThan(0.15);
  });

  it("find QRS wider and T taller at high potassium", () => {
    const [usual, high] = [4.5, 7.5].map((potassium) => measureTrace(traceAt(potassium).recording.leads, 500));
    expect(high!.qrsMs! / usual!.qrsMs!).toBeGreaterThan(1.15);
    expect(high!.tV4Millivolt! / usual!.tV4Millivolt!).toBeGreaterThan(1.4);
  });

  it("are null, with a note, where nothing beats", () => {
    const flat = ["II", "V4"].map((name) => ({ name, samplesMillivolt: new Float32Array(5000) }));
    const measured = measureTrace(flat, 500);
    expect(measured).toMatchObject({ qrsMs: null, qtMs: null, tV4Millivolt: null, beatCount: 0 });
    expect(measured.notes.length).toBeGreaterThan(0);
  });
});

describe("a measurer behind a slider", () => {
  it("measures the first and the newest trace, and answers null for those in between", async () => {
    const seen: number[] = [];
    const finish: (() => void)[] = [];
    const { measure } = newestFirst((_, rate) => {
      seen.push(rate);
      return new Promise((resolve) => finish.push(() => resolve({ beatCount: rate } as TraceMeasurements)));
    });
    const answers = [100, 200, 300].map((rate) => measure([], rate));
    finish[0]!();
    await answers[0];
    await Promise.resolve();
    finish[1]!();
    expect((await Promise.all(answers)).map((answer) => answer?.beatCount ?? null)).toEqual([100, null, 300]);
    expect(seen).toEqual([100, 300]);
  });

  it("goes on after a failure", async () => {
    let isFirst = true;
    const { measure } = newestFirst(async () => {
      if (!isFirst) return { beatCount: 1 } as TraceMeasurements;
      isFirst = false;
      throw new Error("no");
    });
    await expect(measure([], 1)).rejects.toThrow("no");
    expect((await measure([], 2))?.beatCount).toBe(1);
  });

  it("answers null for all that is dropped, and measures what comes after", async () => {
    const started: number[] = [];
    const { measure, drop } = newestFirst((_, rate) => {
      started.push(rate);
      // The first never ends, as when its worker was taken away.
      return rate === 100 ? new Promise(() => {}) : Promise.resolve({ beatCount: rate } as TraceMeasurements);
    });
    const dropped = [measure([], 100), measure([], 200)];
    drop();
    expect(await Promise.all(dropped)).toEqual([null, null]);
    expect((await measure([], 300))?.beatCount).toBe(300);
    expect(started).toEqual([100, 300]);
  });
});
