import { expect, it } from "vitest";
import { fuzzReader, FUZZ_TIMEOUT_MS, type FuzzSeed } from "../../testing/fuzz.ts";
import { writeCsv } from "../../write/csv/writeCsv.ts";
import { tableReader } from "./tableReader.ts";

const seedOf = (text: string): FuzzSeed => [{ path: "a.csv", bytes: new TextEncoder().encode(text) }];
const rows = (count: number, line: (row: number) => string): string => Array.from({ length: count }, (_, row) => line(row)).join("\n");

it("ends every damaged table in samples or in a typed refusal", async () => {
  const facts = { personId: "P1", sex: "male", ageYears: 50, startTimeMs: 1.3e12, potassiumMmolPerL: 5.5, simulated: false, deidentified: true } as const;
  const [own] = writeCsv({
    id: "a", framesPerSecond: 100, frameCount: 12, annotationRateHz: 100, facts, annotations: [],
    signals: [{ name: "II", unit: "mV", samplesPerFrame: 1, gainPerUnit: 200, baselineCount: 0, invalidCount: null, samples: Int32Array.from({ length: 12 }, (_, i) => i) }],
  });
  const seeds = [
    seedOf(`# fs = 500 Hz\nI (mV),II (mV)\n${rows(30, (row) => `${row / 100},${-row}`)}\n`),
    seedOf(`time (ms);V1 (uV)\r\n${rows(20, (row) => `${row * 2},0;${row},5`)}\r\n`),
    [{ path: "a.csv", bytes: own!.bytes }],
  ];
  const outcome = await fuzzReader(tableReader, seeds, { title: "table" });
  expect(outcome.findings.map(({ run, kind, detail }) => `${run} ${kind} ${detail}`)).toEqual([]);
  expect(outcome.openedCount).toBeGreaterThan(outcome.runs / 50);
}, FUZZ_TIMEOUT_MS);
