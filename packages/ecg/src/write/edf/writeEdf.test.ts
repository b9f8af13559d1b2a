import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { FileAnnotation, OpenedRecording } from "../../open/openedRecording.ts";
import { edfReader } from "../../read/edf/edfReader.ts";
import { makeFile } from "../../testing/sharedData.ts";
import type { RecordingToWrite, SignalToWrite } from "../recordingToWrite.ts";
import { fieldNumber, findEdfScale } from "./edfScale.ts";
import { writeEdf } from "./writeEdf.ts";

const noFacts = { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false, deidentified: true };
const mark = { symbol: "N", aux: "", subtype: 0, channel: 0, number: 0, onsetS: null, durationS: null };

function made(count: number, change: Partial<SignalToWrite> = {}): SignalToWrite {
  return { name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: count }, (_, i) => ((i * 7919) % 4001) - 2000), ...change };
}

function recordingOf(signals: readonly SignalToWrite[], change: Partial<RecordingToWrite> = {}): RecordingToWrite {
  return { id: "rec_1", framesPerSecond: 360, frameCount: (signals[0]?.samples.length ?? 0) / (signals[0]?.samplesPerFrame ?? 1), signals, annotations: [], annotationRateHz: 360, facts: noFacts, ...change };
}

async function readBack(recording: RecordingToWrite): Promise<OpenedRecording> {
  const [file] = writeEdf(recording);
  return (await edfReader.open(makeFile(`out/${file!.name}`, file!.bytes), [], {}))[0]!;
}

async function expectExact(recording: RecordingToWrite): Promise<OpenedRecording> {
  const opened = await readBack(recording);
  const { framesPerSecond, frameCount, signals } = opened.groups[0]!;
  expect([framesPerSecond, frameCount]).toEqual([recording.framesPerSecond, recording.frameCount]);
  expect(signals.map(({ name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount }) => ({ name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount }))).toEqual(
    recording.signals.map(({ name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount }) => ({ name, unit, samplesPerFrame, gainPerUnit, baselineCount, invalidCount })),
  );
  const samples = await opened.readSamples(0, 0, frameCount);
  samples.forEach((part, index) => expect(Buffer.compare(Buffer.from(part.buffer), Buffer.from(Int32Array.from(recording.signals[index]!.samples).buffer))).toBe(0));
  return opened;
}

