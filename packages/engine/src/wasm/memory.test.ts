import "../testing/allowRelaxedSimd.ts";
import { expect, test } from "vitest";
import type { TrainerOptions } from "../executor.ts";
import { graphBuilder } from "../graphBuilder.ts";
import { initializeWeights } from "../initializeWeights.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { seededRandom } from "../seededRandom.ts";
import { referenceData, referenceGraph } from "../testing/referenceNet.ts";
import { createWasmDevice } from "./createWasmDevice.ts";

const options: TrainerOptions = { loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: 1e-3 } };

/** Programs are let go as soon as the promise of each has been asked once more. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("10 000 steps take no more memory than the first, and disposing gives all of it back", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const b = graphBuilder("small");
  const x = b.conv1d(b.input("input", [12, 1]), { name: "conv", filters: 4, kernelSize: 3, padding: "same" });
  b.output(b.dense(b.globalAveragePool1d(b.batchNorm(x, { name: "norm" }), "pool"), { name: "head", units: 1 }));
  const graph = b.build();
  const before = device.memoryBytes();
  const model = await createExecutor(device).compile(graph, initializeWeights(graph, seededRandom(1)));
  const trainer = model.trainer(options);
  const inputs = new Float32Array(8 * 12).map((_, index) => Math.sin(index));
  const labels = Int32Array.from({ length: 8 }, (_, row) => row % 2);
  await trainer.step(inputs, labels);
  const after = device.memoryBytes();
  expect(after.used).toBeGreaterThan(before.used);
  for (let step = 1; step < 10_000; step++) await trainer.submit(inputs, labels);
  expect(device.memoryBytes()).toEqual(after);
  expect(Number.isFinite(await trainer.meanLoss())).toBe(true);
  model.dispose();
  await settled();
  expect(device.memoryBytes().used).toBe(before.used);
});

test("models that come and go leave the memory as it was", async () => {
  const device = await createWasmDevice({ threads: 1 });
  const graph = referenceGraph({ baseWidth: 4 });
  const { weights, inputs, labels } = referenceData(graph, 8, 7);
  const sizes: number[] = [];
  for (let round = 0; round < 5; round++) {
    const model = await createExecutor(device).compile(graph, weights);
    await model.trainer(options).step(inputs, labels);
    await model.predict(inputs, 8);
    model.dispose();
    await settled();
    expect(device.memoryBytes().used).toBe(0);
    sizes.push(device.memoryBytes().reserved);
  }
  expect(sizes[4]).toBe(sizes[0]);
});

test("the arena of the reference step is at most 1.3 times what is alive at once", async () => {
  const model = await createExecutor(await createWasmDevice({ threads: 1 })).compile(referenceGraph(), referenceData(referenceGraph(), 64, 7).weights);
  const { inputs, labels } = referenceData(referenceGraph(), 64, 7);
  const trainer = model.trainer(options);
  await trainer.step(inputs, labels);
  const { arenaBytes, liveBytes } = trainer.memory()!;
  expect(arenaBytes / liveBytes).toBeLessThan(1.3);
});
