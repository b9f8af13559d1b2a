/** A worker of the browser tests: trains the reference network for two steps and posts the losses. */
import type { ExecutorName } from "../executor.ts";
import { chooseExecutor } from "../chooseExecutor.ts";
import { REFERENCE_LEARNING_RATE, referenceData, referenceGraph } from "./referenceNet.ts";

self.addEventListener("message", (event: MessageEvent<{ forced: ExecutorName | undefined }>) => {
  const run = async (): Promise<void> => {
    const executor = await chooseExecutor(event.data);
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);
    const trainer = (await executor.compile(graph, weights)).trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
    self.postMessage({ info: executor.info, losses: [await trainer.step(inputs, labels), await trainer.step(inputs, labels)] });
  };
  run().catch((error: unknown) => self.postMessage({ error: String(error) }));
});
