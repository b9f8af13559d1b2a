import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { dicomReader } from "./dicomReader.ts";

const GOLDEN = new URL("../../../../../tests/golden/ecg/dicom/", import.meta.url);
const seed = (name: string): FuzzSeed => [{ path: name, bytes: new Uint8Array(readFileSync(new URL(name, GOLDEN))) }];
const NAMES = ["bare-implicit.dcm", "bare-explicit.dcm", "big-endian.dcm", "calibrated.dcm", "skewed.dcm", "signed-8-bit.dcm", "mixed-undefined-lengths.dcm", "deflated.dcm"];

const TAGS = [0x00080005, 0x00080016, 0x00080104, 0x00100010, 0x003a0005, 0x003a0010, 0x003a001a, 0x003a0200, 0x003a0208, 0x003a0210, 0x0040a043, 0x0040a132, 0x0040b020, 0x14550010, 0x54000100, 0x54001004, 0x54001006, 0x54001010, 0xfffee000, 0xfffee00d, 0xfffee0dd];
const VRS = ["SQ", "OW", "OB", "UN", "US", "UL", "DS", "CS", "PN", "LO", "UT", "DA"];

/** Elements with tags that mean something, nested at random, with lengths that are right, wrong or open. */
function randomElements(random: () => number): FuzzSeed {
  const below = (limit: number) => Math.floor(random() * limit);
  const bytes = [8, 0, 5, 0, 0x43, 0x53, 0, 0];
  const add = (depth: number) => {
    const tag = TAGS[below(TAGS.length)]!;
    const vr = VRS[below(VRS.length)]!;
    const value: number[] = [];
    if (vr === "SQ" && depth < 20) {
      const start = bytes.length;
      if (random() < 0.8) bytes.push(0xfe, 0xff, 0x00, 0xe0, ...(random() < 0.5 ? [0xff, 0xff, 0xff, 0xff] : [below(40), 0, 0, 0]));
      for (let i = below(4); i > 0; i--) add(depth + 1);
      value.push(...bytes.splice(start));
    } else for (let i = below(12); i > 0; i--) value.push(random() < 0.5 ? 48 + below(10) : below(256));
    const length = random() < 0.8 ? value.length : random() < 0.3 ? 0xffffffff : below(70_000);
    bytes.push((tag >>> 16) & 255, tag >>> 24, tag & 255, (tag >>> 8) & 255, vr.charCodeAt(0), vr.charCodeAt(1));
    if (["SQ", "OW", "OB", "UN", "UT"].includes(vr)) bytes.push(0, 0, length & 255, (length >>> 8) & 255, (length >>> 16) & 255, length >>> 24);
    else bytes.push(length & 255, (length >>> 8) & 255);
    bytes.push(...value);
  };
  for (let i = 1 + below(12); i > 0; i--) add(0);
  return [{ path: "random.dcm", bytes: Uint8Array.from(bytes) }];
}

describe("the DICOM reader", () => {
  it("opens or refuses any input with a typed error, in time and in little memory", { timeout: 3_600_000 }, async () => {
    // A deflated data set may unpack to a hundred times its size before it is refused.
    const outcome = await fuzzReader(dicomReader, NAMES.map(seed), { title: "DICOM", generate: randomElements, allowanceBytes: 262_144 });
    expect(describeFindings(outcome)).toEqual([]);
    expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 50);
    console.info("DICOM", outcome.runs, outcome.openedCount, Math.round(outcome.slowestMs), outcome.largestBytes, [...outcome.refusals]);
  });
});
