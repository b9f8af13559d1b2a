import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeFindings, fuzzReader, type FuzzSeed } from "../../testing/fuzz.ts";
import { wfdbReader } from "./wfdbReader.ts";

const text = (path: string, content: string) => ({ path, bytes: new TextEncoder().encode(content) });
const bytes = (path: string, length: number, step: number) => ({ path, bytes: Uint8Array.from({ length }, (_, n) => (n * step) & 0xff) });
const flac = (name: string) => ({ path: "f.dat", bytes: new Uint8Array(readFileSync(new URL(`../../../../../tests/golden/ecg/wfdb/flac/${name}.flac`, import.meta.url))) });
const marks = (path: string) => ({ path, bytes: Uint8Array.of(18, 0x70, 3, 0xfc, 0x28, 0x41, 0x46, 0, 0, 0xec, 1, 0, 0, 0, 5, 4, 2, 0xf8, 7, 0xf0, 0xff, 0xf7, 0, 0) });
const aha = { path: "s.atr", bytes: Uint8Array.from([0, 78, 0, 0, 9, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 86, 1, 0, 9, 0, 2, 0, 3, 5, 65, 66, 0, 0, 0, 0]) };

const SEEDS: readonly FuzzSeed[] = [
  [text("s.hea", "s 2 250/24(1) 12 10:00:00 1/2/2003\ns.dat 212x2:1+3 200(5)/mV 12 0 1 2 0 II\ns.dat 212 200/uV 12 0\n# <age>: 81 <sex>: F\n"), bytes("s.dat", 60, 7), marks("s.atr")],
  [text("s.hea", "s 10 250 12\n" + [8, 16, 24, 32, 61, 80, 160, 212, 310, 311].map((format, k) => `s.d${k} ${format} 200(1)/mV\n`).join("")), ...[12, 24, 36, 48, 24, 12, 24, 18, 16, 16].map((length, k) => bytes(`s.d${k}`, length, k)), aha],
  [text("s.hea", "s 3 250\ns.dat 8x2 1\ns.dat 8:2 1\ns.dat 8 1\n"), bytes("s.dat", 90, 11)],
  [text("m.hea", "m/4 2 125 40\nm_layout 0\n~ 10\nm1 20\nm2 10\n"), text("m_layout.hea", "m_layout 2 125 0\n~ 0 255(-128)/NU 8 0 -128 0 0 A\n~ 0 127/mV 8 0 0 0 0 II\n"), text("m1.hea", "m1 1 125 20\nm1.dat 80 127/mV 8 0 0 0 0 II\n"), bytes("m1.dat", 20, 13), text("m2.hea", "m2 2 125 10\nm1.dat 80 1/V 8 0 0 0 0 II\nm1.dat 80 2/NU 8 0 0 0 0 A\n")],
  [text("m.hea", "m/2 1 125 30\nm1 20\nm1 10\n"), text("m1.hea", "m1 1 125 20\nm1.dat 16 127/mV\n"), bytes("m1.dat", 40, 13)],
  [text("f.hea", "f 1 250\nf.dat 516 200/mV 16 0 0 0 0 II\n"), flac("block16")],
  [text("f.hea", "f 2 250 400\nf.dat 516 200/mV 16 0\nf.dat 516 200/mV 16 0\n"), flac("side-wasted16")],
  [text("f.hea", "f 1 250 1\nf.dat 524 200/mV 16 0\n"), flac("one-sample16")],
];

const STORAGE = ["8", "16", "24", "32", "61", "80", "160", "212", "310", "311", "508", "516", "524", "0", "16x3", "212:9", "80+4", "310x99999999", "16+99999999999", "32:4000000000"];
const NUMBERS = ["0", "1", "-1", "2", "30", "65536", "2147483648", "9007199254740991", "99999999999999999999", "1e308", "-0", "0.5"];

/** Headers of random but well-formed lines, single and segmented, with files of noise. */
function generate(random: () => number): FuzzSeed {
  const pick = <Kind>(from: readonly Kind[]) => from[Math.floor(random() * from.length)]!;
  const signals = Array.from({ length: 1 + Math.floor(random() * 4) }, () => `${pick(["s.dat", "s.dat", "t.dat", "~"])} ${pick(STORAGE)} ${pick(NUMBERS)}${pick(["", "(7)", "(-99999999999)"])}${pick(["", "/mV", "/NU"])} ${pick(NUMBERS)} ${pick(NUMBERS)} ${pick(NUMBERS)} ${pick(NUMBERS)} 0 II`);
  const head = random() < 0.3 ? [`s/${signals.length} 1 ${pick(NUMBERS)} ${pick(NUMBERS)}`, ...signals.map(() => `${pick(["a", "b", "~"])} ${pick(NUMBERS)}`)] : [`s ${signals.length} ${pick(NUMBERS)} ${pick(NUMBERS)} ${pick(["", "1:2:3", "25:99 32/13/0", "1/1/1"])}`, ...signals];
  const noise = (path: string) => ({ path, bytes: Uint8Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() * 256)) });
  return [text("s.hea", head.join("\n")), noise("s.dat"), noise("t.dat"), noise("s.atr"), text("a.hea", `a 1 ${pick(NUMBERS)} ${pick(NUMBERS)}\ns.dat ${pick(STORAGE)} 1\n`), text("b.hea", "b 1 1 30\ns.dat 16 1\n")];
}

it("opens or refuses 100 000 damaged and made-up records without hang, giant or untyped error", async () => {
  // Four bytes an input byte as everywhere, and 4 MB on top: a megabyte of gap may be made up from nothing, and a short FLAC
  // stream may unpack to a megabyte of flat line, which takes two as counts, twice.
  const outcome = await fuzzReader(wfdbReader, SEEDS, { title: "wfdb", generate, seed: 11, allowanceBytes: 4 * 1024 * 1024 });
  expect(describeFindings(outcome)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(0.1 * outcome.runs);
  for (const code of ["malformed", "truncated", "missing-file", "unsupported", "checksum"]) expect(outcome.refusals.get(code)).toBeGreaterThan(0);
  console.info(`wfdb fuzz: ${outcome.runs} inputs, ${outcome.openedCount} opened, slowest ${outcome.slowestMs.toFixed(1)} ms, largest allocation ${outcome.largestBytes} bytes`, Object.fromEntries(outcome.refusals));
}, 600_000);
