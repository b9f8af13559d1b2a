import { expect, test } from "vitest";
import { graphBuilder } from "../graphBuilder.ts";
import { initializeWeights } from "../initializeWeights.ts";
import { seededRandom } from "../seededRandom.ts";
import type { TrainerOptions } from "../executor.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import { createExecutor } from "./compiledModel.ts";
import type { Device } from "./device.ts";

const options: TrainerOptions = { loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 0.01 }, averageDecay: 0.9 };

function network() {
  const b = graphBuilder("small");
  const x = b.conv1d(b.input("input", [11, 2]), { name: "conv", filters: 5, kernelSize: 3, padding: "same" });
  b.output(b.dense(b.globalAveragePool1d(b.relu(x, "relu"), "pool"), { name: "head", units: 3 }));
  return b.build();
}

/** A device that counts what it loads. */
async function countingDevice(): Promise<Device & { readonly loads: () => number }> {
  const device = await createWasmDevice({ threads: 1 });
  let loads = 0;
  return { ...device, loads: () => loads, load: (program, states) => ((loads += 1), device.load(program, states)) };
}

test("a trainer after a disposed one with the same options reuses its programs and starts anew", async () => {
  const graph = network();
  const weights = initializeWeights(graph, seededRandom(3));
  const random = seededRandom(4)("data");
  const inputs = Float32Array.from({ length: 6 * 22 }, () => random() - 0.5);
  const labels = Int32Array.from([0, 1, 2, 0, 1, 2]);
  const device = await countingDevice();
  const model = await createExecutor(device).compile(graph, weights);
  const train = async (): Promise<readonly unknown[]> => {
    model.setWeights(weights);
    const trainer = model.trainer(options);
    const losses = [];
    for (let step = 0; step < 4; step++) losses.push(await trainer.step(inputs, labels));
    const state = await trainer.optimizerState();
    const averages = await trainer.averagedWeights();
    const mean = await trainer.meanLoss();
    trainer.dispose();
    await expect(trainer.step(inputs, labels)).rejects.toThrow(/disposed/);
    return [losses, state, averages, mean, await model.getWeights()];
  };
  const first = await train();
  expect(device.loads()).toBe(1);
  expect(await train()).toEqual(first);
  expect(device.loads()).toBe(1);
  const other = model.trainer({ ...options, averageDecay: 0.5 });
  await other.step(inputs, labels);
  expect(device.loads()).toBe(2);
});

test("two trainers at once keep their own moments", async () => {
  const graph = network();
  const weights = initializeWeights(graph, seededRandom(3));
  const model = await createExecutor(await createWasmDevice({ threads: 1 })).compile(graph, weights);
  const inputs = new Float32Array(22).fill(0.3);
  const [one, two] = [model.trainer(options), model.trainer(options)];
  await one.step(inputs, Int32Array.of(0));
  await one.step(inputs, Int32Array.of(0));
  await two.step(inputs, Int32Array.of(1));
  expect((await one.optimizerState()).stepCount).toBe(2);
  expect((await two.optimizerState()).stepCount).toBe(1);
  expect((await one.optimizerState()).slots).not.toEqual((await two.optimizerState()).slots);
});
