import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { fuzzReader, FUZZ_TIMEOUT_MS } from "../../testing/fuzz.ts";
import { writeNpz } from "../../write/numpy/writeNpz.ts";
import { numpyReader } from "./numpyReader.ts";

const cases = JSON.parse(readFileSync(new URL("../../../../../tests/golden/ecg/numpy/numpy.json", import.meta.url), "utf8")) as readonly { readonly name: string; readonly base64: string }[];
const seedOf = (name: string): readonly { readonly path: string; readonly bytes: Uint8Array }[] => [{ path: "a.npy", bytes: Uint8Array.from(Buffer.from(cases.find((one) => one.name === name)!.base64, "base64")) }];
const array = { arrayName: null, samplingRateHz: 500, unit: "mV", gainPerUnit: 1, leadNames: ["I", "II", "III"], leadAxis: "first" } as const;

it("ends every damaged NPY and NPZ file in samples or in a typed refusal", async () => {
  const seeds = [seedOf("<i2"), seedOf(">f4"), seedOf("<i8"), seedOf("fortran"), seedOf("version 2"), seedOf("stored NPZ"), seedOf("deflated NPZ")];
  // Deflated arrays may unpack to a hundred times their size.
  const outcome = await fuzzReader(numpyReader, seeds, { title: "numpy", openOptions: { array }, bytesPerInputByte: 100 });
  expect(outcome.findings.map(({ run, kind, detail }) => `${run} ${kind} ${detail}`)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 20);
}, FUZZ_TIMEOUT_MS);

it("ends every damaged NPZ file of ours in samples or in a typed refusal", async () => {
  const facts = { personId: "P1", sex: "male", ageYears: 50, startTimeMs: 1.3e12, potassiumMmolPerL: 5.5, simulated: false, deidentified: true } as const;
  const [own] = await writeNpz({
    id: "a", framesPerSecond: 100, frameCount: 12, annotationRateHz: 100, facts, annotations: [],
    signals: [{ name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: 12 }, (_, i) => i) }],
  });
  const outcome = await fuzzReader(numpyReader, [[{ path: "a.npz", bytes: own!.bytes }]], { title: "our npz", runs: 20_000, bytesPerInputByte: 100 });
  expect(outcome.findings.map(({ run, kind, detail }) => `${run} ${kind} ${detail}`)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 50);
}, FUZZ_TIMEOUT_MS);
