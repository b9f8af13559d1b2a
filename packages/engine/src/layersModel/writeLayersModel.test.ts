import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { exportCases } from "../onnx/exportCases.ts";
import type { HostTensor, Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { seededRandom } from "../seededRandom.ts";
import { interpreterDevice } from "../testing/interpreterDevice.ts";
import { referenceData, referenceGraph } from "../testing/referenceNet.ts";
import { LayersModelError } from "./layersModelError.ts";
import { readLayersModel } from "./readLayersModel.ts";
import { drawInputs, drawWeights, filesOf, largestDifference, loadFiles, predictWith } from "./testing/savedModel.ts";
import { kerasCases } from "./testing/kerasCases.ts";
import { writeLayersModel } from "./writeLayersModel.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** What the format cannot say, by the words of the case's title. */
const INEXPRESSIBLE = /^attention|encoder block|^position|^l2Normalize|unit vectors|in groups|Pool[12]d, padding \{|matmul of images|GELU by tanh/;

function weightsFor(graph: Graph): Weights {
  const random = seededRandom(5);
  return Object.fromEntries(graph.parameters.map(({ name, shape }): [string, HostTensor] => {
    const draw = random(name);
    return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => (name.endsWith("runningVariance") ? 0.5 + draw() : 1.6 * draw() - 0.8)) }];
  }));
}

async function predictGraph(graph: Graph, weights: Weights, inputs: Float32Array, rows: number): Promise<Float32Array> {
  const model = await createExecutor(interpreterDevice(null)).compile(graph, weights);
  const output = (await model.predict(inputs, rows))[graph.output];
  model.dispose();
  return output;
}

describe("a graph written as a LayersModel", () => {
  beforeAll(() => tf.setBackend("cpu"));

  const cases = exportCases();
  test.each(cases.filter(({ title }) => !INEXPRESSIBLE.test(title)))("predicts in TensorFlow.js, and read back, as the float64 interpreter to 1e-5: $title", async ({ graph }) => {
    const weights = weightsFor(graph);
    const shape = graph.nodes[0].shape;
    const inputs = drawInputs(3 * sizeOf(shape));
    const expected = await predictGraph(graph, weights, inputs, 3);
    const files = writeLayersModel(graph, weights);
    const model = await loadFiles(files);
    expect(model.outputs[0].shape.slice(1)).toEqual(graph.nodes.find(({ name }) => name === graph.output)!.shape);
    expect(largestDifference(await predictWith(model, inputs, [3, ...shape]), expected)).toBeLessThanOrEqual(1e-5);
    model.dispose();
    const back = readLayersModel(files);
    expect(largestDifference(await predictGraph(back.graph, back.weights, inputs, 3), expected)).toBeLessThanOrEqual(1e-5);
  });

  test.each(cases.filter(({ title }) => INEXPRESSIBLE.test(title)))("is refused with node and remedy: $title", ({ graph }) => {
    expect(() => writeLayersModel(graph, weightsFor(graph))).toThrow(LayersModelError);
    expect(() => writeLayersModel(graph, weightsFor(graph))).toThrow(/^Layer ".+": .*Write ONNX/);
  });

  test("is the same graph with the same weights when read back: the reference network", async () => {
    const graph = referenceGraph();
    const { weights, inputs } = referenceData(graph, 4, 61);
    const files = writeLayersModel(graph, weights);
    const back = readLayersModel(files);
    expect(back.graph.nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(graph.nodes.map(({ name }) => name)));
    expect(back.weights).toEqual(weights);
    expect(await predictGraph(back.graph, back.weights, inputs, 4)).toEqual(await predictGraph(graph, weights, inputs, 4));
    expect(writeLayersModel(graph, weights)).toEqual(files);
  });

  test("node for node, when no node takes several layers", () => {
    const b = graphBuilder("plain");
    let at = b.input("x", [16, 2]);
    at = b.relu(b.batchNorm(b.conv1d(at, { name: "conv", filters: 4, kernelSize: 3, stride: 2 }), { name: "norm", momentum: 0.9 }), "relu");
    at = b.dropout(b.maxPool1d(at, { name: "pool", poolSize: 2 }), { name: "drop", rate: 0.25 });
    at = b.gelu(b.layerNorm(b.lstm(at, { name: "memory", units: 3, returnSequences: true }), { name: "even" }), { name: "gelu" });
    b.output(b.softmax(b.dense(b.globalAveragePool1d(at, "mean"), { name: "head", units: 2 }), "shares"));
    const graph = b.build();
    const weights = weightsFor(graph);
    const back = readLayersModel(writeLayersModel(graph, weights));
    const plain = ({ nodes, parameters, input, output, name }: Graph) => ({ nodes, input, output, name, parameters: parameters.map(({ initializer: _initializer, ...parameter }) => parameter) });
    expect(plain(back.graph)).toEqual(plain(graph));
    expect(back.weights).toEqual(weights);
  });

  test.each(kerasCases.filter(({ title }) => !title.includes("gelu_new")))("keeps the predictions of a TensorFlow.js model that was read: $title", async ({ make }) => {
    const original = make();
    drawWeights(original);
    const shape = original.inputs[0].shape.slice(1) as number[];
    const inputs = drawInputs(3 * sizeOf(shape));
    const expected = await predictWith(original, inputs, [3, ...shape]);
    const { graph, weights } = readLayersModel(await filesOf(original));
    const again = await loadFiles(writeLayersModel(graph, weights));
    expect(largestDifference(await predictWith(again, inputs, [3, ...shape]), expected)).toBeLessThanOrEqual(1e-5);
    original.dispose();
    again.dispose();
  });

  test("carries notice and metadata, and refuses weights that do not fit", () => {
    const { graph } = cases[0];
    const weights = weightsFor(graph);
    const json = JSON.parse(new TextDecoder().decode(writeLayersModel(graph, weights, { metadata: { run: "7" } })["model.json"])) as { userDefinedMetadata: unknown };
    expect(json.userDefinedMetadata).toEqual({ run: "7", notice: "Research and teaching only, not a medical device." });
    const [{ name, shape }] = graph.parameters;
    const { [name]: _missing, ...rest } = weights;
    expect(() => writeLayersModel(graph, rest)).toThrow(new RegExp(`"${name}".*missing`));
    expect(() => writeLayersModel(graph, { ...rest, [name]: { shape: [1, ...shape], data: weights[name].data } })).toThrow(/the graph needs/);
  });
});
