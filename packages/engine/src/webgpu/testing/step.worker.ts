/** Trains the reference network in a module worker. */
import { createExecutor } from "../../program/compiledModel.ts";
import { REFERENCE_LEARNING_RATE, referenceData, referenceGraph } from "../../testing/referenceNet.ts";
import { createWebgpuDevice } from "../createWebgpuDevice.ts";

self.addEventListener("message", () => {
  void (async () => {
    try {
      const device = await createWebgpuDevice();
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, 4, 61);
      const model = await createExecutor(device).compile(graph, weights);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
      const losses: number[] = [];
      for (let step = 0; step < 5; step++) losses.push(await trainer.step(inputs, labels));
      device.dispose();
      self.postMessage({ losses, info: device.info });
    } catch (error) {
      self.postMessage({ error: String(error) });
    }
  })();
});
