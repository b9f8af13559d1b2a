import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor, env } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import type { HostTensor, Weights } from "../executor.ts";
import type { Graph, GraphNode } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";
import { GraphError } from "../graphError.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { writeSafetensors } from "../safetensors.ts";
import { seededRandom } from "../seededRandom.ts";
import { interpreterDevice } from "../testing/interpreterDevice.ts";
import { referenceData, referenceGraph } from "../testing/referenceNet.ts";
import { exportCases } from "./exportCases.ts";
import { writeOnnx } from "./writeOnnx.ts";

env.wasm.numThreads = 1;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Uniform numbers in [−1, 1), variances positive. */
function drawWeights(graph: Graph, seed: number): Weights {
  const random = seededRandom(seed);
  return Object.fromEntries(
    graph.parameters.map(({ name, shape }): [string, HostTensor] => {
      const draw = random(name);
      const data = Float32Array.from({ length: sizeOf(shape) }, () => 2 * draw() - 1);
      return [name, { shape, data: name.endsWith("runningVariance") ? data.map((value) => value * value + 0.1) : data }];
    }),
  );
}

function drawInputs(graph: Graph, rows: number, seed: number): Float32Array {
  const draw = seededRandom(seed)("inputs");
  return Float32Array.from({ length: rows * sizeOf(graph.nodes[0].shape) }, () => 4 * draw() - 2);
}

async function runInOnnxRuntime(file: Uint8Array, graph: Graph, inputs: Float32Array, rows: number): Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }> {
  const session = await InferenceSession.create(file, { executionProviders: ["wasm"], logSeverityLevel: 3 });
  try {
    const output = (await session.run({ [graph.input]: new Tensor("float32", inputs, [rows, ...graph.nodes[0].shape]) }))[graph.output];
    return { shape: output.dims, data: output.data as Float32Array };
  } finally {
    await session.release();
  }
}

/** Largest difference between onnxruntime and the float64 interpreter, as a share of the largest value where that is above one. */
async function exportError(graph: Graph, weights: Weights, inputs: Float32Array, rows: number): Promise<number> {
  const actual = await runInOnnxRuntime(writeOnnx(graph, weights), graph, inputs, rows);
  const model = await createExecutor(interpreterDevice(null)).compile(graph, weights);
  const expected = (await model.predict(inputs, rows))[graph.output];
  expect(actual.shape).toEqual([rows, ...graph.nodes.find((node) => node.name === graph.output)!.shape]);
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return expected.reduce((largest, value, index) => Math.max(largest, Math.abs(value - actual.data[index])), 0) / scale;
}

/** Complete by its type. */
const OPERATIONS: Readonly<Record<GraphNode["op"], true>> = {
  input: true, conv1d: true, conv2d: true, batchNorm: true, layerNorm: true, relu: true, gelu: true, sigmoid: true, tanh: true, softmax: true,
  maxPool1d: true, averagePool1d: true, maxPool2d: true, averagePool2d: true, zeroPad1d: true, add: true, multiply: true, concat: true, slice: true, reshape: true, permute: true,
  globalAveragePool1d: true, globalMaxPool1d: true, globalAveragePool2d: true, globalMaxPool2d: true, channelMean: true, channelMax: true, dropout: true, l2Normalize: true, matmul: true,
  positionEmbedding: true, multiHeadAttention: true, lstm: true, upsample1d: true, upsample2d: true, dense: true,
};

