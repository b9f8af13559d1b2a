import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { ArrayLayout } from "../../open/formatReader.ts";
import { openRecordings } from "../../open/readRecording.ts";
import { hasSharedData, readShared } from "../../testing/sharedData.ts";
import type { NumericArray } from "../array/numericArray.ts";
import { sourceFileFromBytes, type SourceFile } from "../sourceFile.ts";
import { matReader, readMat } from "./matReader.ts";

interface Digest { readonly shape: readonly number[]; readonly sha256: string; readonly first: number }
const GOLDEN = new URL("../../../../../tests/golden/ecg/mat/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", GOLDEN), "utf8")) as Record<"fixtures" | "shared", Record<string, Record<string, Digest>>>;

const golden = (name: string): SourceFile => sourceFileFromBytes(name, new Uint8Array(readFileSync(new URL(name, GOLDEN))));
const answer = (over: Partial<ArrayLayout> = {}): ArrayLayout => ({ arrayName: "val", samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II", "III"], leadAxis: "first", ...over });

async function digestOf(array: NumericArray): Promise<Pick<Digest, "shape" | "sha256">> {
  const values = Float64Array.from(await array.read(array.shape.map(() => 0), array.shape));
  return { shape: array.shape, sha256: createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex") };
}

async function refusal(work: Promise<unknown>): Promise<FormatError> {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
}

async function compare(file: SourceFile, arrays: Record<string, Digest>): Promise<void> {
  const { contents } = await readMat(file, await file.bytes(0, 512));
  const found = Object.fromEntries(await Promise.all(contents.arrays.map(async (array) => [array.name, await digestOf(array)] as const)));
  expect(found).toEqual(Object.fromEntries(Object.entries(arrays).map(([name, { shape, sha256 }]) => [name, { shape, sha256 }])));
}

describe("MATLAB files", () => {
  it.each(Object.entries(expected.fixtures))("reads every matrix of %s as SciPy does", async (name, arrays) => {
    expect(matReader.recognises(await golden(name).bytes(0, 4096), golden(name))).toBe(true);
    await compare(golden(name), arrays);
  });

  it.skipIf(!hasSharedData)("reads every matrix of the open data as SciPy does", async () => {
    expect(Object.keys(expected.shared)).toHaveLength(36);
    for (const [path, arrays] of Object.entries(expected.shared)) await compare(sourceFileFromBytes(path, readShared(path)), arrays);
  });

  it("finds matrices inside structs and cells, and lists names and texts for the report", async () => {
    for (const name of ["v5_plain.mat", "v5_packed.mat"]) {
      const { contents, arrayFile } = await readMat(golden(name), await golden(name).bytes(0, 512));
      expect(contents.arrays.map((array) => array.name)).toContain("ECG.inner.deep.signal");
      expect(arrayFile.facts).toMatchObject({ sex: "male", ageYears: 61 });
      expect(arrayFile.facts.texts).toContainEqual({ place: "ECG.inner.deep.PatientName", kind: "person-name", value: "Made Up" });
      expect(arrayFile.facts.texts).toContainEqual({ place: "note", kind: "free-text", value: "Grüße" });
      expect(arrayFile.facts.texts).toContainEqual({ place: "ab(2)", kind: "free-text", value: "two" });
      expect(arrayFile.facts.texts.find(({ place }) => place === "header text")!.value).toMatch(/^MATLAB 5\.0 MAT-file/);
    }
  });

  it("asks, naming every candidate, when the file does not say enough, and opens with the answer", async () => {
    const error = await refusal(matReader.open(golden("v4_types.mat"), [], {}));
    expect(error.code).toBe("needs-answer");
    expect(error.message).toContain("val (3 × 40)");
    const [opened] = await matReader.open(golden("v4_types.mat"), [], { array: answer() });
    const samples = await opened!.readSamples(0, 18, 22);
    expect(samples.map((lead) => [...lead])).toEqual([[577, 805, 900, 805], [812, 907, 812, 584], [914, 819, 591, 345]].map((lead) => lead));
    expect(samples.every((lead) => lead instanceof Int32Array)).toBe(true);
    expect(opened!.groups[0]!.signals[1]).toMatchObject({ name: "II", samplingRateHz: 500, gainPerUnit: 1000, sampleCount: 40 });
  });

  it("gives whole doubles as integers and others as doubles, whichever range is read first", async () => {
    const [whole] = await matReader.open(golden("v5_plain.mat"), [], { array: answer({ arrayName: "whole" }) });
    expect((await whole!.readSamples(0, 3, 9))[0]).toBeInstanceOf(Int32Array);
    const [fraction] = await matReader.open(golden("v5_plain.mat"), [], { array: answer({ arrayName: "dbl" }) });
    // These first samples are zeros: alone they would pass for whole numbers.
    expect((await fraction!.readSamples(0, 0, 2))[0]).toBeInstanceOf(Float64Array);
    const [column] = await matReader.open(golden("v5_packed.mat"), [], { array: answer({ arrayName: "column", leadAxis: "last" }) });
    expect([...(await column!.readSamples(0, 18, 22))[1]!]).toEqual([...(await whole!.readSamples(0, 18, 22))[1]!]);
    const cube = await matReader.open(golden("v5_plain.mat"), [], { array: answer({ arrayName: "cube" }) });
    expect(cube.map(({ id }) => id)).toEqual(["v5_plain.mat#1", "v5_plain.mat#2"]);
    expect([...(await cube[1]!.readSamples(0, 5, 8))[2]!]).toEqual([105, 106, 107]);
  });

  it("refuses an answer that does not fit the array", async () => {
    for (const over of [{ leadNames: ["I"] }, { samplingRateHz: 0 }, { gainPerUnit: NaN }, { arrayName: "absent" }, { leadAxis: "last" as const }]) {
      expect((await refusal(matReader.open(golden("v4_types.mat"), [], { array: answer(over) }))).code).toBe("needs-answer");
    }
  });

  it.skipIf(!hasSharedData)("opens the layouts of public data sets without an answer", async () => {
    const open = async (path: string) => (await matReader.open(sourceFileFromBytes(path, readShared(path)), [], {}))[0]!;
    const code15 = await open("code15/code_15_358121.mat");
    expect(code15.groups[0]).toMatchObject({ framesPerSecond: 400, frameCount: 2934 });
    expect(code15.groups[0]!.signals.map(({ name }) => name).join()).toBe("I,II,III,aVR,aVL,aVF,V1,V2,V3,V4,V5,V6");
    const cpsc = await open("cpsc2018/A1981.mat");
    expect(cpsc.groups[0]).toMatchObject({ framesPerSecond: 500, frameCount: 7950 });
    expect(cpsc.facts).toMatchObject({ sex: "female", ageYears: 48 });
    expect((await cpsc.readSamples(0, 0, 1))[0]![0]).toBeCloseTo(-0.00892321, 8);
    expect((await refusal(open("noise/BW.mat"))).code).toBe("needs-answer");
    expect((await refusal(open("cinc2021/E07500.mat"))).code).toBe("needs-answer");
  });

  it.skipIf(!hasSharedData)("leaves a matrix to WFDB when its header lies beside it", async () => {
    const companions = ["cinc2021/E07500.mat", "cinc2021/E07500.hea"].map((path) => sourceFileFromBytes(path, readShared(path)));
    const [opened] = await openRecordings(companions[0]!, companions);
    expect(opened).toMatchObject({ format: "wfdb" });
    expect(opened!.groups[0]).toMatchObject({ framesPerSecond: 500, frameCount: 5000 });
    const { contents } = await readMat(companions[0]!, readShared("cinc2021/E07500.mat"));
    const samples = await opened!.readSamples(0, 0, 5000);
    expect([...samples[3]!]).toEqual([...(await contents.arrays[0]!.read([3, 0], [1, 5000]))]);
  });

  it("needs no answer when variables state the rate, the unit and the leads", async () => {
    const [opened] = await matReader.open(golden("v5_stated.mat"), [], {});
    expect(opened!.groups[0]!.signals.map(({ name, unit, samplingRateHz, gainPerUnit }) => `${name} ${unit} ${samplingRateHz} ${gainPerUnit}`)).toEqual(["I uV 250 4", "V2 uV 250 4"]);
    // An identifier of 64 bits keeps its last digit.
    expect(opened!.facts.personId).toBe("9007199254740993");
  });

  it("reads only what is needed of an uncompressed matrix", async () => {
    const frames = 200_000;
    const header = new DataView(new ArrayBuffer(24));
    [30, 12, frames, 0, 4].forEach((value, i) => header.setInt32(i * 4, value, true));
    new Uint8Array(header.buffer).set(new TextEncoder().encode("val\0"), 20);
    let bytesRead = 0;
    const file: SourceFile = {
      path: "big.mat", size: 24 + 24 * frames,
      async bytes(from = 0, to = 24 + 24 * frames) {
        const part = new Uint8Array(Math.min(to, 24 + 24 * frames) - from);
        bytesRead += part.length;
        if (from < 24) part.set(new Uint8Array(header.buffer).subarray(from, Math.min(24, from + part.length)));
        return part;
      },
    };
    const [opened] = await matReader.open(file, [], { array: answer({ leadNames: Array.from({ length: 12 }, (_, i) => `V${i}`) }) });
    await opened!.readSamples(0, 100_000, 100_500);
    expect(bytesRead).toBeLessThan(50_000);
  });

  it("refuses giant declared sizes and bombs before it takes the room", async () => {
    const giant = readFileSync(new URL("v4_tiny.mat", GOLDEN));
    giant.writeInt32LE(2_000_000_000, 8);
    expect((await refusal(matReader.open(sourceFileFromBytes("g.mat", new Uint8Array(giant)), [], {}))).code).toBe("truncated");
    const plain = readFileSync(new URL("v5_tiny.mat", GOLDEN)).subarray(0, 128);
    const bomb = (declared: number, zeros: number): SourceFile => {
      const inner = Buffer.alloc(8 + zeros);
      inner.writeUInt32LE(14, 0);
      inner.writeUInt32LE(declared, 4);
      const packed = deflateSync(inner);
      const tag = Buffer.alloc(8);
      tag.writeUInt32LE(15, 0);
      tag.writeUInt32LE(packed.length, 4);
      return sourceFileFromBytes("bomb.mat", new Uint8Array(Buffer.concat([plain, tag, packed])));
    };
    expect((await refusal(matReader.open(bomb(50_000_000, 50_000_000), [], {}))).code).toBe("too-large");
    expect((await refusal(matReader.open(bomb(64, 50_000_000), [], {}))).code).toBe("too-large");
    expect((await refusal(matReader.open(bomb(4_000_000_000, 500), [], {}))).code).toBe("too-large");
  });

  it("refuses structs nested without end", async () => {
    const number = (value: number) => { const b = Buffer.alloc(4); b.writeUInt32LE(value); return b; };
    const element = (type: number, data: Buffer) => Buffer.concat([number(type), number(data.length), data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
    let matrix = Buffer.alloc(0);
    for (let depth = 0; depth < 40; depth++) matrix = element(14, Buffer.concat([element(6, Buffer.concat([number(1), number(0)])), element(5, Buffer.concat([number(1), number(1)])), element(1, Buffer.from("c")), matrix.length === 0 ? element(14, matrix) : matrix]));
    const error = await refusal(matReader.open(sourceFileFromBytes("deep.mat", new Uint8Array(Buffer.concat([readFileSync(new URL("v5_tiny.mat", GOLDEN)).subarray(0, 128), matrix]))), [], {}));
    expect(error.message).toContain("nested more than 16 deep");
  });

  it("refuses a file cut anywhere with a typed error, or reads what is whole", async () => {
    for (const name of ["v4_tiny.mat", "v5_tiny.mat", "v5_tiny_packed.mat", "v5_compact.mat"]) {
      const whole = new Uint8Array(readFileSync(new URL(name, GOLDEN)));
      for (let length = 130; length < whole.length; length += 7) {
        await matReader.open(sourceFileFromBytes(name, whole.subarray(0, length)), [], { array: answer({ leadNames: ["I", "II"] }) }).catch((error: unknown) => expect(error).toBeInstanceOf(FormatError));
      }
    }
  });

  it("has a golden for every fixture, made from files that are there", () => {
    expect(existsSync(new URL("make_mat.py", GOLDEN))).toBe(true);
    expect(readdirSync(GOLDEN).filter((name) => name.endsWith(".mat") && !name.startsWith("v73")).sort()).toEqual(Object.keys(expected.fixtures).sort());
  });
});
