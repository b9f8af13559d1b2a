import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { matReader } from "./matReader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/mat/", import.meta.url);
const seed = (name: string): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }];
const array = { arrayName: "val", samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II"], leadAxis: "first" } as const;

/** A Level 5 file of matrices, structs and cells in each other, mostly sound, with wild sizes, classes and storage types now and then. */
function generateLevel5(random: () => number): FuzzSeed {
  const below = (limit: number) => Math.floor(random() * limit);
  const wild = (value: number) => (random() < 0.04 ? [0, 1, 255, 65_536, 2 ** 31 - 1, 2 ** 32 - 1][below(6)]! : value);
  const word = (value: number) => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
  const element = (type: number, data: readonly number[]): number[] => [...word(wild(type)), ...word(wild(data.length)), ...data, ...new Array<number>((8 - (data.length % 8)) % 8).fill(0)];
  const matrix = (name: string, depth: number): number[] => {
    const kind = depth < 5 ? below(5) : 4;
    const [rows, columns] = kind < 2 ? [1, 1 + below(3)] : [2, 16 + below(8)];
    const children = Array.from({ length: rows! * columns! }, (_, index) => index).filter(() => kind < 2);
    const head = (classNumber: number) => [...element(6, [...word(wild(classNumber)), 0, 0, 0, 0]), ...element(5, [...word(wild(rows!)), ...word(wild(columns!))]), ...element(1, [...name].map((letter) => letter.charCodeAt(0)))];
    if (kind === 0) return element(14, [...head(1), ...children.flatMap(() => matrix("", depth + 1))]);
    if (kind === 1) return element(14, [...head(2), ...word(0x40005), ...word(wild(4)), ...element(1, [97, 0, 0, 0]), ...children.flatMap(() => matrix("", depth + 1))]);
    if (kind === 2) return element(14, [...head(4), ...element(4, Array.from({ length: rows! * columns! * 2 }, (_, i) => (i % 2 ? 0 : 65 + below(26))))]);
    const [classNumber, storage, width] = [[6, 9, 8], [10, 3, 2], [6, 2, 1], [14, 12, 8], [7, 7, 4]][below(5)]! as [number, number, number];
    return element(14, [...head(classNumber), ...element(storage, Array.from({ length: rows! * columns! * width }, () => below(256)))]);
  };
  const header = [..."MATLAB 5.0 MAT-file".padEnd(124)].map((letter) => letter.charCodeAt(0));
  return [{ path: "made.mat", bytes: Uint8Array.from([...header, 0, 1, 0x49, 0x4d, ...matrix("val", 0), ...matrix("b", 3)]) }];
}

describe("the MATLAB reader", () => {
  it.each([
    ["Level 4", ["v4_tiny.mat"], undefined],
    ["Level 5", ["v5_tiny.mat", "v5_tiny_packed.mat", "v5_compact.mat", "v5_big_endian.mat"], generateLevel5],
  ] as const)("opens or refuses any %s input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async (title, names, generate) => {
    // A packed variable may unpack to a megabyte, and is copied once.
    const outcome = await fuzzReader(matReader, names.map(seed), { title: `MATLAB ${title}`, openOptions: { array }, allowanceBytes: 2 ** 22, ...(generate === undefined ? {} : { generate }) });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 100);
  });
});
