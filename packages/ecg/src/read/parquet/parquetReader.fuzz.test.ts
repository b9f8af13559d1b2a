import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { parquetReader } from "./parquetReader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/parquet/", import.meta.url);
const seeds = ["tiny_samples", "tiny_plain", "tiny_delta", "tiny_records"].map((name): FuzzSeed => [{ path: `${name}.parquet`, bytes: new Uint8Array(readFileSync(new URL(`${name}.parquet`, GOLDEN))) }]);
const array = { arrayName: null, samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II"], leadAxis: "first" } as const;

describe("the Parquet reader", () => {
  it("opens or refuses any input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async () => {
    // Pages may unpack to 64 kB whatever their size, and each of two columns keeps two of them.
    const outcome = await fuzzReader(parquetReader, seeds, { title: "Parquet", openOptions: { array }, allowanceBytes: 2 ** 20 });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 100);
  });
});
