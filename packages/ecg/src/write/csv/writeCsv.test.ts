import { describe, expect, it } from "vitest";
import { openRecordings } from "../../open/readRecording.ts";
import { tableReader } from "../../read/table/tableReader.ts";
import { makeFile } from "../../testing/sharedData.ts";
import type { RecordingToWrite, SignalToWrite } from "../recordingToWrite.ts";
import { writeCsv } from "./writeCsv.ts";

const signal: Omit<SignalToWrite, "name" | "samples"> = { unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0.25, invalidCount: -32768 };
const recording: RecordingToWrite = {
  id: "rec-1", framesPerSecond: 360, frameCount: 5000, annotationRateHz: 360,
  signals: [
    { ...signal, name: "II", samples: Int32Array.from({ length: 5000 }, (_, i) => (i === 3 ? -(2 ** 31) : i === 4 ? 2 ** 31 - 1 : (i * 7919) % 999 - 500)) },
    { ...signal, name: 'odd "name", V1', gainPerUnit: 1 / 3, samples: Float64Array.from({ length: 5000 }, (_, i) => [i, NaN, -0, 1e-300, Math.sin(i), 1e22, -Infinity][i % 7]!) },
    { ...signal, name: "SaO2", unit: "%", samplesPerFrame: 2, calibrations: [{ fromFrame: 0, gainPerUnit: 1, baselineCount: 0 }, { fromFrame: 100, gainPerUnit: 2, baselineCount: 1 }], samples: Int32Array.from({ length: 10_000 }, (_, i) => i) },
  ],
  annotations: Array.from({ length: 300 }, (_, i) => ({ sampleIndex: i * 10, symbol: i % 9 === 0 ? '"' : "N", aux: i % 9 === 0 ? `text\n${i}` : "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null })),
  facts: { personId: "P7", sex: "male", ageYears: 44, startTimeMs: 1e12, potassiumMmolPerL: 2.9, simulated: false, deidentified: true },
};

describe("writeCsv", () => {
  it("comes back exactly, a file for each rate", async () => {
    const files = writeCsv(recording);
    expect(files.map(({ name }) => name)).toEqual(["rec-1.csv", "rec-1_720Hz.csv"]);
    const [main] = await openRecordings(makeFile("x.csv", files[0]!.bytes));
    expect(main).toMatchObject({ format: "csv", id: "rec-1", annotations: recording.annotations, annotationRateHz: 360 });
    expect(main!.facts).toMatchObject({ personId: "P7", sex: "male", ageYears: 44, startTimeMs: 1e12, potassiumMmolPerL: 2.9, simulated: false });
    expect(main!.groups[0]!.signals).toEqual(recording.signals.slice(0, 2).map(({ samples, ...rest }) => ({ ...rest, samplingRateHz: 360, sampleCount: samples.length })));
    const back = await main!.readSamples(0, 0, 5000);
    expect(back).toEqual(recording.signals.slice(0, 2).map(({ samples }) => samples));
    expect(Object.is(back[1]![2], -0)).toBe(true);
    const [other] = await tableReader.open(makeFile("y.csv", files[1]!.bytes), [], {});
    expect(other!.groups[0]).toMatchObject({ framesPerSecond: 720, frameCount: 10_000, signals: [{ name: "SaO2", calibrations: [{ fromFrame: 0 }, { fromFrame: 200, gainPerUnit: 2 }] }] });
    expect((await other!.readSamples(0, 0, 10_000))[0]).toEqual(recording.signals[2]!.samples);
  });

  it("is a plain table for every other program", () => {
    const text = new TextDecoder().decode(writeCsv({ ...recording, annotations: [], signals: recording.signals.slice(0, 1) })[0]!.bytes);
    const body = text.split("\n").filter((line) => !line.startsWith("#"));
    expect(body.slice(0, 3)).toEqual(['"II"', "-500", "426"]);
    expect(text).toContain('# "II": "mV" = (count - 0.25) / 200');
  });
});
