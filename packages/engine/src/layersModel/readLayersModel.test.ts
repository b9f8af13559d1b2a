import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, sequential } from "@tensorflow/tfjs-layers";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { createExecutor } from "../program/compiledModel.ts";
import { seededRandom } from "../seededRandom.ts";
import { interpreterDevice } from "../testing/interpreterDevice.ts";
import { LayersModelError } from "./layersModelError.ts";
import { readLayersModel } from "./readLayersModel.ts";
import type { LayersModelGraph } from "./readLayersModel.ts";
import { kerasCases } from "./testing/kerasCases.ts";
import { drawInputs, drawWeights, filesOf, largestDifference, predictWith } from "./testing/savedModel.ts";

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

async function predictGraph({ graph, weights }: LayersModelGraph, inputs: Float32Array, rows: number): Promise<Float32Array> {
  const compiled = await createExecutor(interpreterDevice(null)).compile(graph, weights);
  const output = (await compiled.predict(inputs, rows))[graph.output];
  compiled.dispose();
  return output;
}

const rewrite = (files: Record<string, Uint8Array>, change: (json: any) => void): Record<string, Uint8Array> => {
  const json: unknown = JSON.parse(new TextDecoder().decode(files["model.json"]));
  change(json);
  return { ...files, "model.json": new TextEncoder().encode(JSON.stringify(json)) };
};

describe("a LayersModel read as a graph", () => {
  beforeAll(() => tf.setBackend("cpu"));

  test.each(kerasCases)("predicts as TensorFlow.js does to 1e-5: $title", async ({ make }) => {
    const original = make();
    drawWeights(original);
    const read = readLayersModel(await filesOf(original));
    const shape = original.inputs[0].shape.slice(1) as number[];
    const inputs = drawInputs(3 * sizeOf(shape));
    const expected = await predictWith(original, inputs, [3, ...shape]);
    expect(largestDifference(await predictGraph(read, inputs, 3), expected)).toBeLessThanOrEqual(1e-5);
    original.dispose();
  });

  test("comes out wrong when one weight is off by a thousandth", async () => {
    const original = kerasCases[0].make();
    drawWeights(original);
    const files = await filesOf(original);
    const inputs = drawInputs(3 * 17 * 3);
    const expected = await predictWith(original, inputs, [3, 17, 3]);
    const bytes = files["weights.bin"].slice();
    const view = new DataView(bytes.buffer);
    view.setFloat32(8, view.getFloat32(8, true) + 1e-3, true);
    expect(largestDifference(await predictGraph(readLayersModel({ ...files, "weights.bin": bytes }), inputs, 3), expected)).toBeGreaterThan(1e-5);
  });
});

