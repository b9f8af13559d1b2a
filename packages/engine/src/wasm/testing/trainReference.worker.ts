/** Trains the reference network in a worker, where threads may wait, and answers with the losses, a digest of the weights and the time of a step. */
import { createExecutor } from "../../program/compiledModel.ts";
import { REFERENCE_LEARNING_RATE, referenceData, referenceGraph } from "../../testing/referenceNet.ts";
import { createWasmDevice } from "../createWasmDevice.ts";

export interface TrainReferenceRequest {
  readonly threads: number;
  readonly portable: boolean;
  readonly activation: "relu" | "gelu";
  readonly batch: number;
  readonly seed: number;
  readonly steps: number;
}

export interface TrainReferenceReply {
  readonly adapter: string;
  readonly losses: readonly number[];
  readonly weightsDigest: string;
  readonly bestMilliseconds: number;
}

async function train({ threads, portable, activation, batch, seed, steps }: TrainReferenceRequest): Promise<TrainReferenceReply> {
  const device = await createWasmDevice({ threads, portable });
  const graph = referenceGraph({ activation });
  const { weights, inputs, labels } = referenceData(graph, batch, seed);
  const model = await createExecutor(device).compile(graph, weights);
  const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } });
  const losses: number[] = [];
  let bestMilliseconds = Infinity;
  for (let step = 0; step < steps; step++) {
    const start = performance.now();
    losses.push(await trainer.step(inputs, labels));
    bestMilliseconds = Math.min(bestMilliseconds, performance.now() - start);
  }
  const all = Object.values(await model.getWeights()).map(({ data }) => data);
  const bytes = new Uint8Array(await new Blob(all.map((data) => data as Float32Array<ArrayBuffer>)).arrayBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  model.dispose();
  device.dispose();
  return { adapter: device.info.adapter, losses, weightsDigest: [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join(""), bestMilliseconds };
}

addEventListener("message", ({ data }: MessageEvent<TrainReferenceRequest>) => {
  const { postMessage } = globalThis as unknown as { postMessage(reply: TrainReferenceReply | { readonly problem: string }): void };
  train(data).then(postMessage, (error: unknown) => postMessage({ problem: String(error) }));
});
