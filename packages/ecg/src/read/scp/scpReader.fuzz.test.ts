import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FormatReader } from "../../open/formatReader.ts";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { sourceFileFromBytes } from "../sourceFile.ts";
import { scpReader } from "./scpReader.ts";
import { crcCcitt } from "./scpSections.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/scp/", import.meta.url);
const seed = (name: string): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }];
const SEEDS = ["plain-differences.scp", "default-table-2.scp", "own-table-literals.scp", "switched-tables.scp", "one-after-the-other.scp", "reference-beat.scp", "bimodal.scp"].map(seed);

/** Mends the checksum of the record and its length before reading, or nearly every mutation would end there. */
const mendingReader: FormatReader = {
  ...scpReader,
  async open(file, companions, options) {
    const bytes = (await file.bytes()).slice();
    const view = new DataView(bytes.buffer);
    if (bytes.length >= 6) {
      view.setUint32(2, bytes.length, true);
      view.setUint16(0, crcCcitt(bytes.subarray(2)), true);
    }
    return scpReader.open(sourceFileFromBytes(file.path, bytes), companions, options);
  },
};

describe("the SCP-ECG reader", () => {
  it.each([
    ["as they are", scpReader, 0.0005, 20_000],
    ["with mended checksums", mendingReader, 0.1, 100_000],
  ] as const)("opens or refuses any inputs %s with a typed error, in time and in little memory", { timeout: 3_600_000 }, async (title, reader, share, runs) => {
    // A bit can hold a sample of four bytes, and one of four decimated samples: the reader allows a hundred bytes for one, opening takes none of them.
    const outcome = await fuzzReader(reader, SEEDS, { title: `SCP ${title}`, runs, bytesPerInputByte: 110 });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs * share);
    console.info("SCP", outcome.runs, outcome.openedCount, Math.round(outcome.slowestMs), outcome.largestBytes, [...outcome.refusals]);
  });
});
