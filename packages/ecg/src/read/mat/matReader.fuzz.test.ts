import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { matReader } from "./matReader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/mat/", import.meta.url);
const seed = (name: string): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }];
const array = { arrayName: null, samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II"], leadAxis: "first" } as const;

describe("the MATLAB reader", () => {
  it.each([
    ["Level 4", ["v4_tiny.mat"], { ...array, arrayName: "val" }],
    ["Level 5", ["v5_tiny.mat", "v5_tiny_packed.mat", "v5_compact.mat", "v5_big_endian.mat"], { ...array, arrayName: "val" }],
  ] as const)("opens or refuses any %s input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async (title, names, layout) => {
    const outcome = await fuzzReader(matReader, names.map(seed), { title: `MATLAB ${title}`, openOptions: { array: layout } });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 100);
  });
});
