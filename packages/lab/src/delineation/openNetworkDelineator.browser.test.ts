import { afterAll, expect, test } from "vitest";
import { rulesDelineator, type Delineation } from "@kalium/ecg";
import { meetRules, networkDecoding } from "@kalium/study";
import golden from "../../../../tests/golden/delineator/strip.json";
import { openNetworkDelineator } from "./openNetworkDelineator.ts";

const weightsUrl = new URL("/models/delineator/weights.safetensors", location.href).href;
const opened = await openNetworkDelineator(weightsUrl);
afterAll(() => opened.close());

test("a worker of a page marks a strip as Node does, to one sample", async () => {
  const leads = golden.leads.map(({ name, microvolts }) => ({ name, samplesMillivolt: Float32Array.from(microvolts, (value) => value / 1000) }));
  const qrs = { sampleIndices: Int32Array.from(golden.detections), confidence: new Float32Array(golden.detections.length).fill(1) };
  const { leads: marked, global } = await opened.delineate(leads, golden.samplingRateHz, qrs);
  // The golden strip holds what the network alone marks; what the rules add is their own and changes with them.
  const node = meetRules(golden.marks as Delineation, await rulesDelineator.delineate(leads, golden.samplingRateHz, qrs), networkDecoding.rulesShareOfT);
  expect(opened.executor.name).toBe("wasm");
  let compared = 0;
  const compare = (beats: typeof global, expected: typeof global): void =>
    beats.forEach((beat, index) => {
      for (const kind of ["p", "qrs", "t"] as const) for (const mark of ["onset", "peak", "offset"] as const) {
        expect(Math.abs(beat[kind]![mark] - expected[index]![kind]![mark]), `${kind} ${mark} of beat ${index}`).toBeLessThanOrEqual(1);
        compared += 1;
      }
    });
  marked.forEach(({ beats }, lead) => compare(beats, node.leads[lead]!.beats));
  compare(global, node.global);
  expect(compared).toBe(9 * golden.detections.length * (golden.leads.length + 1));
});

test("weights that are not there are an error with a remedy", async () => {
  await expect(openNetworkDelineator(new URL("/models/delineator/nowhere.safetensors", location.href).href)).rejects.toMatchObject({ remedy: expect.stringMatching(/models\/delineator/) as string });
});
