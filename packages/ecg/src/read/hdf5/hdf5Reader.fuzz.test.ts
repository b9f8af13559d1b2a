import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { hdf5Reader } from "./hdf5Reader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/hdf5/", import.meta.url);
const seeds = ["tiny_contiguous.h5", "tiny_latest.h5", "tiny_growing.h5", "tiny_btree1.h5", "tiny_btree2.h5"].map((name): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }]);
const array = { arrayName: null, samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II"], leadAxis: "first" } as const;

const SIGNATURES = ["TREE", "SNOD", "HEAP", "OHDR", "OCHK", "BTHD", "BTLF", "FADB", "FAHD", "EAHD", "EAIB", "EADB", "\x89HDF"];

/** A seed with wild values in the fields that follow the signature of one of its structures. */
function generate(random: () => number): FuzzSeed {
  const below = (limit: number) => Math.floor(random() * limit);
  const { path, bytes } = seeds[below(seeds.length)]![0]!;
  const text = String.fromCharCode(...bytes);
  const places = SIGNATURES.flatMap((signature) => [...text.matchAll(new RegExp(signature, "g"))].map(({ index }) => index));
  const broken = bytes.slice();
  for (let i = 1 + below(3); i > 0; i--) {
    const at = places[below(places.length)]! + 4 + below(60);
    const width = 1 << below(4);
    const value = [0, 1, 2, 255, 256, 65_535, bytes.length, 2 ** 32 - 1, 2 ** 53, at][below(10)]!;
    for (let k = 0; k < width && at + k < broken.length; k++) broken[at + k] = Math.floor(value / 256 ** k) % 256;
  }
  return [{ path, bytes: broken }];
}

describe("the HDF5 reader", () => {
  it("opens or refuses any input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async () => {
    // A chunk may unpack to a megabyte.
    const outcome = await fuzzReader(hdf5Reader, seeds, { title: "HDF5", openOptions: { array }, generate, allowanceBytes: 2 ** 20 });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 100);
  });
});
