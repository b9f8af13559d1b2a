/** The weights that are shipped: what they say of themselves, and what they mark. */
import { readFile } from "node:fs/promises";
import { createWasmExecutor, graphHash, readSafetensors, type Executor } from "@kalium/engine";
import { DELINEATION_WINDOW_SAMPLES, delineationNetwork } from "@kalium/models";
import { sha256Hex, type Delineation } from "@kalium/ecg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import golden from "../../../../tests/golden/delineator/strip.json";
import type { DelineatorRecord } from "./delineatorRecord.ts";
import { compileDelineationNetwork, createNetworkDelineator, networkDecoding } from "./networkDelineator.ts";

const place = (name: string): URL => new URL(`../../../../public/models/delineator/${name}`, import.meta.url);
const bytes = new Uint8Array(await readFile(place("weights.safetensors")));
const record = JSON.parse(await readFile(place("training.json"), "utf8")) as DelineatorRecord;
let executor: Executor;
let marked: Delineation;

beforeAll(async () => {
  executor = await createWasmExecutor({ threads: 1 });
  const delineator = createNetworkDelineator(await compileDelineationNetwork(executor, readSafetensors(bytes).weights), { ...networkDecoding, rulesShareOfT: 0 });
  const leads = golden.leads.map(({ name, microvolts }) => ({ name, samplesMillivolt: Float32Array.from(microvolts, (value) => value / 1000) }));
  marked = await delineator.delineate(leads, golden.samplingRateHz, { sampleIndices: Int32Array.from(golden.detections), confidence: new Float32Array(golden.detections.length).fill(1) });
});
afterAll(() => executor.dispose());

test("the record belongs to these weights and to the network in the code, and the file is at most half a megabyte", async () => {
  expect(await sha256Hex(bytes)).toBe(record.weightsSha256);
  expect(record.network.graphHash).toBe(await graphHash(delineationNetwork({ windowSamples: DELINEATION_WINDOW_SAMPLES })));
  expect(bytes.length).toBeLessThanOrEqual(500_000);
  expect(Object.keys(record.trainedOn)).toHaveLength(record.data.recordCount);
});

test("the card shows the figures of the record", async () => {
  const card = await readFile(place("card.md"), "utf8");
  for (const { boundary, n, meanMs, sdMs } of record.crossValidation.figures) {
    if (boundary.endsWith("peak")) continue;
    expect(card).toContain(`| ${boundary} | ${n} | ${meanMs.toFixed(1)} | ${sdMs.toFixed(1)} |`);
  }
});

describe("the network alone, on a simulated strip whose boundaries are exact", () => {
  test("every wave is found, with boundaries no farther than 50 ms from the truth and 20 ms on average", () => {
    const errors: number[] = [];
    for (const { beats } of marked.leads) {
      beats.forEach((beat, index) => {
        const truth = golden.truth[index]!;
        const compare = (at: number | undefined, truthS: number | null): void => void errors.push(Math.abs((1000 * at!) / golden.samplingRateHz - 1000 * truthS!));
        compare(beat.p?.onset, truth.pOnsetS);
        compare(beat.p?.offset, truth.pOffsetS);
        compare(beat.qrs?.onset, truth.qrsOnsetS);
        compare(beat.qrs?.offset, truth.qrsOffsetS);
        compare(beat.t?.offset, truth.tOffsetS);
      });
    }
    expect(errors.length).toBeGreaterThanOrEqual(60);
    expect(errors.filter((error) => !(error <= 50))).toEqual([]);
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(20);
  });

  test("marks are those of the golden strip to a tenth of a sample", () => {
    expect(marked.leads.length).toBe(golden.marks.leads.length);
    marked.leads.forEach(({ beats }, lead) =>
      beats.forEach((beat, index) => {
        const expected = golden.marks.leads[lead]!.beats[index]!;
        for (const kind of ["p", "qrs", "t"] as const) for (const mark of ["onset", "offset"] as const) expect(Math.abs(beat[kind]![mark] - expected[kind]![mark])).toBeLessThan(0.1);
      }),
    );
  });
});
