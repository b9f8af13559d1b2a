import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import { openRecordings, readRecording } from "../../open/readRecording.ts";
import { toMillivolts } from "../../open/toRecording.ts";
import { hasSharedData, listShared, makeFile, readShared } from "../../testing/sharedData.ts";

const open = async (folder: string, name: string): Promise<OpenedRecording> => {
  const files = listShared(folder);
  const [opened] = await openRecordings(files.find(({ path }) => path === `${folder}/${name}.hea`)!, files);
  return opened!;
};

/** Rows of a reference output of rdsamp. */
function expectedRows(name: string): readonly (readonly number[])[] {
  const bytes = readShared(`wfdb-samples/expected/${name}`);
  const text = new TextDecoder().decode(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  return text.trim().split(/\r?\n/).map((line) => line.trim().split(/\s+/).map(Number));
}

/** Numbers of samples that differ, over all rows and columns. */
function countDifferences(rows: readonly (readonly number[])[], columns: readonly ArrayLike<number>[], decimals?: number): number {
  let differing = 0;
  rows.forEach((row, n) => row.forEach((value, c) => {
    const own = columns[c]![n]!;
    // Expected physical values are printed with eight decimals, invalid ones as NaN.
    if (decimals === undefined ? own !== value : !(Number.isNaN(own) && Number.isNaN(value)) && !(Math.abs(own - value) <= 0.5000001 * 10 ** -decimals)) differing += 1;
  }));
  return differing;
}

/** Physical values in double precision; invalid samples NaN. */
function toPhysical(opened: OpenedRecording, s: number, counts: ArrayLike<number>, fromFrame = 0): Float64Array {
  const { gainPerUnit, baselineCount, invalidCount, calibrations, samplesPerFrame } = opened.groups[0]!.signals[s]!;
  return Float64Array.from(counts, (count, i) => {
    const rule = calibrations?.findLast((candidate) => candidate.fromFrame <= fromFrame + Math.floor(i / samplesPerFrame)) ?? { gainPerUnit, baselineCount };
    return count === invalidCount ? NaN : (count - rule.baselineCount) / rule.gainPerUnit;
  });
}

describe.skipIf(!hasSharedData)("wfdbReader against the reference output of the WFDB tools", () => {
  it.each([
    ["wfdb-samples", "test01_00s", "record-1a", 0, [0, 1, 2, 3]],
    ["wfdb-samples", "a103l", "record-1c", 80 * 250, [0, 1]],
    ["wfdb-samples", "a103l-no-len", "record-1c", 80 * 250, [0, 1]],
    ["wfdb-samples", "binformats", "record-1f.gz", 0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["wfdb-samples", "flacformats", "record-flac.gz", 0, [0, 1, 2]],
    ["wfdb-samples", "100", "record-2b", 1, [1]],
    ["wfdb-samples", "310derive", "record-2d", 2, [0, 1]],
  ] as const)("reads %s/%s as %s, 0 samples differing", async (folder, name, expectedName, from, columns) => {
    const opened = await open(folder, name);
    const rows = expectedRows(expectedName);
    expect(rows.length).toBeGreaterThan(400);
    const samples = await opened.readSamples(0, from, from + rows.length);
    expect(countDifferences(rows, columns.map((s) => samples[s]!))).toBe(0);
  });

  it.each([
    ["wfdb-samples", "a103l", "record-1b", 50 * 250, [2, 0]],
    ["wfdb-samples", "100_3chan", "record-2c", 0, [0, 1, 2]],
    ["wfdb-samples", "311derive", "record-2e", 1, [0]],
    ["wfdb-samples", "s0010_re", "record-3b", 5000, [13, 0, 4, 8, 3]],
    ["wfdb-samples/multi-segment/fixed1", "v102s", "record-multi-fixed-c", 70000, [1, 0, 3]],
  ] as const)("reads %s/%s in physical units as %s, 0 samples differing", async (folder, name, expectedName, from, columns) => {
    const opened = await open(folder, name);
    const rows = expectedRows(expectedName);
    expect(rows.length).toBeGreaterThan(400);
    const samples = await opened.readSamples(0, from, from + rows.length);
    expect(countDifferences(rows, columns.map((s) => toPhysical(opened, s, samples[s]!, from)), 8)).toBe(0);
  });

  it("reads a variable layout, gap and lacking signals as invalid (multi-variable-d)", async () => {
    const opened = await open("wfdb-samples/multi-segment/p000878", "p000878-2137-10-26-16-57");
    expect(opened).toMatchObject({ id: "p000878-2137-10-26-16-57", formatDetail: "WFDB 80, 36 segments, variable layout" });
    expect(opened.groups[0]!.signals.map(({ name }) => name)).toEqual(["PLETH", "II", "V", "ABP"]);
    const rows = expectedRows("record-multi-variable-d");
    const samples = await opened.readSamples(0, 3550, 7500);
    expect(rows.length).toBe(3950);
    expect(countDifferences(rows, [samples[0]!, samples[1]!])).toBe(0);
    expect(new Set(samples[3])).toEqual(new Set([opened.groups[0]!.signals[3]!.invalidCount]));
    await expect(opened.readSamples(0, 7000, 8000)).rejects.toMatchObject({ code: "missing-file", message: expect.stringContaining("3269321_0003") as string });
  });

  it("reads a fixed layout with several samples a frame at high resolution (multi-fixed-d)", async () => {
    const opened = await open("wfdb-samples/multi-segment/041s", "041s");
    const rows = expectedRows("record-multi-fixed-d.gz");
    const samples = await opened.readSamples(0, 0, 2000);
    expect(samples.map(({ length }) => length)).toEqual([8000, 8000, 8000, 2000, 2000, 2000, 2000]);
    expect(rows.length).toBe(8000);
    // rdsamp repeats the samples of slower signals.
    const columns = [3, 2, 1].map((s) => Int32Array.from({ length: 8000 }, (_, n) => samples[s]![samples[s]!.length === 8000 ? n : n >> 2]!));
    expect(countDifferences(rows, columns)).toBe(0);
  });

  it("reads skew and several samples a frame, at high resolution (4d) and averaged as rdsamp averages (4a)", async () => {
    const opened = await open("wfdb-samples", "test01_00s_skewframe");
    const samples = await opened.readSamples(0, 0, 4000);
    const high = expectedRows("record-4d");
    const columns = [0, 1, 2].map((s) => {
      const physical = toPhysical(opened, s, samples[s]!);
      return physical.length === 8000 ? physical : Float64Array.from({ length: 8000 }, (_, n) => physical[n >> 1]!);
    });
    expect(high.length).toBeGreaterThan(7990);
    expect(countDifferences(high, columns, 8)).toBe(0);
    const low = expectedRows("record-4a");
    const averages = [samples[0]!, Float64Array.from({ length: 4000 }, (_, n) => Math.trunc((samples[1]![2 * n]! + samples[1]![2 * n + 1]!) / 2)), samples[2]!];
    expect(low.length).toBe(3997);
    expect(countDifferences(low, averages)).toBe(0);
    expect([...samples[0]!.slice(3997)]).toEqual([-32768, -32768, -32768]);
  });

  it.each(["wfdb-samples", "mitdb"])("gives any range as the same part of the whole (%s)", async (folder) => {
    for (const name of folder === "mitdb" ? ["208"] : ["binformats", "flacformats", "100skew", "test01_00s_skewframe", "310derive", "311derive", "100_3chan", "s0010_re"]) {
      const opened = await open(folder, name);
      const { frameCount, signals } = opened.groups[0]!;
      const whole = await opened.readSamples(0, 0, frameCount);
      let state = 7;
      const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
      for (let i = 0; i < 20; i++) {
        const from = random(frameCount + 1);
        const to = Math.min(frameCount, from + random(300));
        const part = await opened.readSamples(0, from, to);
        part.forEach((counts, s) => expect([name, s, from, counts]).toEqual([name, s, from, whole[s]!.slice(from * signals[s]!.samplesPerFrame, to * signals[s]!.samplesPerFrame)]));
      }
    }
  });

  it("opens records without signal files as missing, and the layout of a variable record as no record", async () => {
    await expect(open("wfdb-samples", "12726")).rejects.toMatchObject({ code: "missing-file" });
    await expect(open("wfdb-samples/multi-segment/p000878", "3269321_layout")).rejects.toMatchObject({ code: "unsupported" });
  });

  it("is what a header is recognised as, whatever its name", async () => {
    const files = [makeFile("a/head.txt", "s 1 250 3\ns.dat 16 10/mV 16 0 1 6 0 II\n"), makeFile("a/s.dat", Uint8Array.of(1, 0, 2, 0, 3, 0))];
    expect(await readRecording(files)).toMatchObject({ format: "wfdb", formatDetail: "WFDB 16", id: "s", files: ["a/head.txt", "a/s.dat"] });
  });
});

describe("wfdbReader", () => {
  const dat = (path: string, ...counts: number[]) => makeFile(path, new Uint8Array(Int16Array.from(counts).buffer));

  it("uses each segment's own gain, baseline and format, with one invalid code for all", async () => {
    const files = [
      makeFile("m.hea", "m/3 1 250 8 10:00:00 2/1/2020\na 3\n~ 2\nb 3\n"),
      makeFile("a.hea", "a 1 250 3\na.dat 16 10/mV 16 0 1 6 0 II\n"),
      dat("a.dat", 1, 2, 3),
      makeFile("b.hea", "b 1 250 3\nb.dat 80 2000(-1)/V 8 0 -128 65408 0 II\n"),
      makeFile("b.dat", Uint8Array.of(0, 129, 127)),
    ];
    const [opened] = await openRecordings(files[0]!, files);
    const [signal] = opened!.groups[0]!.signals;
    const samples = await opened!.readSamples(0, 0, 8);
    expect([...samples[0]!]).toEqual([1, 2, 3, -32768, -32768, -32768, 1, -1]);
    expect(signal).toMatchObject({ unit: "mV", invalidCount: -32768, calibrations: [{ fromFrame: 0, gainPerUnit: 10, baselineCount: 0 }, { fromFrame: 5, gainPerUnit: 2, baselineCount: -1 }] });
    expect([...toMillivolts(signal!, samples[0]!)]).toEqual([0.1, 0.2, 0.3, NaN, NaN, NaN, 1, 0].map(Math.fround));
    expect([...(await opened!.readSamples(0, 2, 7))[0]!]).toEqual([3, -32768, -32768, -32768, 1]);
    expect(opened!.facts.startTimeMs).toBe(Date.UTC(2020, 0, 2, 10));
  });

  it("refuses a gap that would take a thousand times the files before it takes the room, and reads a part of it", async () => {
    const files = [makeFile("m.hea", "m/2 1 250 9000000003\na 3\n~ 9000000000\n"), makeFile("a.hea", "a 1 250 3\na.dat 16 10/mV\n"), dat("a.dat", 1, 2, 3)];
    const [opened] = await openRecordings(files[0]!, files);
    await expect(opened!.readSamples(0, 0, 9000000003)).rejects.toMatchObject({ code: "too-large" });
    expect([...(await opened!.readSamples(0, 8000000000, 8000000002))[0]!]).toEqual([-32768, -32768]);
    await expect(opened!.readSamples(0, 0, 9000000004)).rejects.toBeInstanceOf(RangeError);
    await expect(opened!.readSamples(1, 0, 1)).rejects.toBeInstanceOf(RangeError);
  });

  it("is not held up by a header of a hundred thousand gaps, and refuses one that would make a billion cells", async () => {
    const gaps = (signalCount: number, count: number) => [
      makeFile("m.hea", `m/${count + 2} ${signalCount} 250\nl 0\na 3\n${"~ 1\n".repeat(count)}`),
      makeFile("l.hea", `l ${signalCount} 250 0\n${Array.from({ length: signalCount }, (_, s) => `~ 0 1/mV 0 0 0 0 0 s${s}\n`).join("")}`),
      makeFile("a.hea", "a 1 250 3\na.dat 16 10/mV 16 0 1 6 0 s0\n"), dat("a.dat", 1, 2, 3),
    ];
    const files = gaps(2, 100_000);
    const started = performance.now();
    const [opened] = await openRecordings(files[0]!, files);
    expect([...(await opened!.readSamples(0, 2, 5))[0]!]).toEqual([3, -32768, -32768]);
    expect(performance.now() - started).toBeLessThan(2000);
    const cells = gaps(1024, 100_000);
    await expect(openRecordings(cells[0]!, cells)).rejects.toMatchObject({ code: "too-large" });
  });

  it("lists the encoder's name and the comments of FLAC files, in segments too", async () => {
    const flac = readFileSync(new URL("../../../../../tests/golden/ecg/wfdb/flac/block16.flac", import.meta.url));
    const segment = [makeFile("a.hea", "a 1 250 100\na.dat 516 200/mV 16 0\n"), makeFile("a.dat", new Uint8Array(flac))];
    for (const files of [segment, [makeFile("m.hea", "m/2 1 250 200\na 100\na 100\n"), ...segment]]) {
      const [opened] = await openRecordings(files[0]!, files);
      expect(opened!.facts.texts.filter(({ place }) => place.includes("FLAC")).map(({ kind, value }) => [kind, value])).toEqual([["free-text", "reference libFLAC 1.4.2 20221022"]]);
      const [counts] = await opened!.readSamples(0, 0, opened!.groups[0]!.frameCount);
      expect(counts!.subarray(0, 100)).toEqual(counts!.subarray(counts!.length - 100));
    }
  });

  it("finds person, age, sex, start and every text of a header", async () => {
    const files = [makeFile("77.hea", "77 1 250 3 09:08:07.5 24/12/1999\n77.dat 16 10/mV 16 0 1 6 0 Smith II\n# <age>: 81 <sex>: F\n#<subject_id>: 10000032\n# Aldomet\n"), dat("77.dat", 1, 2, 3), makeFile("77.atr", Uint8Array.of(0, 0x58, 5, 0xfc, 74, 111, 104, 110, 33, 0, 0, 0))];
    const [opened] = await openRecordings(files[0]!, files);
    expect(opened!.facts).toMatchObject({ personId: "10000032", ageYears: 81, sex: "female", startTimeMs: Date.UTC(1999, 11, 24, 9, 8, 7, 500) });
    expect(opened!.facts.texts.map(({ kind, value }) => `${kind}: ${value}`)).toEqual([
      "identifier: 77", "date: 09:08:07.5", "date: 24/12/1999", "identifier: 77.dat", "technical: Smith II", "technical: mV",
      "free-text: <age>: 81 <sex>: F", "identifier: <subject_id>: 10000032", "free-text: Aldomet", "free-text: John!",
    ]);
  });
});