describe("readLayersModel", () => {
  test("reads what the Keras converter writes: model_config, scoped names, several files, quantised weights", () => {
    const topology = { keras_version: "2.11.0", backend: "tensorflow", model_config: { class_name: "Functional", config: {
      name: "ecg", input_layers: [["x", 0, 0]], output_layers: [["head", 0, 0]],
      layers: [
        { name: "x", class_name: "InputLayer", config: { batch_input_shape: [null, null, 1], name: "x" }, inbound_nodes: [] },
        { name: "pool", class_name: "GlobalAveragePooling1D", config: { name: "pool", data_format: "channels_last", keepdims: false }, inbound_nodes: [[["x", 0, 0, {}]]] },
        { name: "head", class_name: "Dense", config: { name: "head", units: 2, activation: "softmax", use_bias: true, trainable: false }, inbound_nodes: [[["pool", 0, 0, {}]]] },
      ] } } };
    const json = { format: "layers-model", modelTopology: topology, weightsManifest: [{ paths: ["group1-shard1of2.bin", "group1-shard2of2.bin"], weights: [
      { name: "model/head/kernel:0", shape: [1, 2], dtype: "float32", quantization: { dtype: "float16", original_dtype: "float32" } },
      { name: "model/head/bias:0", shape: [2], dtype: "float32", quantization: { dtype: "uint8", scale: 0.5, min: -1, original_dtype: "float32" } },
    ] }] };
    // 1.5 and −0.25 in half precision, then codes 1 and 6, cut in the middle of a tensor.
    const files = { "m/model.json": new TextEncoder().encode(JSON.stringify(json)), "m/group1-shard1of2.bin": Uint8Array.of(0x00, 0x3e, 0x00), "m/group1-shard2of2.bin": Uint8Array.of(0xb4, 1, 6) };
    const { graph, weights, frozenPrefixes } = readLayersModel(files, { inputShape: [50, 1], logits: true });
    expect(graph.nodes.map(({ name, op }) => `${name} ${op}`)).toEqual(["x input", "pool globalAveragePool1d", "head dense"]);
    expect([...weights["head.kernel"].data]).toEqual([1.5, -0.25]);
    expect([...weights["head.bias"].data]).toEqual([-0.5, 2]);
    expect(frozenPrefixes).toEqual(["head."]);
  });

  test("reads the causal, grouped and one-dimensional layers that Keras has and TensorFlow.js lacks", async () => {
    const json = { modelTopology: { class_name: "Sequential", config: [
      { class_name: "ZeroPadding1D", config: { name: "pad", padding: [2, 1], batch_input_shape: [null, 5, 2] } },
      { class_name: "Conv1D", config: { name: "causal", filters: 2, kernel_size: [2], strides: [1], padding: "causal", dilation_rate: [3], groups: 2, activation: "linear", use_bias: false } },
      { class_name: "Cropping1D", config: { name: "crop", cropping: [1, 2] } },
      { class_name: "UpSampling1D", config: { name: "up", size: 2 } },
    ] }, weightsManifest: [{ paths: ["w.bin"], weights: [{ name: "causal/kernel", shape: [2, 1, 2], dtype: "float32" }] }] };
    const files = { "model.json": new TextEncoder().encode(JSON.stringify(json)), "w.bin": new Uint8Array(Float32Array.of(10, 100, 1, 2).buffer) };
    const read = readLayersModel(files);
    // Channels 1…5 and 6…10; tap 0 looks three samples back.
    const output = await predictGraph(read, Float32Array.of(1, 6, 2, 7, 3, 8, 4, 9, 5, 10), 1);
    const padded = [[0, 0], [0, 0], [1, 6], [2, 7], [3, 8], [4, 9], [5, 10], [0, 0]];
    const causal = padded.map(([a, b], t) => [10 * (padded[t - 3]?.[0] ?? 0) + a, 100 * (padded[t - 3]?.[1] ?? 0) + 2 * b]);
    expect([...output]).toEqual(causal.slice(1, 6).flatMap((pair) => [...pair, ...pair]));
  });

  test("stops at the named layer, and gives logits on demand", async () => {
    const original = sequential({ layers: [layers.dense({ units: 4, inputShape: [3], name: "hidden", activation: "relu" }), layers.dense({ units: 2, name: "head" }), layers.softmax({ name: "probabilities" })] });
    const files = await filesOf(original);
    expect(readLayersModel(files).graph.output).toBe("probabilities");
    expect(readLayersModel(files, { logits: true }).graph.output).toBe("head");
    const hidden = readLayersModel(files, { output: "hidden" });
    expect(hidden.graph.output).toBe("hidden.activation");
    expect(Object.keys(hidden.weights)).toEqual(["hidden.kernel", "hidden.bias"]);
  });

  test("leaves out layers that act in training alone, when told so", async () => {
    const files = await filesOf(sequential({ layers: [layers.gaussianNoise({ stddev: 1, inputShape: [3], name: "noise" }), layers.dense({ units: 1 })] }));
    expect(() => readLayersModel(files)).toThrow(/"noise".*GaussianNoise.*inferenceOnly/);
    expect(readLayersModel(files, { inferenceOnly: true }).graph.nodes).toHaveLength(2);
  });

  test("refuses spoiled files in typed errors, never in a crash", async () => {
    const random = seededRandom(8)("spoil");
    const spoils: readonly unknown[] = [null, -1, 0.5, 1e9, "", "nonsense", [], {}, [null], true];
    for (const { make } of kerasCases.filter((_, index) => index % 3 === 0)) {
      const files = await filesOf(make());
      for (let round = 0; round < 40; round++) {
        const json: unknown = JSON.parse(new TextDecoder().decode(files["model.json"]));
        // Down a random way to some field, which is replaced or taken away.
        let at = json as Record<string, unknown>;
        for (;;) {
          const keys = Object.keys(at);
          const key = keys[Math.floor(random() * keys.length)];
          const inner = at[key];
          if (typeof inner === "object" && inner !== null && Object.keys(inner).length > 0 && random() < 0.85) {
            at = inner as Record<string, unknown>;
            continue;
          }
          if (random() < 0.2) delete at[key];
          else at[key] = spoils[Math.floor(random() * spoils.length)];
          break;
        }
        try {
          readLayersModel({ ...files, "model.json": new TextEncoder().encode(JSON.stringify(json)) });
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
        }
      }
    }
  });

  const dense = () => sequential({ layers: [layers.dense({ units: 1, inputShape: [3], name: "head" })] });
  const twoInputs = () => {
    const [a, b] = [input({ shape: [3], name: "left" }), input({ shape: [3], name: "right" })];
    return model({ inputs: [a, b], outputs: layers.add().apply([a, b]) as SymbolicTensor });
  };
  const shared = () => {
    const x = input({ shape: [3] });
    const layer = layers.dense({ units: 3, name: "twice" });
    return model({ inputs: x, outputs: layer.apply(layer.apply(x)) as SymbolicTensor });
  };
  test.each([
    ["a layer the engine lacks", () => sequential({ layers: [layers.embedding({ inputDim: 5, outputDim: 2, inputShape: [3], name: "words" })] }), {}, (files: Record<string, Uint8Array>) => files, /"words".*no "Embedding"/],
    ["an LSTM with hard sigmoids", () => sequential({ layers: [layers.lstm({ units: 2, inputShape: [3, 1], name: "memory", recurrentInitializer: "glorotUniform" })] }), {}, (files: Record<string, Uint8Array>) => files, /"memory".*recurrent_activation.*sigmoid/],
    ["an activation the engine lacks", () => sequential({ layers: [layers.dense({ units: 2, inputShape: [3], activation: "elu", name: "odd" })] }), {}, (files: Record<string, Uint8Array>) => files, /"odd".*"elu"/],
    ["two inputs", twoInputs, {}, (files: Record<string, Uint8Array>) => files, /2 inputs \(left, right\)/],
    ["a layer used twice", shared, {}, (files: Record<string, Uint8Array>) => files, /"twice".*2 times/],
    ["an unknown output", dense, { output: "tail" }, (files: Record<string, Uint8Array>) => files, /"tail".*no such layer/],
    ["an open input shape", dense, {}, (files: Record<string, Uint8Array>) => rewrite(files, (json) => (json.modelTopology.config.layers[0].config.batch_input_shape = [null, null])), /input shape is \[open\].*inputShape/],
    ["an input shape that does not fit", dense, { inputShape: [4] }, (files: Record<string, Uint8Array>) => files, /input is \[3\], not \[4\]/],
    ["no model.json", dense, {}, ({ "weights.bin": bytes }: Record<string, Uint8Array>) => ({ "weights.bin": bytes }), /no model\.json/],
    ["a missing weight file", dense, {}, ({ "model.json": json }: Record<string, Uint8Array>) => ({ "model.json": json }), /"weights\.bin" is missing/],
    ["a short weight file", dense, {}, (files: Record<string, Uint8Array>) => ({ ...files, "weights.bin": files["weights.bin"].slice(0, 9) }), /"head\/kernel".*end after 9 bytes/],
    ["bytes left over", dense, {}, (files: Record<string, Uint8Array>) => ({ ...files, "weights.bin": new Uint8Array(20) }), /20 bytes.*speaks of 16/],
    ["weights of another layer", dense, {}, (files: Record<string, Uint8Array>) => rewrite(files, (json) => (json.weightsManifest[0].weights[0].name = "tail/kernel")), /"head".*"kernel" is not in the manifest/],
    ["weights of another size", dense, {}, (files: Record<string, Uint8Array>) => rewrite(files, (json) => (json.modelTopology.config.layers[0].config.units = 2)), /"head".*\[3, 1\].*\[3, 2\]/],
    ["a GraphModel", dense, {}, (files: Record<string, Uint8Array>) => rewrite(files, (json) => (json.format = "graph-model")), /GraphModel/],
    ["a file of Keras 3", dense, {}, (files: Record<string, Uint8Array>) => rewrite(files, (json) => (json.modelTopology.keras_version = "3.3.3")), /Keras 3\.3\.3.*tf_keras/],
    ["text that is no JSON", dense, {}, (files: Record<string, Uint8Array>) => ({ ...files, "model.json": new TextEncoder().encode("PK") }), /not JSON/],
    ["channels first", () => sequential({ layers: [layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2], name: "first" })] }), {}, (files: Record<string, Uint8Array>) => rewrite(files, (json) => (json.modelTopology.config.layers[0].config.data_format = "channels_first")), /"first".*data_format.*channels last/],
  ])("refuses %s, naming layer and remedy", async (_title, make, options, spoil, message) => {
    const files = spoil(await filesOf(make()));
    expect(() => readLayersModel(files, options)).toThrow(message);
    expect(() => readLayersModel(files, options)).toThrow(LayersModelError);
  });
});
