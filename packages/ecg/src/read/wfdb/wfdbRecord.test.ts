import { describe, expect, it } from "vitest";
import { hasSharedData, listShared, makeFile, readShared, readSharedText } from "../../testing/sharedData.ts";
import { mitBihPersonOf } from "./mitBihPerson.ts";
import type { SourceFile } from "../sourceFile.ts";
import { parseWfdbHeader } from "./wfdbHeader.ts";
import { listLeftOutSignals, readWfdbRecord } from "./wfdbRecord.ts";

/** Two 16-bit signals of three frames: 1 2 3 and −1 −2 −3. */
const SMALL_DAT = Uint8Array.of(1, 0, 0xff, 0xff, 2, 0, 0xfe, 0xff, 3, 0, 0xfd, 0xff);
const SMALL_HEA = "s 2 250 3\ns.dat 16 10/mV 16 0 1 6 0 I\ns.dat 16 10/mV 16 0 -1 -6 0 II\n";

function readSmall(header: string, dat: Uint8Array | null = SMALL_DAT, more: readonly SourceFile[] = []) {
  const files = [makeFile("d/s.hea", header), ...(dat ? [makeFile("d/s.dat", dat)] : []), ...more];
  return readWfdbRecord(files[0], files);
}

describe("readWfdbRecord", () => {
  it("gives millivolts and the facts needed to get the counts back", async () => {
    const recording = await readSmall(SMALL_HEA);
    expect(recording).toMatchObject({ id: "s", personId: "s", samplingRateHz: 250, sampleCount: 3, annotations: [], potassiumMmolPerL: null, timeS: null, simulated: false });
    expect(recording.leads[1]).toEqual({ name: "II", samplesMillivolt: Float32Array.of(-0.1, -0.2, -0.3), gainPerMillivolt: 10, baselineCount: 0 });
  });

  it("marks the invalid codes of both formats as NaN", async () => {
    const format16 = await readSmall("s 1 250 2\ns.dat 16 10\n", Uint8Array.of(0x00, 0x80, 1, 0));
    expect([...format16.leads[0].samplesMillivolt]).toEqual([NaN, Math.fround(0.1)]);
    const format212 = await readSmall("s 1 250 2\ns.dat 212 10\n", Uint8Array.of(0x01, 0x80, 0x00));
    expect([...format212.leads[0].samplesMillivolt]).toEqual([Math.fround(0.1), NaN]);
  });

  it("converts microvolts and volts and leaves out what is no voltage", async () => {
    const header = "s 2 250 3\ns.dat 16 10/uV 16 0 1 6 0 I\ns.dat 16 10/mmHg 16 0 -1 -6 0 ABP\n";
    const recording = await readSmall(header);
    expect(recording.leads.map((lead) => lead.name)).toEqual(["I"]);
    expect(recording.leads[0].gainPerMillivolt).toBeCloseTo(10000, 9);
    expect(recording.leads[0].samplesMillivolt[0]).toBeCloseTo(1e-4, 10);
    expect(listLeftOutSignals(parseWfdbHeader(header, "s.hea"), "s.hea")).toEqual([{ file: "s.hea", signalName: "ABP", unit: "mmHg" }]);
  });

  it("takes the length from the file when the header has none", async () => {
    expect((await readSmall("s 2 250\ns.dat 16 10\ns.dat 16 10\n")).sampleCount).toBe(3);
  });

  it("finds companions in the header's own folder, letter case aside", async () => {
    const header = makeFile("b/S.HEA", SMALL_HEA);
    const recording = await readWfdbRecord(header, [makeFile("a/s.dat", new Uint8Array(12)), makeFile("b/S.DAT", SMALL_DAT), header]);
    expect(recording.leads[0].samplesMillivolt[2]).toBeCloseTo(0.3, 6);
  });

  it("knows that MIT-BIH 201 and 202 are one person, through personOf", async () => {
    const header = makeFile("202.hea", "202 1 250 6\ns.dat 16 10\n");
    const recording = await readWfdbRecord(header, [header, makeFile("s.dat", SMALL_DAT)], { personOf: mitBihPersonOf });
    expect(recording).toMatchObject({ id: "202", personId: "201" });
    expect(mitBihPersonOf("201")).toBe("201");
    expect(mitBihPersonOf("203")).toBe("203");
  });

  it.each([
    ["a header naming a missing file", SMALL_HEA, null, "missing-file", "s.dat"],
    ["a truncated .dat", SMALL_HEA, SMALL_DAT.slice(0, 9), "truncated", "(byte 9)"],
    ["a 0-byte .dat", SMALL_HEA, new Uint8Array(0), "empty-file", "d/s.dat"],
    ["a 0-byte header", "", SMALL_DAT, "empty-file", "d/s.hea"],
    ["a storage format that WFDB does not know", "s 1 250 3\ns.dat 17 10\n", SMALL_DAT, "unsupported", "format 17"],
    ["a record without signals", "s 0 250 3\n", SMALL_DAT, "unsupported", "no signals"],
    ["a record without voltages", "s 1 250 3\ns.dat 16 10/mmHg\n", SMALL_DAT, "unsupported", "no signal in volts"],
    ["two formats in one file", "s 2 250 3\ns.dat 16 10\ns.dat 212 10\n", SMALL_DAT, "malformed", "format 212"],
    ["a checksum that does not fit", SMALL_HEA.replace(" -6 ", " -7 "), SMALL_DAT, "checksum", "signal II"],
    ["an initial value that does not fit where no checksum tells", "s 2 250 3\ns.dat 16 10/mV 16 0 2\ns.dat 16 10\n", SMALL_DAT, "malformed", "begins with 1"],
    ["a length beyond all files", "s 1 250 999999999999\ns.dat 16 10\n", SMALL_DAT, "truncated", "(byte 12)"],
  ])("refuses %s and names file and remedy", async (_title, header, dat, code, text) => {
    const error: unknown = await readSmall(header, dat).then(
      () => "accepted",
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "FormatError", code });
    expect((error as Error).message).toContain(text);
    expect((error as { remedy: string }).remedy.length).toBeGreaterThan(10);
  });

  it("refuses a 0-byte annotation file, so that beats are not lost in silence", async () => {
    await expect(readSmall(SMALL_HEA, SMALL_DAT, [makeFile("d/s.atr", "")])).rejects.toMatchObject({ code: "empty-file", place: { file: "d/s.atr" } });
  });
});