describe("writeEdf", () => {
  it("gives counts, gain, baseline, rate and length back exactly for the gains, rates and lengths of real databases", async () => {
    for (const [gainPerUnit, baselineCount] of [[200, 0], [200, 1024], [1000, 0], [204.8, -0.5], [1 / 4.88, 0], [1716, 6], [3.761623234990242, -0.5], [-12.5, 3], [1e-3, 0], [400000, 0], [0.1, 0.25]] as const) {
      for (const [framesPerSecond, count] of [[500, 5000], [360, 5000], [250, 3751], [1000, 38400], [128, 77], [62.4725, 1000], [0.5, 20], [257 / 3, 999]] as const) {
        await expectExact(recordingOf([made(count, { gainPerUnit, baselineCount })], { framesPerSecond }));
      }
    }
  }, 30_000);

  it("needs the transducer field for none of the common gains: any reader of the standard gets them exactly", () => {
    for (const gain of [200, 1000, 100, 400, 50, 1024, 0.2, 0.4, 204.8, 500]) {
      for (const baseline of [0, 1024, -100]) expect([gain, baseline, findEdfScale(gain, baseline, -2000, 2000, -32768, 32767).isExact]).toEqual([gain, baseline, true]);
    }
  });

  it("keeps the gain within two millionths where eight characters cannot tell it", () => {
    for (const gain of [3.761623234990242, 1 / 3, Math.PI, 1716.3333]) {
      const { physicalMin, physicalMax, digitalMin, digitalMax } = findEdfScale(gain, 0, -1, 1, -32768, 32767);
      expect(physicalMin.length <= 8 && physicalMax.length <= 8).toBe(true);
      expect(Math.abs((digitalMax - digitalMin) / (Number(physicalMax) - Number(physicalMin)) / gain - 1)).toBeLessThan(2e-6);
    }
  });

  it("writes several rates, missing samples and counts beyond 16 bits as BDF+", async () => {
    const fast = made(2000, { name: "V1", samplesPerFrame: 4, invalidCount: -32768, samples: Int32Array.from({ length: 2000 }, (_, i) => (i % 9 === 0 ? -32768 : i)) });
    const slow = made(500, { name: "SaO2", unit: "%", gainPerUnit: 10 });
    expect((await expectExact(recordingOf([fast, slow], { frameCount: 500 }))).formatDetail).toBe("EDF+C");
    const wide = made(500, { samples: Int32Array.from({ length: 500 }, (_, i) => (i % 2 ? 8388607 : -8388608)), gainPerUnit: 2796.2025, baselineCount: -0.5 });
    expect((await expectExact(recordingOf([wide, slow], { frameCount: 500 }))).formatDetail).toBe("BDF+C");
  });

  it("rounds fractions to a 16-millionth of their range, missing ones stay missing", async () => {
    const samples = Float64Array.from({ length: 1000 }, (_, i) => (i === 5 ? NaN : Math.sin(i) * 1.5 + 3));
    const opened = await readBack(recordingOf([made(1000, { samples, gainPerUnit: 1 }), made(1000, { samples: samples.map((value) => value * 1e8), gainPerUnit: 1e8 })], { framesPerSecond: 500 }));
    const raw = await opened.readSamples(0, 0, 1000);
    opened.groups[0]!.signals.forEach(({ gainPerUnit, baselineCount, invalidCount }, index) => {
      expect(raw[index]![5]).toBe(invalidCount);
      raw[index]!.forEach((value, i) => i === 5 || expect(Math.abs((value - baselineCount) / gainPerUnit - samples[i]!)).toBeLessThan(3.0001 / 2 ** 24));
    });
  });

  it("refuses whole numbers beyond 24 bits and names their signal", () => {
    for (const samples of [Int32Array.of(0, 8388608), Int32Array.of(-8388609, 0), Int32Array.of(-(2 ** 31), 2 ** 30), Float64Array.of(1, NaN, 2 ** 40)]) {
      const write = () => writeEdf(recordingOf([made(2), made(2, { name: "V2", samples, invalidCount: -(2 ** 31) })], { frameCount: 2 }));
      expect(write).toThrow(expect.objectContaining({ code: "unsupported", message: expect.stringMatching(/V2.*24 bits/), remedy: "Write it as WFDB, NPZ or CSV." }));
    }
  });

  it("leaves whole numbers as they are where only the code of missing samples is beyond 24 bits", async () => {
    const opened = await readBack(recordingOf([made(4, { samples: Int32Array.of(7, -(2 ** 31), -8388607, 8388607), invalidCount: -(2 ** 31) }), made(4, { samples: Float64Array.of(1, NaN, -3, 4) })]));
    expect((await opened.readSamples(0, 0, 4)).map((samples) => [...samples])).toEqual([[7, -8388608, -8388607, 8388607], [1, -8388608, -3, 4]]);
    expect(opened.groups[0]!.signals).toMatchObject([{ gainPerUnit: 200, invalidCount: -8388608 }, { gainPerUnit: 200, invalidCount: -8388608 }]);
  });

  it("gives marks back with their moments, kinds and texts, crowded or not", async () => {
    const annotations = [
      ...Array.from({ length: 300 }, (_, i) => ({ ...mark, sampleIndex: 40 + i * 15 })),
      ...Array.from({ length: 200 }, () => ({ ...mark, sampleIndex: 100, symbol: "+", aux: "(AFIB", subtype: -3, channel: 1, number: 2 })),
      { ...mark, sampleIndex: 4999, symbol: '"', aux: "wfdb N said Ägir\nnext line", onsetS: 4999 / 360, durationS: 1.5 },
      { ...mark, sampleIndex: 0, symbol: '"', aux: "plain text", onsetS: 0, durationS: 0 },
      { ...mark, sampleIndex: 3, symbol: '"', aux: "" },
    ];
    const opened = await readBack(recordingOf([made(5000)], { annotations, facts: { ...noFacts, startTimeMs: Date.UTC(2011, 2, 4, 5, 6, 7, 250) } }));
    const key = ({ sampleIndex, symbol, aux, subtype, channel, number, durationS }: FileAnnotation): string => JSON.stringify([sampleIndex, symbol, aux, subtype, channel, number, durationS]);
    expect(opened.annotations.map(key).sort()).toEqual(annotations.map(key).sort());
    expect(opened.annotations.find(({ durationS }) => durationS === 1.5)!.onsetS).toBeCloseTo(4999 / 360, 9);
    expect(opened.facts.startTimeMs).toBe(Date.UTC(2011, 2, 4, 5, 6, 7, 250));
    expect(writeEdf(recordingOf([made(5000)], { annotations }))[0]!.bytes.length).toBeLessThan(40_000);
  });

  it("gives person, age, potassium and start back, and fills what is unknown with X", async () => {
    const facts = { personId: "0123456789abcdef0123456789abcdef0123456789abcdef", sex: "female", ageYears: 90, startTimeMs: Date.UTC(2177, 11, 31, 23, 59, 59, 999), potassiumMmolPerL: 6.25, simulated: true, deidentified: true } as const;
    expect((await readBack(recordingOf([made(5001)], { facts, framesPerSecond: 62.4725 }))).facts).toMatchObject({ personId: facts.personId, sex: "female", ageYears: 90, startTimeMs: facts.startTimeMs, potassiumMmolPerL: 6.25, simulated: true });
    const empty = writeEdf(recordingOf([made(360)]))[0]!.bytes;
    expect(new TextDecoder().decode(empty.subarray(8, 184))).toBe(`${"X X X X".padEnd(80)}${"Startdate X X X Kalium".padEnd(80)}01.01.8500.00.00`);
    expect((await readBack(recordingOf([made(360)]))).facts).toMatchObject({ personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false });
    expect((await readBack(recordingOf([made(360)], { facts: { ...noFacts, startTimeMs: Date.UTC(1961, 5, 7) } }))).facts.startTimeMs).toBe(Date.UTC(1961, 5, 7));
  });

  it("refuses a calibration that changes, and a recording without samples", () => {
    expect(() => writeEdf(recordingOf([made(10, { calibrations: [{ fromFrame: 0, gainPerUnit: 200, baselineCount: 0 }, { fromFrame: 5, gainPerUnit: 100, baselineCount: 0 }] })]))).toThrow(FormatError);
    expect(() => writeEdf(recordingOf([]))).toThrow(RangeError);
  });

  it.skipIf(!existsSync("/usr/bin/python3"))("opens in a plain numpy reader with equal counts and scales", async (context) => {
    const read = readInOracle("makeEdfGolden.py") as Record<string, { readonly signals: readonly Record<string, unknown>[]; readonly annotations: unknown }> | null;
    if (read === null) return context.skip("numpy is not installed");
    for (const { file, signals } of oracleFiles()) {
      expect(read[file]!.signals.map(({ gain, baseline, rate, count, sha256 }) => [gain, baseline, rate, count, sha256])).toEqual(signals.map(({ gainPerUnit, baselineCount, samples }) => [gainPerUnit, baselineCount, 500, 1000, sha256Of(samples)]));
      expect(read[file]!.annotations).toEqual([[0.1, null, "wfdb N"]]);
    }
  });

  it.skipIf(!existsSync("/usr/bin/save2gdf"))("opens in biosig with equal counts", async (context) => {
    const read = readInOracle("readWithBiosig.py") as Record<string, readonly { readonly count: number; readonly sha256: string }[]> | null;
    if (read === null) return context.skip("biosig or numpy is not installed");
    for (const { file, signals } of oracleFiles()) expect(read[file]).toEqual(signals.map(({ samples }) => ({ count: 1000, sha256: sha256Of(samples) })));
  });
});

