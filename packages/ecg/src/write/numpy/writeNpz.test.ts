import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openRecordings } from "../../open/readRecording.ts";
import { numpyReader } from "../../read/numpy/numpyReader.ts";
import { makeFile } from "../../testing/sharedData.ts";
import type { RecordingToWrite } from "../recordingToWrite.ts";
import { writeNpz } from "./writeNpz.ts";

const mark = { symbol: "N", aux: "", subtype: 1, channel: 2, number: 3, onsetS: null, durationS: null };
const recording: RecordingToWrite = {
  id: "rec_1", framesPerSecond: 250, frameCount: 600, annotationRateHz: 250,
  signals: [
    { name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0.5, invalidCount: -32768, samples: Int32Array.from({ length: 600 }, (_, i) => (i * 7919) % 70000 - 35000) },
    { name: "V1", unit: "uV", samplesPerFrame: 1, gainPerUnit: 0.1, baselineCount: -3, invalidCount: null, calibrations: [{ fromFrame: 0, gainPerUnit: 0.1, baselineCount: -3 }, { fromFrame: 9, gainPerUnit: 0.3, baselineCount: 0 }], samples: new Int32Array(600).fill(-(2 ** 31)) },
  ],
  annotations: [{ ...mark, sampleIndex: 17 }, { ...mark, sampleIndex: 40, symbol: '"', aux: "Ünïcode", onsetS: 0.16, durationS: 2 }],
  facts: { personId: "P7", sex: "female", ageYears: 90, startTimeMs: 1e12, potassiumMmolPerL: 5.6, simulated: true, deidentified: true },
};
const several: RecordingToWrite = { ...recording, signals: [recording.signals[0]!, { ...recording.signals[1]!, samplesPerFrame: 2, calibrations: [{ fromFrame: 0, gainPerUnit: 0.1, baselineCount: -3 }], samples: Float64Array.from({ length: 1200 }, (_, i) => (i % 50 === 0 ? NaN : Math.sin(i) / 3)) }] };

describe("writeNpz", () => {
  it.each([["one table", recording], ["several rates and types", several]] as const)("comes back exactly: %s", async (_name, written) => {
    const [file] = await writeNpz(written);
    expect(file!.name).toBe("rec_1.npz");
    const [opened] = await numpyReader.open(makeFile("other.npz", file!.bytes), [], {});
    const group = opened!.groups[0]!;
    expect(opened).toMatchObject({ format: "npz", id: "rec_1", annotations: written.annotations, annotationRateHz: 250 });
    expect(opened!.facts).toMatchObject({ personId: "P7", sex: "female", ageYears: 90, startTimeMs: 1e12, potassiumMmolPerL: 5.6, simulated: true });
    expect(group.signals).toEqual(written.signals.map(({ samples, ...signal }) => ({ ...signal, samplingRateHz: 250 * signal.samplesPerFrame, sampleCount: samples.length })));
    expect(await opened!.readSamples(0, 0, 600)).toEqual(written.signals.map(({ samples }) => samples));
    expect(await opened!.readSamples(0, 100, 101)).toEqual(written.signals.map(({ samples, samplesPerFrame }) => samples.slice(100 * samplesPerFrame, 101 * samplesPerFrame)));
    expect(opened!.facts.texts.map(({ value }) => value)).toEqual(expect.arrayContaining(["P7", "Ünïcode", "rec_1", new Date(1e12).toISOString()]));
  });

  it("is recognised from its content", async () => {
    const [file] = await writeNpz(recording);
    expect((await openRecordings(makeFile("no extension", file!.bytes)))[0]!.format).toBe("npz");
  });

  it.skipIf(!existsSync("/usr/bin/python3"))("opens in numpy with equal numbers", async (context) => {
    const folder = mkdtempSync(join(tmpdir(), "kalium-npz-"));
    try {
      for (const written of [recording, several]) {
        const path = join(folder, "x.npz");
        writeFileSync(path, (await writeNpz(written))[0]!.bytes);
        let answer: string;
        try {
          answer = execFileSync("/usr/bin/python3", [fileURLToPath(new URL("../../../../../tests/golden/ecg/numpy/readOurNpz.py", import.meta.url)), path], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
        } catch {
          return context.skip("numpy is not installed");
        }
        expect(JSON.parse(answer)).toEqual(
          written.signals.map(({ name, samples }) => ({ name, type: samples instanceof Int32Array ? "<i4" : "<f8", count: samples.length, sha256: createHash("sha256").update(new Uint8Array(samples.buffer)).digest("hex") })),
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
