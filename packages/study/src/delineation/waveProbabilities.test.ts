import type { CompiledModel } from "@kalium/engine";
import { expect, test } from "vitest";
import { createNetworkDelineator } from "./networkDelineator.ts";
import { INFERENCE_WINDOW_SAMPLES, waveProbabilities } from "./waveProbabilities.ts";

/** In place of a network: the logits of P, QRS and T are the three channels. */
const echo = {
  graph: { output: "logits" },
  predict: async (inputs: Float32Array, rowCount: number) => {
    expect(inputs.length).toBe(rowCount * INFERENCE_WINDOW_SAMPLES * 3);
    return { logits: inputs };
  },
} as unknown as CompiledModel;

/** What the own channel of a sine of amplitude 1 holds: its height is 2, and the compression bends at a tenth of it. */
const expected = (i: number): number => 1 / (1 + Math.exp(-Math.asinh(5 * Math.sin((2 * Math.PI * i) / 100)) / 3));

test.each([400, 2500, 2560, 2561, 5000, 9001])("every sample of a recording of %i is answered for by the row it lies in", async (length) => {
  const lead = Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * i) / 100));
  const [found] = await waveProbabilities(echo, [lead]);
  expect(found!.p).toHaveLength(length);
  const off = found!.p.findIndex((value, i) => Math.abs(value - expected(i)) > 1e-3);
  expect(off).toBe(-1);
});

test("leads stay apart", async () => {
  const up = Float32Array.from({ length: 2500 }, (_, i) => Math.sin((2 * Math.PI * i) / 100));
  const [first, second] = await waveProbabilities(echo, [up, up.map((value) => -value)]);
  expect(first!.p[25]).toBeGreaterThan(0.6);
  expect(second!.p[25]).toBeLessThan(0.4);
  expect(second!.qrs[25]).toBe(first!.qrs[25]);
});

test("no lead, or leads of different lengths, are refused", async () => {
  const nothing = { sampleIndices: new Int32Array(0), confidence: new Float32Array(0) };
  const delineator = createNetworkDelineator(echo);
  await expect(delineator.delineate([], 250, nothing)).rejects.toThrow(/at least one/);
  const lead = (length: number) => ({ name: `L${length}`, samplesMillivolt: new Float32Array(length) });
  await expect(delineator.delineate([lead(500), lead(400)], 250, nothing)).rejects.toThrow(/L400 has 400 samples/);
  const { leads, global } = await delineator.delineate([lead(500), lead(500)], 250, nothing);
  expect(leads.map(({ beats }) => beats.length)).toEqual([0, 0]);
  expect(global).toEqual([]);
});
