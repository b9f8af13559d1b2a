import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { ArrayLayout } from "../../open/formatReader.ts";
import { windowOfFile } from "../array/byteWindow.ts";
import { sourceFileFromBytes, type SourceFile } from "../sourceFile.ts";
import { readParquetTable } from "./openParquet.ts";
import { parquetReader } from "./parquetReader.ts";
import { unpackSnappy } from "./snappy.ts";

interface Digest { readonly count?: number; readonly sha256?: string; readonly texts?: string }
const GOLDEN = new URL("../../../../../tests/golden/ecg/parquet/", import.meta.url);
const expected = (JSON.parse(readFileSync(new URL("expected.json", GOLDEN), "utf8")) as { fixtures: Record<string, Record<string, Digest>> }).fixtures;
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, GOLDEN)));
const golden = (name: string): SourceFile => sourceFileFromBytes(name, bytesOf(name));
const answer = (over: Partial<ArrayLayout> = {}): ArrayLayout => ({ arrayName: null, samplingRateHz: 250, unit: "uV", gainPerUnit: 1, leadNames: ["I", "II"], leadAxis: "first", ...over });
/** The waves of the fixtures, written down again from their formula. */
const wave = (lead: number, count: number): number[] => Array.from({ length: count }, (_, i) => Math.round(900 * Math.exp(-((((i % 80) - 40 + lead) / 3) ** 2)) + 7 * lead));

async function refusal(work: Promise<unknown>): Promise<FormatError> {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
}

