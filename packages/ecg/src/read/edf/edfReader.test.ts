import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { hasSharedData, makeFile, readShared } from "../../testing/sharedData.ts";
import { parseAnnotationLists } from "./edfAnnotationLists.ts";
import { edfReader } from "./edfReader.ts";

interface GoldenFile {
  readonly signals: readonly { readonly label: string; readonly unit: string; readonly rate: number; readonly gain: number; readonly baseline: number; readonly count: number; readonly sha256: string }[];
  readonly annotations: readonly (readonly [number, number | null, string])[];
  readonly annotationCount: number;
  readonly annotationSha256: string;
  readonly firstOnset: number;
}
const golden = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/edf/edf.json", import.meta.url), "utf8")) as Record<string, GoldenFile>;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** A signal of a file made in a test; `records` holds its samples record by record, or its annotation text. */
interface MadeSignal {
  readonly label: string;
  readonly unit?: string;
  readonly limits?: readonly [string, string, string, string];
  readonly prefilter?: string;
  readonly records: readonly (readonly number[] | string)[];
}

interface MadeFile {
  readonly signals: readonly MadeSignal[];
  readonly bdf?: boolean;
  readonly reserved?: string;
  readonly patient?: string;
  readonly recording?: string;
  readonly date?: string;
  readonly time?: string;
  readonly headerBytes?: string;
  readonly recordCount?: string;
  readonly duration?: string;
}

/** Bytes of an EDF or BDF file straight from the published layout, apart from the writer. */
function makeEdf({ signals, bdf = false, reserved = "", patient = "X X X X", recording = "Startdate X X X X", date = "01.01.85", time = "00.00.00", headerBytes, recordCount, duration = "1" }: MadeFile): Uint8Array {
  const width = bdf ? 3 : 2;
  const records = signals[0]!.records.length;
  const pad = (text: string, length: number): string => text.padEnd(length).slice(0, length);
  const sizes = signals.map(({ records: parts }) => (typeof parts[0] === "string" ? 60 / width : (parts[0]?.length ?? 1)));
  const limits = signals.map((signal) => signal.limits ?? ["-100", "100", "-1000", "1000"]);
  const header =
    (bdf ? "\xffBIOSEMI" : pad("0", 8)) + pad(patient, 80) + pad(recording, 80) + pad(date, 8) + pad(time, 8) + pad(headerBytes ?? String(256 * (signals.length + 1)), 8) +
    pad(reserved, 44) + pad(recordCount ?? String(records), 8) + pad(duration, 8) + pad(String(signals.length), 4) +
    signals.map(({ label }) => pad(label, 16)).join("") + signals.map(() => pad("AgCl", 80)).join("") + signals.map(({ unit }) => pad(unit ?? "uV", 8)).join("") +
    [0, 1, 2, 3].map((which) => limits.map((four) => pad(four[which]!, 8)).join("")).join("") +
    signals.map(({ prefilter }) => pad(prefilter ?? "", 80)).join("") + sizes.map((size) => pad(String(size), 8)).join("") + signals.map(() => pad("", 32)).join("");
  const body: number[] = [];
  for (let record = 0; record < records; record++) {
    signals.forEach(({ records: parts }) => {
      const part = parts[record]!;
      if (typeof part === "string") body.push(...new TextEncoder().encode(part).slice(0, 60), ...new Array<number>(Math.max(0, 60 - new TextEncoder().encode(part).length)).fill(0));
      else for (const value of part) for (let byte = 0; byte < width; byte++) body.push((value >> (8 * byte)) & 255);
    });
  }
  return new Uint8Array([...Buffer.from(header, "latin1"), ...body]);
}

async function open(bytes: Uint8Array, path = "dropped/x.edf"): Promise<OpenedRecording> {
  return (await edfReader.open(makeFile(path, bytes), [], {}))[0]!;
}

async function errorOf(bytes: Uint8Array): Promise<string> {
  return open(bytes).then(() => "none", (error: unknown) => (error instanceof FormatError ? `${error.code} ${error.message}` : `untyped ${String(error)}`));
}

const PLAIN: MadeFile = { signals: [{ label: "ECG II", records: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, -12]] }, { label: "SaO2", unit: "%", records: [[90, 91], [92, 93], [94, 95]] }] };