describe("an ONNX file, run by onnxruntime-web,", () => {
  test.each(exportCases())("equals the float64 interpreter to 1e-5: $title", async ({ graph }) => {
    for (const rows of [3, 1]) {
      const error = await exportError(graph, drawWeights(graph, 5), drawInputs(graph, rows, 6), rows);
      expect(error).toBeLessThanOrEqual(1e-5);
    }
  });

  test("equals the interpreter on the reference network", async () => {
    const graph = referenceGraph();
    const { weights, inputs } = referenceData(graph, 4, 61);
    expect(await exportError(graph, weights, inputs, 4)).toBeLessThanOrEqual(1e-5);
  });

  test("takes any number of rows, and returns each node that was asked for under its name", async () => {
    const { graph } = exportCases().find(({ title }) => title.startsWith("an encoder block"))!;
    const names = ["attention", "drop", "pool", "logits"];
    const weights = drawWeights(graph, 5);
    const model = await createExecutor(interpreterDevice(null)).compile(graph, weights);
    const session = await InferenceSession.create(writeOnnx(graph, weights, { outputs: names }), { executionProviders: ["wasm"], logSeverityLevel: 3 });
    expect(session.outputNames).toEqual(names);
    for (const rows of [1, 2, 7]) {
      const inputs = drawInputs(graph, rows, 6);
      const outputs = await session.run({ [graph.input]: new Tensor("float32", inputs, [rows, ...graph.nodes[0].shape]) });
      const expected = await model.predict(inputs, rows, names);
      for (const name of names) {
        expect(outputs[name].dims).toEqual([rows, ...graph.nodes.find((node) => node.name === name)!.shape]);
        expected[name].forEach((value, at) => expect(Math.abs(value - (outputs[name].data as Float32Array)[at])).toBeLessThan(1e-5));
      }
    }
    await session.release();
  });

  const folder = process.env.KALIUM_ONNX_FOLDER;
  test.runIf(folder)("is left with its inputs and results in KALIUM_ONNX_FOLDER, for ONNX's own checker and evaluator (tests/golden/engine/check_onnx.py)", async () => {
    mkdirSync(folder!, { recursive: true });
    for (const [index, { title, graph }] of exportCases().entries()) {
      const [weights, inputs] = [drawWeights(graph, 5), drawInputs(graph, 3, 6)];
      const model = await createExecutor(interpreterDevice(null)).compile(graph, weights);
      const output = (await model.predict(inputs, 3))[graph.output];
      const shapeOf = (name: string): number[] => [3, ...graph.nodes.find((node) => node.name === name)!.shape];
      writeFileSync(join(folder!, `${index}.onnx`), writeOnnx(graph, weights));
      writeFileSync(join(folder!, `${index}.safetensors`), writeSafetensors({ input: { shape: shapeOf(graph.input), data: inputs }, output: { shape: shapeOf(graph.output), data: output } }, { title }));
    }
  });

  test("is tried on every operation of the graph language", () => {
    const tried = new Set(exportCases().flatMap(({ graph }) => graph.nodes.map(({ op }) => op)));
    expect([...tried].sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  test("fails the comparison when one weight of the file is off by a thousandth", async () => {
    const graph = referenceGraph();
    const { weights, inputs } = referenceData(graph, 4, 61);
    const kernel = weights["stem.conv.kernel"];
    const planted = { ...weights, "stem.conv.kernel": { ...kernel, data: kernel.data.map((value, index) => (index === 5 ? value + 1e-3 : value)) } };
    const right = await runInOnnxRuntime(writeOnnx(graph, weights), graph, inputs, 4);
    const wrong = await runInOnnxRuntime(writeOnnx(graph, planted), graph, inputs, 4);
    expect(Math.max(...right.data.map((value, index) => Math.abs(value - wrong.data[index])))).toBeGreaterThan(1e-5);
  });
});

describe("writeOnnx", () => {
  const graph = referenceGraph();
  const { weights } = referenceData(graph, 1, 61);

  test("gives the same bytes for the same network", () => {
    const options = { graphHash: "ab", producerVersion: "1.2", metadata: { seed: "7" } };
    expect(writeOnnx(graph, weights, options)).toEqual(writeOnnx(graph, weights, options));
  });

  test.each<[string, () => unknown, string, RegExp]>([
    ["an output that is not in the graph", () => writeOnnx(graph, weights, { outputs: ["nothing"] }), "bad-input", /no node "nothing"/],
    ["weights without a tensor", () => writeOnnx(graph, {}), "weights-mismatch", /no tensor "stem\.conv\.kernel"/],
    ["a tensor of another shape", () => writeOnnx(graph, { ...weights, "stem.conv.kernel": { shape: [2, 2], data: new Float32Array(4) } }), "weights-mismatch", /is \[2, 2\], the graph .* wants \[7, 1, 16\]/],
  ])("refuses %s", (_title, write, code, message) => {
    expect(write).toThrow(EngineError);
    expect(write).toThrow(message);
    expect(write).toThrow(expect.objectContaining({ code }));
  });

  test("refuses, by the node's name, a pool whose padding ONNX has no word for, and an operation it does not know", () => {
    const b = graphBuilder("pooled");
    b.output(b.maxPool1d(b.input("input", [9, 1]), { name: "pool", poolSize: 2, stride: 1 }));
    const pooled = b.build();
    const withNode = (change: object): Graph => ({ ...pooled, nodes: pooled.nodes.map((node) => (node.name === "pool" ? ({ ...node, ...change } as GraphNode) : node)) });
    expect(() => writeOnnx(withNode({ padding: { before: 2, after: 0 } }), {})).toThrow(GraphError);
    expect(() => writeOnnx(withNode({ padding: { before: 2, after: 0 } }), {})).toThrow(/pool.*padding reaches the pool size 2/);
    expect(() => writeOnnx(withNode({ op: "fold" }), {})).toThrow(/pool.*operation "fold" has no counterpart/);
  });
});