describe("Parquet tables", () => {
  it.each(Object.entries(expected))("reads every column of %s as Arrow does", async (name, columns) => {
    expect(parquetReader.recognises(bytesOf(name).subarray(0, 4096), golden(name))).toBe(true);
    const table = await readParquetTable(windowOfFile(golden(name)));
    const found: Record<string, Digest> = {};
    for (const [index, column] of table.footer.columns.entries()) {
      const numbers: number[] = [];
      const texts: string[] = [];
      for (const [group, { rowCount }] of table.footer.rowGroups.entries()) {
        const rows = await table.reader(group, index).rows(0, rowCount);
        numbers.push(...(rows.numbers ?? []));
        texts.push(...(rows.texts ?? []));
      }
      const hash = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
      found[column.name] = column.type.kind === "text" ? { texts: hash(texts.join("\n")) } : { count: numbers.length, sha256: hash(new Uint8Array(Float64Array.from(numbers).buffer)) };
    }
    expect(found).toEqual(columns);
  });

  it("reads rows out of the middle exactly as out of the whole, across pages", async () => {
    for (const name of Object.keys(expected)) {
      const table = await readParquetTable(windowOfFile(golden(name)));
      for (const [index] of table.footer.columns.entries()) {
        for (const [group, { rowCount }] of table.footer.rowGroups.entries()) {
          const whole = await table.reader(group, index).rows(0, rowCount);
          for (const [from, to] of [[0, 1], [1, 3], [rowCount - 1, rowCount], [Math.floor(rowCount / 3), Math.floor(rowCount / 2)]].filter(([a, b]) => a! >= 0 && b! <= rowCount && a! <= b!) as [number, number][]) {
            const fresh = (await readParquetTable(windowOfFile(golden(name)))).reader(group, index);
            const part = await fresh.rows(from, to);
            const [begin, end] = [whole.rowStarts[from]!, whole.rowStarts[to]!];
            expect([...(part.numbers ?? part.texts ?? [])]).toEqual([...(whole.numbers ?? whole.texts ?? [])].slice(begin, end));
            expect(part.rowStarts).toEqual(whole.rowStarts.slice(from, to + 1).map((start) => start - begin));
          }
        }
      }
    }
  });

  it("opens a row a recording, each of its own length, with what its row says of it", async () => {
    for (const name of ["records_snappy.parquet", "records_pages.parquet", "records_pages_v1.parquet"]) {
      const opened = await parquetReader.open(golden(name), [], {});
      expect(opened.map(({ groups }) => groups[0]!.frameCount)).toEqual([60, 100, 45, 100, 77]);
      expect(opened[1]!.notes.join()).toContain("1 rows without samples");
      expect(opened[4]!.facts).toMatchObject({ personId: "P005", ageYears: 45, sex: "male" });
      expect(opened[4]!.facts.texts).toContainEqual({ place: "name", kind: "person-name", value: "Made Up 5" });
      expect(opened[4]!.groups[0]!.signals.map(({ name, unit, samplingRateHz }) => `${name} ${unit} ${samplingRateHz}`)).toEqual(["I uV 250", "II uV 250"]);
      const samples = await opened[3]!.readSamples(0, 10, 90);
      expect(samples.map((lead) => [...lead])).toEqual([wave(0, 100), wave(1, 100)].map((lead) => lead.slice(10, 90).map((value) => value + 3)));
      expect(samples[0]).toBeInstanceOf(Int32Array);
    }
  });

  it("keeps identifiers to their last digit, and reads dates and times", async () => {
    for (const name of ["times.parquet", "times_delta.parquet"]) {
      const [first, second] = await parquetReader.open(golden(name), [], { array: answer({ leadNames: ["I"] }) });
      expect([first!.facts.personId, second!.facts.personId]).toEqual(["9007199254740993", "9007199254740995"]);
      expect(second!.facts.startTimeMs).toBe(Date.UTC(2024, 4, 6, 7, 8, 10));
      expect(first!.facts.texts).toContainEqual({ place: "birth_date", kind: "date", value: "1950-01-02T00:00:00.000" });
      expect(first!.facts.texts).toContainEqual({ place: "stored", kind: "free-text", value: "2024-05-06T07:08:09.000" });
    }
  });

  it("opens recordings kept whole in one column, flat or as lists of lists", async () => {
    const flat = await parquetReader.open(golden("records_flat.parquet"), [], { array: answer({ leadNames: ["I", "II", "III"], leadAxis: "last" }) });
    expect([...(await flat[2]!.readSamples(0, 0, 50))[1]!]).toEqual(wave(1, 50).map((value) => Math.fround((value + 2) / 5)));
    const nested = await parquetReader.open(golden("records_nested.parquet"), [], { array: answer({ leadNames: ["I", "II", "III"] }) });
    expect([...(await nested[3]!.readSamples(0, 20, 50))[2]!]).toEqual(wave(2, 50).slice(20).map((value) => value + 3));
    expect((await refusal(parquetReader.open(golden("records_nested.parquet"), [], { array: answer() }))).code).toBe("needs-answer");
  });

  it("opens a row a sample, with the leads in columns, and asks for what is not said", async () => {
    const [opened] = await parquetReader.open(golden("stated.parquet"), [], {});
    expect(opened!.groups[0]!.signals.map(({ name, unit, samplingRateHz }) => `${name} ${unit} ${samplingRateHz}`)).toEqual(["I uV 250", "II uV 250"]);
    expect([...(await opened!.readSamples(0, 100, 200))[1]!]).toEqual(wave(1, 200).slice(100));
    expect(opened!.facts.texts).toContainEqual({ place: "comment", kind: "free-text", value: "taken by Made Up" });
    const error = await refusal(parquetReader.open(golden("samples_snappy.parquet"), [], {}));
    expect(error.code).toBe("needs-answer");
    expect(error.message).toContain("I, II, V1 (3 × 700)");
    const [holes] = await parquetReader.open(golden("samples_snappy.parquet"), [], { array: answer({ arrayName: "holes", leadNames: ["I"] }) });
    const samples = (await holes!.readSamples(0, 295, 310))[0]!;
    expect([...samples].map((value, i) => (Number.isNaN(value) ? (295 + i) % 11 : null)).filter((rest) => rest !== null)).toEqual([3]);
  });

  it("refuses codecs that it does not have by their names", async () => {
    for (const [codec, name] of [["zstd", "Zstandard"], ["brotli", "Brotli"], ["lz4", "LZ4"]]) {
      const error = await refusal(parquetReader.open(golden(`codec_${codec}.parquet`), [], { array: answer({ leadNames: ["I"] }) }).then(([opened]) => opened!.readSamples(0, 0, 10)));
      expect(error.code).toBe("unsupported");
      expect(error.message).toContain(name);
    }
  });

  it("finds a damaged page by its checksum", async () => {
    const bytes = bytesOf("samples_plain.parquet");
    bytes[2000]! ^= 1;
    const [opened] = await parquetReader.open(sourceFileFromBytes("b.parquet", bytes), [], { array: answer({ arrayName: "I, II, V1", leadNames: ["I", "II", "V1"] }) });
    const codes = new Set<string>();
    await opened!.readSamples(0, 0, 700).catch((error: unknown) => codes.add((error as FormatError).code));
    bytes.set(bytesOf("samples_plain.parquet"));
    for (let at = 4; at < 30_000; at += 997) {
      const broken = bytes.slice();
      broken[at]! ^= 8;
      await parquetReader.open(sourceFileFromBytes("b.parquet", broken), [], { array: answer({ arrayName: "I, II, V1", leadNames: ["I", "II", "V1"] }) }).then(([own]) => own!.readSamples(0, 0, 700)).catch((error: unknown) => codes.add(error instanceof FormatError ? error.code : String(error)));
    }
    expect([...codes]).toContain("checksum");
  });

  it("reads only the pages that hold the rows", async () => {
    const bytes = bytesOf("samples_plain.parquet");
    let bytesRead = 0;
    const window = { path: "s.parquet", size: bytes.length, at: async (from: number, count: number) => ((bytesRead += count), bytes.subarray(from, from + count)) };
    const table = await readParquetTable(window);
    bytesRead = 0;
    const index = table.footer.columns.findIndex(({ name }) => name === "II");
    await table.reader(0, index).rows(10, 20);
    expect(bytesRead).toBeLessThan(bytes.length / 8);
    const paged = await readParquetTable(windowOfFile(golden("records_pages.parquet")));
    expect((await paged.reader(0, paged.footer.columns.findIndex(({ name }) => name === "II")).rows(3, 4)).numbers).toHaveLength(100);
  });

  it("refuses giant counts and bombs before it takes the room", async () => {
    // Snappy: one literal, then copies of it, declared as 3 GB or unpacking to more than declared.
    expect(unpackSnappy(Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0b, 0, 65]), 10)).toBeNull();
    expect(unpackSnappy(Uint8Array.from([8, 0, 65, 0xfe, 1, 0]), 8)).toBeNull();
    expect(unpackSnappy(Uint8Array.from([8, 0, 65, 26, 1, 0]), 8)).toEqual(new Uint8Array(8).fill(65));
    const tail = (length: number) => Uint8Array.from([0x50, 0x41, 0x52, 0x31, 0, 0, 0, 0, length & 255, length >> 8, 255, 255, 0x50, 0x41, 0x52, 0x31]);
    expect((await refusal(parquetReader.open(sourceFileFromBytes("g.parquet", tail(9)), [], {}))).code).toBe("truncated");
    // A footer by hand: 2^40 rows in a file of a hundred bytes.
    const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
    const name = [...new TextEncoder().encode("I")];
    const meta = [0x15, 2, 0x19, 0x05, 0x19, 0x18, 1, ...name, 0x15, 0, 0x16, ...varint(2 ** 41), 0x16, 20, 0x16, 20, 0x26, 8, 0];
    const footer = [0x15, 4, 0x19, 0x2c, 0x48, 1, 0x72, 0x15, 2, 0, 0x15, 2, 0x25, 0, 0x18, 1, ...name, 0, 0x16, ...varint(2 ** 41), 0x19, 0x1c, 0x19, 0x1c, 0x3c, ...meta, 0, 0x16, 0, 0x16, ...varint(2 ** 41), 0, 0];
    const file = Uint8Array.from([0x50, 0x41, 0x52, 0x31, ...new Array<number>(40).fill(0), ...footer, footer.length, 0, 0, 0, 0x50, 0x41, 0x52, 0x31]);
    expect((await refusal(parquetReader.open(sourceFileFromBytes("g.parquet", file), [], {}))).code).toBe("too-large");
  });

  it("refuses a file cut anywhere with a typed error", async () => {
    const bytes = bytesOf("tiny_plain.parquet");
    for (let length = 5; length < bytes.length; length += 11) expect(["truncated", "malformed"]).toContain((await refusal(parquetReader.open(sourceFileFromBytes("c.parquet", bytes.subarray(0, length)), [], {}))).code);
  });
});
