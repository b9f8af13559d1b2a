import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { hdf5Reader } from "./hdf5Reader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/hdf5/", import.meta.url);
const seeds = ["tiny_contiguous.h5", "tiny_latest.h5", "tiny_growing.h5", "tiny_btree1.h5", "tiny_btree2.h5"].map((name): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }]);
const array = { arrayName: null, samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II"], leadAxis: "first" } as const;

describe("the HDF5 reader", () => {
  it("opens or refuses any input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async () => {
    const outcome = await fuzzReader(hdf5Reader, seeds, { title: "HDF5", openOptions: { array } });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 100);
  });
});
