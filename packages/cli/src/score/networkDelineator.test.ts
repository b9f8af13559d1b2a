import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initializeWeights, seededRandom, writeSafetensors } from "@kalium/engine";
import { delineationNetwork } from "@kalium/models";
import { hashRecordingSamples } from "@kalium/study";
import { afterAll, expect, test } from "vitest";
import { openNetworkDelineator } from "./networkDelineator.ts";
import { ScoreFailed } from "./scoreFailed.ts";

const folder = await mkdtemp(join(tmpdir(), "kalium-delineator-"));
afterAll(() => rm(folder, { recursive: true }));

const lead = (phase: number) => [{ name: "II", samplesMillivolt: Float32Array.from({ length: 1000 }, (_, i) => Math.sin(phase + i / 20)) }];
const qrs = { sampleIndices: Int32Array.of(300, 700), confidence: Float32Array.of(1, 1) };

test("says nothing of strange recordings, and of one that the network was trained on that its figures flatter", async () => {
  const network = { widths: [2, 2, 2, 2, 2], kernelSizes: [3, 3, 3, 3, 3] };
  const weights = initializeWeights(delineationNetwork({ windowSamples: 64, ...network }), seededRandom(1));
  await writeFile(join(folder, "weights.safetensors"), writeSafetensors(weights));
  const figures = [{ boundary: "qrs onset", n: 9, meanMs: 1.23, sdMs: 8.76, sensitivityPercent: 99, positivePredictivityPercent: 98 }];
  await writeFile(join(folder, "training.json"), JSON.stringify({ network, trainedOn: { "1": await hashRecordingSamples(lead(0)) }, crossValidation: { people: 50, figures } }));
  const delineator = await openNetworkDelineator(folder);
  await delineator.delineate(lead(1), 250, qrs);
  expect(delineator.note()).toBeNull();
  const { leads } = await delineator.delineate(lead(0), 250, qrs);
  expect(leads[0]!.beats).toHaveLength(2);
  expect(delineator.note()).toMatch(/trained on 1 of these 2 recordings .* flatter it.*50 people it had not seen .*qrs onset 1\.2 ± 8\.8 ms/);
});

test("without weights it says where they belong", async () => {
  await expect(openNetworkDelineator(join(folder, "nowhere"))).rejects.toThrow(ScoreFailed);
});