describe.skipIf(!hasSharedData)("readWfdbRecord on published records", () => {
  const samples = hasSharedData ? listShared("wfdb-samples") : [];
  const open = (name: string) => readWfdbRecord(samples.find((file) => file.path === `wfdb-samples/${name}.hea`)!, samples);
  const expectedRows = (name: string) =>
    readSharedText(`wfdb-samples/expected/${name}`).trim().split(/\r?\n/).map((line) => line.trim().split(/\s+/).map(Number));
  const countAt = (lead: { samplesMillivolt: Float32Array; gainPerMillivolt: number; baselineCount: number }, n: number) =>
    Math.round(lead.samplesMillivolt[n] * lead.gainPerMillivolt + lead.baselineCount);

  it("reads record 100, signal 1, as rdsamp does (2b)", async () => {
    const { leads } = await open("100");
    const first = Math.floor(0.002 * 360) + 1;
    const rows = expectedRows("record-2b");
    expect(rows.length).toBe(10799);
    rows.forEach(([count], i) => expect(countAt(leads[1], first + i)).toBe(count));
  });

  it("reads 100_3chan, an odd number of 212 samples, in physical units (2c)", async () => {
    const { leads } = await open("100_3chan");
    expectedRows("record-2c").forEach((row, n) => row.forEach((millivolt, s) => expect(leads[s].samplesMillivolt[n]).toBeCloseTo(millivolt, 6)));
  });

  it("reads a MATLAB-wrapped record behind its 24 bytes (1c, without the signal that is no voltage)", async () => {
    const recording = await open("a103l");
    expect(recording.leads.map((lead) => lead.name)).toEqual(["II", "V"]);
    expectedRows("record-1c").forEach((row, i) => row.forEach((count, s) => expect(countAt(recording.leads[s], 80 * 250 + i)).toBe(count)));
  });

  it("reads a record spread over two files (3b)", async () => {
    const { leads } = await open("s0010_re");
    expect(leads.length).toBe(15);
    expectedRows("record-3b").forEach((row, i) =>
      [13, 0, 4, 8, 3].forEach((s, column) => expect(leads[s].samplesMillivolt[5000 + i]).toBeCloseTo(row[column], 6)),
    );
  });

  it("averages frames and shifts a skewed signal back (4a, which rounds to whole counts)", async () => {
    const { leads } = await open("test01_00s_skewframe");
    const rows = expectedRows("record-4a");
    expect(rows.length).toBe(3997);
    rows.forEach((row, n) =>
      row.forEach((count, s) => expect(Math.abs(leads[s].samplesMillivolt[n] * leads[s].gainPerMillivolt - count)).toBeLessThan(0.5001)),
    );
    expect([...leads[0].samplesMillivolt.slice(3997)]).toEqual([NaN, NaN, NaN]);
  });

  it("reads a record without a stated length", async () => {
    expect((await open("a103l-no-len")).sampleCount).toBe(82500);
  });

  it.each(["mitdb", "qtdb", "ludb/data", "cinc2021"])("verifies the checksum of every signal of every record in %s", async (folder) => {
    const files = listShared(folder);
    const headers = files.filter((file) => file.path.endsWith(".hea"));
    expect(headers.length).toBeGreaterThan(5);
    for (const header of headers) {
      const parsed = parseWfdbHeader(new TextDecoder().decode(readShared(header.path)), header.path);
      for (const signal of parsed.signals) expect(signal.checksum).not.toBeNull();
      expect((await readWfdbRecord(header, files)).leads.length).toBe(parsed.signals.length);
    }
  });
});
