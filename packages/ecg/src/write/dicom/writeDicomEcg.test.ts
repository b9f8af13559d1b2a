import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FileAnnotation, OpenedRecording } from "../../open/openedRecording.ts";
import { FormatError } from "../../errors.ts";
import { dicomReader } from "../../read/dicom/dicomReader.ts";
import { makeFile } from "../../testing/sharedData.ts";
import type { FactsToWrite, RecordingToWrite, SignalToWrite } from "../recordingToWrite.ts";
import { decimalString } from "./elementWriter.ts";
import { writeDicomEcg } from "./writeDicomEcg.ts";

const PYTHON = "/usr/bin/python3";
const READ_WITH_PYDICOM = fileURLToPath(new URL("../../../../../tests/golden/ecg/dicom/read_with_pydicom.py", import.meta.url));
const hasPydicom = spawnSync(PYTHON, ["-c", "import pydicom"]).status === 0;
const hasValidator = spawnSync("dciodvfy", ["-version"]).error === undefined;
if (!hasValidator) console.warn("Skipped: the check of written DICOM files against their object definitions needs dciodvfy of dicom3tools");
if (!hasPydicom) console.warn("Skipped: the check of written DICOM files by pydicom needs Python with pydicom and numpy");

const LEADS = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
const facts: FactsToWrite = { personId: "P-0007", sex: "female", ageYears: 90, startTimeMs: Date.UTC(2031, 4, 6, 7, 8, 9, 250), potassiumMmolPerL: 6.3, simulated: false, deidentified: true };
const mark = (sampleIndex: number, symbol: string, number = 0, aux = "", subtype = 0, channel = 0): FileAnnotation => ({ sampleIndex, symbol, aux, subtype, channel, number, onsetS: null, durationS: null });

/** Counts over the whole range of 16 bits. */
function counts(length: number, seed: number): Int32Array {
  let state = seed;
  return Int32Array.from({ length }, (_, i) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return i === 0 ? -32_767 : i === 1 ? 32_767 : (state >> 15) - 32_768 || 1;
  });
}

function signal(name: string, length: number, seed: number, extra: Partial<SignalToWrite> = {}): SignalToWrite {
  return { name, unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: counts(length, seed), ...extra };
}

const twelveLead: RecordingToWrite = {
  id: "r1", framesPerSecond: 500, frameCount: 600, annotationRateHz: 500, facts,
  signals: LEADS.map((name, index) => signal(name, 600, index + 1, { gainPerUnit: [200, 1000, 1716, 409.5, 1 / 3, 819.2][index % 6]!, baselineCount: [0, 6, -12, 1024, 0.5, 0][index % 6]! })),
  annotations: [mark(10, "(", 0), mark(20, "p"), mark(30, ")", 0), mark(40, "(", 1), mark(50, "N"), mark(60, ")", 1), mark(70, "(", 2), mark(90, "t"), mark(99, ")", 2), mark(120, "V"), mark(130, "+", 0, "(AFIB"), mark(140, '"', 0, "Bewegung"), mark(150, "~", 3, "", -1, 4), mark(160, "s", 0, "a text that is longer than sixteen characters")],
};

const reopen = async (recording: RecordingToWrite): Promise<OpenedRecording> => {
  const [file] = writeDicomEcg(recording);
  const source = makeFile(file!.name, file!.bytes);
  expect(dicomReader.recognises(file!.bytes.subarray(0, 4096), source)).toBe(true);
  return (await dicomReader.open(source, [source], {}))[0]!;
};

