import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { dicomReader } from "./dicomReader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/dicom/", import.meta.url);
const seed = (name: string): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }];
const NAMES = ["bare-implicit.dcm", "bare-explicit.dcm", "big-endian.dcm", "calibrated.dcm", "skewed.dcm", "signed-8-bit.dcm", "mixed-undefined-lengths.dcm", "deflated.dcm"];

describe("the DICOM reader", () => {
  it("opens or refuses any input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async () => {
    // A deflated data set may unpack to a hundred times its size before it is refused.
    const outcome = await fuzzReader(dicomReader, NAMES.map(seed), { title: "DICOM", allowanceBytes: 262_144 });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 50);
    console.info("DICOM", outcome.runs, outcome.openedCount, Math.round(outcome.slowestMs), outcome.largestBytes, [...outcome.refusals]);
  });
});