describe.skipIf(!hasSharedData)("edfReader on published files", () => {
  it.each(["edf/test_subsecond.edf", "edf/test_generator_datarec_generator_0_5.bdf", "wfdb-samples/test_edfann.edf"])("reads %s as numpy does, 0 samples differ", async (path) => {
    const expected = golden[path.split("/")[1]!]!;
    const bytes = readShared(path);
    expect(edfReader.recognises(bytes.subarray(0, 4096), makeFile(path, bytes))).toBe(true);
    const opened = await open(bytes, path);
    const group = opened.groups[0]!;
    const samples = await opened.readSamples(0, 0, group.frameCount);
    expect(
      group.signals.map(({ name, unit, samplingRateHz, gainPerUnit, baselineCount, sampleCount }, index) => ({
        label: name, unit, rate: samplingRateHz, gain: gainPerUnit, baseline: baselineCount, count: sampleCount, sha256: sha256(new Uint8Array(samples[index]!.buffer)),
      })),
    ).toEqual(expected.signals.map(({ label, unit, rate, gain, baseline, count, sha256: sum }) => ({ label, unit, rate, gain, baseline, count, sha256: sum })));
    expect(opened.annotations.length).toBe(expected.annotationCount);
    expect(opened.annotations.slice(0, 5).map(({ onsetS, durationS, aux }) => [Number((onsetS! + expected.firstOnset).toFixed(7)), durationS, aux])).toEqual(expected.annotations);
    const lines = opened.annotations.map(({ onsetS, aux }) => `${Math.round((onsetS! + expected.firstOnset) * 1e6)}\t${aux}\n`).join("");
    expect(sha256(new TextEncoder().encode(lines))).toBe(expected.annotationSha256);
  });

  it("agrees with biosig on every sample of the file that biosig can read", async () => {
    const biosig = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/edf/biosig.json", import.meta.url), "utf8")) as Record<string, readonly { readonly count: number; readonly sha256: string }[]>;
    const opened = await open(readShared("edf/test_subsecond.edf"));
    const samples = await opened.readSamples(0, 0, opened.groups[0]!.frameCount);
    expect(samples.map((part) => ({ count: part.length, sha256: sha256(new Uint8Array(part.buffer)) }))).toEqual(biosig["test_subsecond.edf"]);
  });

  it("finds the birth date, the sub-second start and every text of the EDF+ example", async () => {
    const { facts } = await open(readShared("edf/test_subsecond.edf"));
    expect(facts).toMatchObject({ personId: null, sex: "female", ageYears: 22 });
    expect(facts.startTimeMs! % 1000).toBe(395);
    expect(facts.texts).toContainEqual({ place: "patient birth date", kind: "date", value: "20-JAN-1998" });
    expect(facts.texts).toContainEqual({ place: "annotation", kind: "free-text", value: "Clip Note" });
  });
});

