/** Trains a large network for a few steps in a worker, with threads, and answers with the losses and the memory it took. */
import { chooseExecutor, countParameters, initializeWeights, seededRandom } from "../../packages/engine/src/index.ts";
import { resnet1d } from "../../packages/models/src/index.ts";

export interface TrainLargeRequest {
  readonly baseWidth: number;
  readonly inputLengthSamples: number;
  readonly inputChannels: number;
  readonly batch: number;
  readonly steps: number;
}

export interface TrainLargeReply {
  readonly adapter: string;
  readonly trainableParameters: number;
  readonly losses: readonly number[];
  readonly arenaBytes: number;
  readonly secondsOfStep: readonly number[];
}

async function train({ batch, steps, ...network }: TrainLargeRequest): Promise<TrainLargeReply> {
  const executor = await chooseExecutor({ forced: "wasm" });
  const graph = resnet1d(network);
  const model = await executor.compile(graph, initializeWeights(graph, seededRandom(1)));
  const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 1e-3 } });
  const random = seededRandom(2)("rows");
  const rowSize = network.inputLengthSamples * network.inputChannels;
  // Rows of the two classes differ by a slow wave, so that a loss that falls means something.
  const labels = Int32Array.from({ length: batch }, (_, row) => row % 2);
  const inputs = Float32Array.from({ length: batch * rowSize }, (_, index) => random() - 0.5 + labels[Math.floor(index / rowSize)] * Math.sin(index / 40));
  const losses: number[] = [];
  const secondsOfStep: number[] = [];
  for (let step = 0; step < steps; step++) {
    const startMs = performance.now();
    losses.push(await trainer.step(inputs, labels));
    secondsOfStep.push((performance.now() - startMs) / 1000);
  }
  const reply = { adapter: executor.info.adapter, trainableParameters: countParameters(graph).trainable, losses, arenaBytes: trainer.memory()!.arenaBytes, secondsOfStep };
  executor.dispose();
  return reply;
}

addEventListener("message", ({ data }: MessageEvent<TrainLargeRequest>) => {
  const { postMessage } = globalThis as unknown as { postMessage(reply: TrainLargeReply | { readonly problem: string }): void };
  train(data).then(postMessage, (error: unknown) => postMessage({ problem: String(error) }));
});
