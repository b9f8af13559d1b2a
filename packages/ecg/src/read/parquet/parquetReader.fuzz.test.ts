import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { parquetReader } from "./parquetReader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/parquet/", import.meta.url);
const seeds = ["tiny_samples", "tiny_plain", "tiny_delta", "tiny_records"].map((name): FuzzSeed => [{ path: `${name}.parquet`, bytes: new Uint8Array(readFileSync(new URL(`${name}.parquet`, GOLDEN))) }]);
const array = { arrayName: null, samplingRateHz: 500, unit: "mV", gainPerUnit: 1000, leadNames: ["I", "II"], leadAxis: "first" } as const;

/** A seed with wild bytes in its footer alone, where the sizes and places are. */
function generate(random: () => number): FuzzSeed {
  const below = (limit: number) => Math.floor(random() * limit);
  const { path, bytes } = seeds[below(seeds.length)]![0]!;
  const broken = bytes.slice();
  const footerBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
  for (let i = 1 + below(3); i > 0; i--) broken[bytes.length - 8 - 1 - below(footerBytes)] = [0, 1, 2, 4, 6, 0x15, 0x7e, 0x80, 0xfe, 0xff, below(256)][below(11)]!;
  return [{ path, bytes: broken }];
}

describe("the Parquet reader", () => {
  it("opens or refuses any input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async () => {
    // Pages may unpack to 64 kB whatever their size, and each of two columns keeps two of them.
    const outcome = await fuzzReader(parquetReader, seeds, { title: "Parquet", openOptions: { array }, generate, allowanceBytes: 2 ** 20 });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 100);
  });
});