describe("written DICOM waveforms", () => {
  it("come back with the same counts, scales, baselines, names and marks", async () => {
    const recording = await reopen(twelveLead);
    expect(recording.formatDetail).toBe("DICOM 12-lead ECG, explicit VR little endian");
    expect(await recording.readSamples(0, 0, 600)).toEqual(twelveLead.signals.map(({ samples }) => samples));
    recording.groups[0]!.signals.forEach(({ name, unit, gainPerUnit, baselineCount, invalidCount }, index) => {
      const written = twelveLead.signals[index]!;
      expect([name, unit, invalidCount]).toEqual([written.name, "mV", null]);
      expect(Math.abs(gainPerUnit / written.gainPerUnit - 1)).toBeLessThan(1e-11);
      expect(baselineCount).toBeCloseTo(written.baselineCount, 8);
    });
    expect(recording.groups[0]!.signals.slice(0, 4).map(({ gainPerUnit }) => gainPerUnit)).toEqual([200, 1000, 1716, 409.5]);
    expect(recording.annotations).toEqual(twelveLead.annotations);
    expect(recording.groups[0]!.framesPerSecond).toBe(500);
  });

  it("come back with the facts that were let through, and carry no other person's text", async () => {
    const recording = await reopen(twelveLead);
    expect(recording.facts).toMatchObject({ personId: "P-0007", sex: "female", ageYears: 90, startTimeMs: facts.startTimeMs, potassiumMmolPerL: 6.3, simulated: false });
    expect(recording.facts.texts.filter(({ kind }) => kind === "staff" || kind === "place" || kind === "contact")).toEqual([]);
    const nobody: FactsToWrite = { personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: true, deidentified: false };
    expect((await reopen({ ...twelveLead, facts: nobody, annotations: [] })).facts).toMatchObject({ personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: true });
  });

  it("are the same bytes each time, and other UIDs for other samples", () => {
    const [first] = writeDicomEcg(twelveLead);
    expect(writeDicomEcg(twelveLead)[0]).toEqual(first);
    const other = { ...twelveLead, signals: twelveLead.signals.map((own) => ({ ...own, samples: own.samples.map((count, i) => (i === 300 ? count ^ 1 : count)) })) };
    const uid = (bytes: Uint8Array) => /2\.25\.\d+/.exec(new TextDecoder("latin1").decode(bytes))![0];
    expect(uid(writeDicomEcg(other)[0]!.bytes)).not.toBe(uid(first!.bytes));
    expect(uid(first!.bytes).length).toBeLessThanOrEqual(64);
  });

  it("are general ECGs where twelve leads would break the limits, of 32 bits where counts need them", async () => {
    const long = { ...twelveLead, frameCount: 20_000, signals: [signal("MLII", 20_000, 3), signal("V5", 20_000, 4)], annotations: [] };
    const recording = await reopen(long);
    expect(recording.formatDetail).toContain("general ECG");
    expect(recording.groups[0]!.signals.map(({ name }) => name)).toEqual(["MLII", "V5"]);
    const wide = { ...long, frameCount: 3, signals: [signal("I", 3, 1, { samples: Int32Array.of(-2_000_000_000, 0, 2_147_483_647) })] };
    const wideRecording = await reopen(wide);
    expect(wideRecording.formatDetail).toContain("general 32-bit ECG");
    expect([...(await wideRecording.readSamples(0, 0, 3))[0]!]).toEqual([-2_000_000_000, 0, 2_147_483_647]);
  });

  it("keep invalid samples invalid, with one mark for all channels", async () => {
    const shared = { ...twelveLead, annotations: [], frameCount: 3, signals: [signal("I", 3, 1, { invalidCount: -32_768, samples: Int32Array.of(5, -32_768, 7) }), signal("II", 3, 1, { invalidCount: -32_768, samples: Int32Array.of(1, 2, 3) })] };
    const recording = await reopen(shared);
    expect(recording.groups[0]!.signals.map(({ invalidCount }) => invalidCount)).toEqual([-32_768, -32_768]);
    expect((await recording.readSamples(0, 0, 3)).map((own) => [...own])).toEqual([[5, -32_768, 7], [1, 2, 3]]);
    const mixed = { ...shared, signals: [signal("I", 3, 1, { invalidCount: 0, samples: Int32Array.of(5, 0, 7) }), signal("II", 3, 1, { samples: Float64Array.of(NaN, 0, 3) }), signal("III", 3, 1, { samples: Int32Array.of(0, 1, -32_768) })] };
    const again = await reopen(mixed);
    expect(again.groups.map(({ signals }) => signals.map(({ name, invalidCount }) => [name, invalidCount]))).toEqual([[["I", 0]], [["II", -32_768]], [["III", null]]]);
    expect((await Promise.all([0, 1, 2].map((group) => again.readSamples(group, 0, 3)))).map(([own]) => [...own!])).toEqual([[5, 0, 7], [-32_768, 0, 3], [0, 1, -32_768]]);
    const unused = { ...shared, signals: [signal("I", 3, 1, { invalidCount: -32_768, samples: Int32Array.of(5, -32_768, 7) }), signal("II", 3, 1, { invalidCount: -2048, samples: Int32Array.of(1, 2, 3) })] };
    expect((await reopen(unused)).groups).toHaveLength(1);
  });

  it("put signals of other rates into a group of their own", async () => {
    const recording = await reopen({ ...twelveLead, annotations: [], frameCount: 200, framesPerSecond: 250, annotationRateHz: 250, signals: [signal("I", 400, 1, { samplesPerFrame: 2 }), signal("II", 200, 2)] });
    expect(recording.groups.map(({ framesPerSecond, frameCount }) => [framesPerSecond, frameCount])).toEqual([[500, 400], [250, 200]]);
    expect((await recording.readSamples(0, 0, 400))[0]).toEqual(counts(400, 1));
  });

  it("refuse broken numbers and scales that change, which they cannot hold", () => {
    const refusal = (extra: Partial<SignalToWrite>) => {
      try {
        writeDicomEcg({ ...twelveLead, frameCount: 2, signals: [signal("I", 2, 1, extra)] });
      } catch (error) {
        return error instanceof FormatError ? error.code : error;
      }
      return "written";
    };
    expect(refusal({ samples: Float64Array.of(0.5, 1) })).toBe("unsupported");
    expect(refusal({ calibrations: [{ fromFrame: 0, gainPerUnit: 200, baselineCount: 0 }, { fromFrame: 1, gainPerUnit: 100, baselineCount: 0 }] })).toBe("unsupported");
    expect(refusal({ calibrations: [{ fromFrame: 0, gainPerUnit: 200, baselineCount: 0 }] })).toBe("written");
    expect(refusal({ samples: Float64Array.of(7, -8) })).toBe("written");
  });

  it("hold decimal strings of at most sixteen characters, the nearest there are", () => {
    expect([1 / 200, 500, -0.25, 1 / 3, 1 / 1716, 0].map(decimalString)).toEqual(["0.005", "500", "-0.25", "0.33333333333333", "5.82750582751e-4", "0"]);
    for (const value of [Math.PI, -Math.PI * 1e-7, 1e21 / 3, -1e-9 / 3]) {
      const text = decimalString(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) / value - 1)).toBeLessThan(1e-8);
    }
  });

  it.skipIf(!hasPydicom)("open in pydicom with the same samples", () => {
    const folder = mkdtempSync(join(tmpdir(), "kalium-dicom-"));
    try {
      const path = join(folder, "r1.dcm");
      writeFileSync(path, writeDicomEcg(twelveLead)[0]!.bytes);
      const read = JSON.parse(execFileSync(PYTHON, ["-W", "error", READ_WITH_PYDICOM, path], { encoding: "utf8" })) as {
        sopClass: string; patientId: string; sex: string; age: string; identityRemoved: string; methods: string[]; acquired: string; annotations: [number, string][];
        groups: { raw: number[][]; rate: number; leads: string[]; labels: string[]; units: string[]; sensitivities: number[]; baselines: number[] }[];
      };
      expect(read).toMatchObject({ sopClass: "12-lead ECG Waveform Storage", patientId: "P-0007", sex: "F", age: "090Y", identityRemoved: "YES", methods: ["113100", "113107", "113108"], acquired: "20310506070809.250" });
      expect(read.groups).toHaveLength(1);
      expect(read.groups[0]!.raw).toEqual(twelveLead.signals.map(({ samples }) => [...samples]));
      expect(read.groups[0]!.leads).toEqual(["2:1", "2:2", "2:61", "2:62", "2:63", "2:64", "2:3", "2:4", "2:5", "2:6", "2:7", "2:8"]);
      expect(read.groups[0]!.sensitivities[0]).toBe(0.005);
      expect(read.groups[0]!.baselines[1]).toBe(-0.006);
      expect(read.annotations.map(([position]) => position)).toEqual(twelveLead.annotations.map(({ sampleIndex }) => sampleIndex + 1));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.skipIf(!hasValidator)("break no rule of their object definitions, as dciodvfy knows them", () => {
    const folder = mkdtempSync(join(tmpdir(), "kalium-dicom-"));
    try {
      const general = { ...twelveLead, frameCount: 20_000, signals: [signal("MLII", 20_000, 3)], facts: { ...facts, startTimeMs: null, personId: null, sex: null, ageYears: null, deidentified: false } };
      for (const recording of [twelveLead, general]) {
        const path = join(folder, "r1.dcm");
        writeFileSync(path, writeDicomEcg(recording)[0]!.bytes);
        const said = spawnSync("dciodvfy", [path], { encoding: "utf8" });
        expect(`${said.stdout}${said.stderr}`).toMatch(/TwelveLeadECG|GeneralECG/);
        expect(`${said.stdout}${said.stderr}`.split("\n").filter((line) => line.startsWith("Error"))).toEqual([]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