const sha256Of = (samples: SignalToWrite["samples"]): string => createHash("sha256").update(new Uint8Array(samples.buffer)).digest("hex");

/** One EDF+ and one BDF+ file. */
function oracleFiles(): readonly { readonly file: string; readonly bytes: Uint8Array; readonly signals: readonly SignalToWrite[] }[] {
  const wide = made(1000, { name: "X", samples: Int32Array.from({ length: 1000 }, (_, i) => i * 8000 - 4_000_000) });
  return [[made(1000), made(1000, { name: "V6", gainPerUnit: 1000 })], [made(1000), wide]].map((signals) => {
    const [file] = writeEdf(recordingOf(signals, { framesPerSecond: 500, annotations: [{ ...mark, sampleIndex: 36 }] }));
    return { file: file!.name, bytes: file!.bytes, signals };
  });
}

/** What a script under tests/golden/ecg/edf says about those files; null when it does not run here. */
function readInOracle(script: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "kalium-edf-"));
  try {
    const paths = oracleFiles().map(({ file, bytes }) => {
      writeFileSync(join(folder, file), bytes);
      return join(folder, file);
    });
    return JSON.parse(execFileSync("/usr/bin/python3", [fileURLToPath(new URL(`../../../../../tests/golden/ecg/edf/${script}`, import.meta.url)), ...paths], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as unknown;
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("fieldNumber", () => {
  it("never needs more than eight characters", () => {
    expect([0, -163.84, 1 / 3, -1 / 3, 123456789, 1e-7, -0.000123456, 99999999, 1e20].map(fieldNumber)).toEqual(["0", "-163.84", "0.333333", "-0.33333", "1.2346e8", "1e-7", "-1.23e-4", "99999999", "1e20"]);
  });
});
