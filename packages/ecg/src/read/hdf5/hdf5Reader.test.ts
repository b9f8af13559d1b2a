import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../errors.ts";
import type { NumericArray } from "../array/numericArray.ts";
import { matReader } from "../mat/matReader.ts";
import { sourceFileFromBytes, type SourceFile } from "../sourceFile.ts";
import { hdf5Reader } from "./hdf5Reader.ts";
import { readHdf5 } from "./openHdf5.ts";

interface Digest { readonly shape: readonly number[]; readonly sha256: string; readonly first: number }
const GOLDEN = new URL("../../../../../tests/golden/ecg/hdf5/", import.meta.url);
const { fixtures: expected, giant } = JSON.parse(readFileSync(new URL("expected.json", GOLDEN), "utf8")) as { fixtures: Record<string, Record<string, Digest>>; giant: { size: number; offset: number } };
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, GOLDEN)));
const golden = (name: string): SourceFile => sourceFileFromBytes(name, bytesOf(name));

async function digestOf(array: NumericArray): Promise<Pick<Digest, "shape" | "sha256">> {
  const values = Float64Array.from(await array.read(array.shape.map(() => 0), array.shape));
  return { shape: array.shape, sha256: createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex") };
}

async function refusal(work: Promise<unknown>): Promise<FormatError> {
  const error = await work.then(() => null, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FormatError);
  return error as FormatError;
}

describe("HDF5 files", () => {
  it.each(Object.entries(expected))("reads every data set of %s as h5py does", async (name, arrays) => {
    expect(hdf5Reader.recognises(bytesOf(name).subarray(0, 4096), golden(name))).toBe(true);
    const { contents } = await readHdf5(golden(name), "h5py");
    const found: Record<string, unknown> = {};
    for (const array of contents.arrays) found[array.name] = await digestOf(array);
    expect(found).toEqual(Object.fromEntries(Object.entries(arrays).map(([key, { shape, sha256 }]) => [key, { shape, sha256 }])));
  });

  it("reads boxes out of the middle exactly as out of the whole", async () => {
    for (const name of ["earliest.h5", "latest.h5", "paged.h5"]) {
      const { contents } = await readHdf5(golden(name), "h5py");
      // The largest, an array of 300 000 numbers in chunks of two, is compared as a whole in the test before.
      for (const array of contents.arrays.filter(({ shape }) => shape[0]! < 100_000)) {
        const start = array.shape.map((size) => Math.floor(size / 3));
        const count = array.shape.map((size, axis) => Math.max(1, Math.floor(size / 4) - axis));
        const whole = await array.read(array.shape.map(() => 0), array.shape);
        const box = await array.read(start, count);
        const columns = array.shape.length === 1 ? 1 : array.shape[1]!;
        const wanted: number[] = [];
        for (let row = 0; row < count[0]!; row++) for (let column = 0; column < (count[1] ?? 1); column++) wanted.push(whole[(start[0]! + row) * columns + (start[1] ?? 0) + column]!);
        expect([...box]).toEqual(wanted);
      }
    }
  });

  it("opens CODE-15's layout as one recording an exam, reading only the chunks of that exam", async () => {
    const bytes = bytesOf("code15.h5");
    let bytesRead = 0;
    const counted: SourceFile = { path: "exams_part0.hdf5", size: bytes.length, bytes: async (from = 0, to = bytes.length) => ((bytesRead += to - from), bytes.subarray(from, to)) };
    const opened = await hdf5Reader.open(counted, [], {});
    expect(opened.map(({ id }) => id)).toEqual(["1169160", "2873686", "168405", "271011", "384368"]);
    expect(opened[2]!.groups[0]).toMatchObject({ framesPerSecond: 400, frameCount: 128 });
    expect(opened[2]!.groups[0]!.signals.map(({ name, unit }) => `${name} ${unit}`)[3]).toBe("aVR mV");
    expect(opened[2]!.facts.texts).toContainEqual({ place: "exam_id", kind: "identifier", value: "168405" });
    bytesRead = 0;
    const samples = await opened[2]!.readSamples(0, 0, 128);
    expect(bytesRead).toBeLessThan(bytes.length / 2);
    const { contents } = await readHdf5(golden("code15.h5"), "h5py");
    const whole = await contents.arrays.find(({ name }) => name === "tracings")!.read([2, 0, 0], [1, 128, 12]);
    samples.forEach((lead, index) => expect([...lead]).toEqual(Array.from({ length: 128 }, (_, i) => whole[i * 12 + index])));
  });

  it("opens 3.9 GB at once and reads one exam of 20 000 without the others", async () => {
    const head = bytesOf("giant.head");
    let bytesRead = 0;
    // Behind the head, the number at sample i of all is i modulo 1000.
    const file: SourceFile = {
      path: "exams_part17.hdf5", size: giant.size,
      async bytes(from = 0, to = giant.size) {
        const part = new Uint8Array(Math.min(to, giant.size) - from);
        bytesRead += part.length;
        const view = new DataView(part.buffer);
        for (let at = 0; at < part.length; at++) if (from + at < head.length) part[at] = head[from + at]!;
        for (let at = (((giant.offset - from) % 4) + 4) % 4; at + 4 <= part.length; at += 4) if (from + at >= giant.offset) view.setFloat32(at, ((from + at - giant.offset) / 4) % 1000, true);
        return part;
      },
    };
    const opened = await hdf5Reader.open(file, [], {});
    expect([opened.length, opened[0]!.id, opened[19_999]!.id]).toEqual([20_000, "5", "20004"]);
    const samples = await opened[12_345]!.readSamples(0, 4000, 4096);
    expect([...samples[7]!]).toEqual(Array.from({ length: 96 }, (_, i) => ((12_345 * 4096 + 4000 + i) * 12 + 7) % 1000));
    expect(giant.size).toBeGreaterThan(2 ** 31);
    expect(bytesRead).toBeLessThan(500_000);
  });

  it("asks where the file does not say enough, and takes what attributes state", async () => {
    const error = await refusal(hdf5Reader.open(golden("latest.h5"), [], {}));
    expect(error.code).toBe("needs-answer");
    expect(error.message).toContain("types/le_f2 (3 × 32)");
    const [opened] = await hdf5Reader.open(golden("latest.h5"), [], { array: { arrayName: "layouts/extensible", samplingRateHz: 250, unit: "mV", gainPerUnit: 200, leadNames: ["I", "II", "III"], leadAxis: "last" } });
    const { facts } = opened!;
    expect(facts).toMatchObject({ sex: "male", ageYears: 61 });
    for (const [place, kind, value] of [["@hospital", "place", "St. Elsewhere"], ["patient", "person-name", "Grüße, Made Up"], ["fixed", "free-text", "abc defgh"], ["dense@note 17", "free-text", "value 17"]]) {
      expect(facts.texts).toContainEqual({ place, kind, value });
    }
    expect((await opened!.readSamples(0, 30, 50))[0]).toBeInstanceOf(Int32Array);
  });

  it("reads MATLAB 7.3 with its axes, structs, cells and texts, without a question when it states everything", async () => {
    const file = golden("v73.mat");
    expect(matReader.recognises(bytesOf("v73.mat").subarray(0, 4096), file)).toBe(true);
    const { contents, arrayFile } = await readHdf5(file, "matlab");
    expect(contents.arrays.map(({ name, shape }) => `${name} ${shape.join("x")}`).sort()).toEqual(["ECG.data 3x300", "list{1} 1x300", "val 3x300"]);
    expect(arrayFile.facts.sex).toBe("female");
    expect(contents.values).toContainEqual({ name: "list{2}", value: "leads" });
    const [opened] = await matReader.open(file, [], { array: { arrayName: "val", samplingRateHz: 250, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II", "III"], leadAxis: "first" } });
    expect(opened).toMatchObject({ format: "mat", formatDetail: "MATLAB 7.3" });
    const single = (await readHdf5(golden("latest.h5"), "h5py")).contents.arrays.find(({ name }) => name === "layouts/single")!;
    expect([...(await opened!.readSamples(0, 100, 160))[1]!]).toEqual([...(await single.read([1, 100], [1, 60]))]);
  });

  it("lists every text that a file hides, in attributes, records, grids of texts and names", async () => {
    const { contents, arrayFile } = await readHdf5(golden("texts.h5"), "h5py");
    const all = arrayFile.facts.texts.map(({ place, value }) => `${place}: ${value}`).join("\n");
    for (const letter of "ABCDEFGHIJK") expect(all).toContain(`Canary ${letter}`);
    for (const text of ["1951-02-03", "people.mrn: 4712", "latin: Canary Müller", "object name: Canary group"]) expect(all).toContain(text);
    // UTF-16 kept as numbers is still there, as the numbers.
    expect(all).toContain("@utf16: 67 97 110 97 114 121");
    expect(contents.notes).toEqual([]);
  });

  it("joins leads that are kept one by one under their names", async () => {
    const [opened] = await hdf5Reader.open(golden("texts.h5"), [], {});
    expect(opened!.groups[0]!.signals.map(({ name, unit, samplingRateHz }) => `${name} ${unit} ${samplingRateHz}`)).toEqual(["I uV 500", "II uV 500", "V1 uV 500"]);
    const samples = await opened!.readSamples(0, 38, 43);
    expect([...samples[0]!]).toEqual([577, 805, 900, 805, 577]);
    const { contents } = await readHdf5(golden("texts.h5"), "h5py");
    const second = contents.arrays.find(({ name }) => name === "Canary group/II")!;
    expect([...samples[1]!]).toEqual([...(await second.read([38], [5]))]);
  });

  it("finds a damaged chunk by its checksum", async () => {
    const { contents } = await readHdf5(golden("earliest.h5"), "h5py");
    expect(contents.arrays.some(({ name }) => name === "layouts/packed")).toBe(true);
    const bytes = bytesOf("tiny_latest.h5");
    const codes = new Set<string>();
    for (let at = 600; at < bytes.length; at += 3) {
      const broken = bytes.slice();
      broken[at]! ^= 0x41;
      const layout = { arrayName: "val", samplingRateHz: 250, unit: "mV", gainPerUnit: 1, leadNames: ["I", "II"], leadAxis: "first" } as const;
      await hdf5Reader.open(sourceFileFromBytes("b.h5", broken), [], { array: layout }).then(([opened]) => opened!.readSamples(0, 0, 40)).catch((error: unknown) => codes.add(error instanceof FormatError ? error.code : String(error)));
    }
    expect([...codes]).toContain("checksum");
    expect([...codes].every((code) => ["checksum", "malformed", "truncated", "too-large", "unsupported", "needs-answer", "no-records"].includes(code))).toBe(true);
  });

  it("refuses giant declared sizes and chunk bombs before it takes the room", async () => {
    const sizesOf = (from: Uint8Array, was: readonly number[], now: readonly number[]): SourceFile => {
      const view = new DataView(from.slice().buffer);
      let patched = 0;
      for (let at = 0; at + 16 <= view.byteLength; at++) {
        if (was.every((size, i) => view.getUint32(at + 8 * i, true) === size && view.getUint32(at + 8 * i + 4, true) === 0)) {
          now.forEach((size, i) => view.setUint32(at + 8 * i, size, true));
          patched += 1;
        }
      }
      expect(patched).toBeGreaterThan(0);
      return sourceFileFromBytes("giant.h5", new Uint8Array(view.buffer));
    };
    expect((await refusal(hdf5Reader.open(sizesOf(bytesOf("tiny_contiguous.h5"), [2, 40], [2, 4_000_000_000]), [], {}))).code).toBe("truncated");
    expect((await refusal(hdf5Reader.open(sizesOf(bytesOf("tiny_btree1.h5"), [2, 40], [2, 4_000_000_000]), [], {}))).code).toBe("too-large");
  });

  it("refuses a file cut anywhere with a typed error", async () => {
    for (const name of ["tiny_contiguous.h5", "tiny_latest.h5", "tiny_growing.h5"]) {
      const bytes = bytesOf(name);
      for (let length = 9; length < bytes.length; length += 23) expect(["truncated", "malformed"]).toContain((await refusal(hdf5Reader.open(sourceFileFromBytes(name, bytes.subarray(0, length)), [], {}))).code);
    }
  });
});
