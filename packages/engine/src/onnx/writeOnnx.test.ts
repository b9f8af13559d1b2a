import { InferenceSession, Tensor, env } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import type { HostTensor, Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { createExecutor } from "../program/compiledModel.ts";
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
