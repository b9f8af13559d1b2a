/** Runs every operation and loss on several thread counts, where threads may wait, and answers with the tensors that are not the same bits. */
import type { Executor } from "../executor.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { createWasmDevice } from "../wasm/createWasmDevice.ts";
import { lossCases } from "./cases/lossCases.ts";
import { operationCases } from "./cases/operationCases.ts";
import { drawnInputs, drawnTensor, liveWeights } from "./drawnTensors.ts";
import { outputsAsWeights } from "./outputsAsWeights.ts";

export interface ThreadedCasesReply {
  /** Tensors compared. */
  readonly compared: number;
  readonly different: readonly string[];
  readonly problem?: string;
}

type Named = Readonly<Record<string, Float32Array>>;

async function runOperations(executor: Executor): Promise<Record<string, Named>> {
  const results: Record<string, Named> = {};
  for (const { title, graph, batch } of operationCases) {
    const inputs = drawnInputs(graph, batch);
    const columns = graph.nodes.find(({ name }) => name === graph.output)!.shape[0];
    const model = await executor.compile(graph, liveWeights(graph));
    const { values, gradients } = await model.gradients(inputs, batch, graph.nodes.map(({ name }) => name), drawnTensor(columns, "seed"));
    const found: Record<string, Float32Array> = {};
    for (const [name, data] of Object.entries(values)) found[`value of ${name}`] = data;
    for (const [name, data] of Object.entries(gradients)) found[`gradient by ${name}`] = data;
    if (graph.parameters.some(({ trainable }) => trainable)) {
      const trainer = model.trainer({ loss: { kind: "meanSquaredError" }, optimizer: { kind: "adam", learningRate: 0.01 }, clipNorm: 1 });
      const losses = [await trainer.step(inputs, drawnTensor(batch * columns, "targets")), await trainer.step(inputs, drawnTensor(batch * columns, "targets"))];
      found.losses = Float32Array.from(losses);
      for (const [name, { data }] of Object.entries(await model.getWeights())) found[`trained ${name}`] = data;
      trainer.dispose();
    }
    model.dispose();
    results[title] = found;
  }
  return results;
}

async function runLosses(executor: Executor): Promise<Record<string, Named>> {
  const results: Record<string, Named> = {};
  for (const { title, loss, columns, outputs, labels } of lossCases) {
    const { graph, weights, inputs } = outputsAsWeights(outputs.length / columns, columns, outputs);
    const model = await executor.compile(graph, weights);
    const trainer = model.trainer({ loss, optimizer: { kind: "sgd", learningRate: 0.1 } });
    const losses = [await trainer.step(inputs, labels), await trainer.step(inputs, labels)];
    results[title] = { losses: Float32Array.from(losses), trained: (await model.getWeights())["outputs.kernel"].data };
    trainer.dispose();
    model.dispose();
  }
  return results;
}

async function compare(threadCounts: readonly number[]): Promise<ThreadedCasesReply> {
  const runs: Record<string, Named>[] = [];
  for (const threads of threadCounts) {
    const executor = createExecutor(await createWasmDevice({ threads }));
    runs.push({ ...(await runOperations(executor)), ...(await runLosses(executor)) });
    executor.dispose();
  }
  const different: string[] = [];
  let compared = 0;
  const [first, ...others] = runs;
  others.forEach((run, index) => {
    for (const [title, tensors] of Object.entries(first)) for (const [name, data] of Object.entries(tensors)) {
      compared += 1;
      if (data.some((value, place) => !Object.is(value, run[title][name][place]))) different.push(`${threadCounts[index + 1]} threads, ${title}: ${name}`);
    }
  });
  return { compared, different };
}

addEventListener("message", ({ data }: MessageEvent<{ readonly threads: readonly number[] }>) => {
  const { postMessage } = globalThis as unknown as { postMessage(reply: ThreadedCasesReply): void };
  compare(data.threads).then(postMessage, (error: unknown) => postMessage({ compared: 0, different: [], problem: String(error) }));
});