describe("edfReader on files made by the published layout", () => {
  it("gives every signal its own rate on the grid of the greatest common divisor, and any range of frames", async () => {
    const opened = await open(makeEdf({ ...PLAIN, duration: "0.5" }));
    const group = opened.groups[0]!;
    expect(group).toMatchObject({ kind: "rhythm", framesPerSecond: 4, frameCount: 6 });
    expect(group.signals.map(({ name, samplingRateHz, samplesPerFrame, gainPerUnit, baselineCount }) => [name, samplingRateHz, samplesPerFrame, gainPerUnit, baselineCount])).toEqual([["II", 8, 2, 10, 0], ["SaO2", 4, 1, 10, 0]]);
    expect(await opened.readSamples(0, 0, 6)).toEqual([new Int32Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12]), new Int32Array([90, 91, 92, 93, 94, 95])]);
    expect(await opened.readSamples(0, 1, 5)).toEqual([new Int32Array([3, 4, 5, 6, 7, 8, 9, 10]), new Int32Array([91, 92, 93, 94])]);
    expect(await opened.readSamples(0, 3, 3)).toEqual([new Int32Array(0), new Int32Array(0)]);
    await expect(opened.readSamples(0, 0, 7)).rejects.toBeInstanceOf(RangeError);
    expect(opened.facts.texts).toContainEqual({ place: "label of signal 1", kind: "technical", value: "ECG II" });
  });

  it("sign-extends 24-bit samples", async () => {
    const opened = await open(makeEdf({ bdf: true, signals: [{ label: "V1", limits: ["-262144", "262143", "-8388608", "8388607"], records: [[-1, 8388607, -8388608, 65536]] }] }));
    expect(opened.formatDetail).toBe("BDF");
    expect(await opened.readSamples(0, 0, 4)).toEqual([new Int32Array([-1, 8388607, -8388608, 65536])]);
  });

  it("turns the gaps of EDF+D into pieces and puts marks at the stored sample of their moment", async () => {
    const tal = (onset: string, more = ""): string => `+${onset}\x14\x14\0${more}`;
    const opened = await open(
      makeEdf({
        reserved: "EDF+D",
        signals: [
          { label: "ECG I", records: [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]] },
          { label: "EDF Annotations", records: [tal("0.25", "+0.75\x150.5\x14first\x14second\x14\0"), tal("1.25"), tal("10.25", "+5\x14in the gap\x14\0+11\x14Ärztin\x14\0")] },
        ],
      }),
    );
    expect(opened.formatDetail).toBe("EDF+D");
    const falsely = await open(makeEdf({ reserved: "EDF+C", signals: [{ label: "I", records: [[1], [2]] }, { label: "EDF Annotations", records: [tal("0"), tal("7")] }] }));
    expect(falsely.groups[0]!.pieces.length).toBe(1);
    expect(falsely.notes[0]).toContain("calls itself continuous");
    expect(opened.groups[0]!.pieces).toEqual([{ fromFrame: 0, startS: 0 }, { fromFrame: 8, startS: 10 }]);
    expect(opened.annotations.map(({ sampleIndex, aux, onsetS, durationS }) => [sampleIndex, aux, onsetS, durationS])).toEqual([
      [2, "first", 0.5, 0.5], [2, "second", 0.5, 0.5], [8, "in the gap", 4.75, null], [11, "Ärztin", 10.75, null],
    ]);
  });

  it("takes the start of a continuous file from its first time-keeping list, and several annotation signals", async () => {
    const opened = await open(
      makeEdf({
        reserved: "EDF+C", patient: "MCH-0234567 F 02-MAY-1951 Haagse_Harry", recording: "Startdate 02-MAR-2002 EMG561 BK/JOP Sony._MNC_R", date: "02.03.02", time: "14.27.00",
        signals: [
          { label: "EDF Annotations", records: ["+0.5\x14\x14\0+0.5\x14A\x14\0"] },
          { label: "V2", records: [[1, 2]] },
          { label: "EDF Annotations", records: ["+1.0\x14B\x14\0"] },
        ],
      }),
    );
    expect(opened.annotations.map(({ aux, sampleIndex, onsetS }) => [aux, sampleIndex, onsetS])).toEqual([["A", 0, 0], ["B", 1, 0.5]]);
    expect(opened.facts).toMatchObject({ personId: "MCH-0234567", sex: "female", ageYears: 50, startTimeMs: Date.UTC(2002, 2, 2, 14, 27, 0, 500) });
    for (const value of ["MCH-0234567", "02-MAY-1951", "Haagse Harry", "02-MAR-2002", "EMG561", "BK/JOP", "Sony. MNC R"]) expect(opened.facts.texts.map((text) => text.value)).toContain(value);
  });

  it("opens files that hold annotations only", async () => {
    const opened = await open(makeEdf({ reserved: "EDF+C", duration: "0", signals: [{ label: "EDF Annotations", records: ["+0\x14\x14\0+2.5\x1530\x14Sleep stage W\x14\0"] }] }));
    expect(opened.groups[0]).toMatchObject({ frameCount: 0, signals: [] });
    expect(opened.annotations).toMatchObject([{ onsetS: 2.5, durationS: 30, aux: "Sleep stage W", symbol: '"' }]);
    expect(await opened.readSamples(0, 0, 0)).toEqual([]);
  });

  it("mends what real files get wrong: decimal commas, blank patient, wrong header size, open record count, left-over bytes", async () => {
    const bytes = makeEdf({ ...PLAIN, patient: "", recording: "", headerBytes: "99", recordCount: "-1", date: "1-2-03", time: "4:05:06", duration: "0,5", signals: [{ ...PLAIN.signals[0]!, label: "ekg v5", limits: ["-3,2", "3,2", "-32000", "32000"] }] });
    const opened = await open(new Uint8Array([...bytes, 7, 7, 7]));
    expect(opened.groups[0]!.signals[0]).toMatchObject({ name: "V5", samplingRateHz: 8, gainPerUnit: 10000 });
    expect(opened.groups[0]!.frameCount).toBe(12);
    expect(opened.facts).toMatchObject({ personId: null, startTimeMs: Date.UTC(2003, 1, 1, 4, 5, 6) });
    expect(opened.notes.length).toBe(4);
  });

  it("knows no start time where the file says that it is unknown", async () => {
    expect((await open(makeEdf({ ...PLAIN, reserved: "EDF+C" }))).facts.startTimeMs).toBeNull();
    expect((await open(makeEdf({ ...PLAIN, date: "31.02.99" , recording: "" }))).facts.startTimeMs).toBeNull();
  });

  it("reads filters that all signals share", async () => {
    expect((await open(makeEdf({ signals: [{ label: "I", prefilter: "HP:0.05Hz LP:150Hz N:50Hz", records: [[1]] }] }))).facts.filters).toEqual({ highPassHz: 0.05, lowPassHz: 150, notchHz: 50 });
  });

  it("names what is wrong, with the place", async () => {
    const withLimits = (...limits: [string, string, string, string]): MadeFile => ({ signals: [{ label: "I", limits, records: [[1]] }] });
    expect(await errorOf(makeEdf(withLimits("-1", "1", "5", "5")))).toContain("malformed dropped/x.edf (byte 376): the digital minimum and maximum of signal 1 (I) are 5 and 5");
    expect(await errorOf(makeEdf(withLimits("2", "2", "0", "5")))).toContain("the physical minimum and maximum");
    expect(await errorOf(makeEdf(withLimits("x", "2", "0", "5")))).toContain('the physical minimum of signal 1 (I) is "x"');
    expect(await errorOf(makeEdf({ ...PLAIN, recordCount: "4" }))).toContain("truncated");
    expect(await errorOf(makeEdf({ ...PLAIN, duration: "0" }))).toContain("no rate");
    expect(await errorOf(makeEdf({ ...PLAIN, duration: "-1" }))).toContain("malformed");
    const many = makeEdf(PLAIN);
    many.set(new TextEncoder().encode("9999"), 252);
    expect(await errorOf(many)).toContain("too-large");
    many.set(new TextEncoder().encode("99  "), 252);
    expect(await errorOf(many)).toContain("truncated");
    many.set(new TextEncoder().encode("0   "), 252);
    expect(await errorOf(many)).toContain("malformed");
    expect(await errorOf(makeEdf(PLAIN).subarray(0, 200))).toContain("truncated");
  });

  it("takes no text table for EDF", () => {
    const table = new TextEncoder().encode("0       0.125\n".repeat(300));
    expect(edfReader.recognises(table, makeFile("t.txt", table))).toBe(false);
    expect(edfReader.recognises(new Uint8Array(0), makeFile("t.txt", ""))).toBe(false);
  });

  it("reads parts of one long record, and is not held up by a long list without marks", async () => {
    const count = 3_000_000;
    const bytes = makeEdf({ ...PLAIN, duration: "3000", signals: [{ label: "I", records: [[1]] }, { label: "II", records: [[2]] }] });
    const header = bytes.slice(0, 256 * 3);
    header.set(new TextEncoder().encode([count, count].map((each) => String(each).padEnd(8)).join("")), 256 + 2 * (16 + 80 + 8 * 5 + 80));
    const samples = Int16Array.from({ length: 2 * count }, (_, i) => i * 7);
    const whole = new Uint8Array(header.length + samples.byteLength);
    whole.set(header);
    whole.set(new Uint8Array(samples.buffer), header.length);
    let bytesRead = 0;
    const [opened] = await edfReader.open({ path: "a.edf", size: whole.length, bytes: async (from = 0, to = whole.length) => ((bytesRead += to - from), whole.subarray(from, to)) }, [], {});
    expect(opened!.groups[0]!.frameCount).toBe(count);
    bytesRead = 0;
    expect(await opened!.readSamples(0, 1_000_001, 1_000_004)).toEqual([Int32Array.from(samples.subarray(1_000_001, 1_000_004)), Int32Array.from(samples.subarray(count + 1_000_001, count + 1_000_004))]);
    expect(bytesRead).toBe(12);
    const [, second] = await opened!.readSamples(0, 0, count);
    expect(sha256(new Uint8Array(second!.buffer))).toBe(sha256(new Uint8Array(Int32Array.from(samples.subarray(count)).buffer)));
    const started = performance.now();
    expect(parseAnnotationLists(Uint8Array.from({ length: 2_000_000 }, (_, i) => (i % 2) * 65)).faultCount).toBe(1_000_000);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it("leaves out lists that break the rules and counts them", () => {
    const bytes = new TextEncoder().encode("+1\x14\x14\0nonsense\0+2\x14ok\x14\0+3\x15x\x14no\x14\0+4");
    expect(parseAnnotationLists(bytes)).toEqual({ recordOnsetS: 1, annotations: [{ onsetS: 2, durationS: null, text: "ok" }], faultCount: 3 });
  });
});
