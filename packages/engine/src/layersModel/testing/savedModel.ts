/** Models of @tensorflow/tfjs-layers as files and back: the independent side of the comparison. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { seededRandom } from "../../seededRandom.ts";

/** Weights uniform in ±0.8, moving variances between 0.5 and 1.3. */
export function drawWeights(model: LayersModel, seed = 5): void {
  const random = seededRandom(seed);
  model.weights.forEach((variable) => {
    const draw = random(variable.name);
    const positive = variable.name.includes("variance");
    const size = variable.shape.reduce<number>((product, side) => product * side!, 1);
    variable.write(tf.tensor(Float32Array.from({ length: size }, () => (positive ? 0.5 + 0.8 * draw() : 1.6 * draw() - 0.8)), variable.shape as number[]));
  });
}

/** model.json and weights.bin as `model.save` would write them. */
export async function filesOf(model: LayersModel): Promise<Record<string, Uint8Array>> {
  let files: Record<string, Uint8Array> = {};
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { weightData } = artifacts;
      const bytes = Array.isArray(weightData) ? new Uint8Array(await new Blob(weightData).arrayBuffer()) : new Uint8Array(weightData as ArrayBuffer);
      const json = { format: artifacts.format, generatedBy: artifacts.generatedBy, modelTopology: artifacts.modelTopology, weightsManifest: [{ paths: ["weights.bin"], weights: artifacts.weightSpecs }] };
      files = { "model.json": new TextEncoder().encode(JSON.stringify(json)), "weights.bin": bytes };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const } };
    }),
  );
  return files;
}

/** Loads files as TensorFlow.js would. */
export function loadFiles(files: Readonly<Record<string, Uint8Array>>): Promise<LayersModel> {
  const json = JSON.parse(new TextDecoder().decode(files["model.json"])) as { modelTopology: object; weightsManifest: { paths: string[]; weights: tf.io.WeightsManifestEntry[] }[] };
  const [group] = json.weightsManifest;
  return loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: group.weights, weightData: files[group.paths[0]].slice().buffer }));
}

export async function predictWith(model: LayersModel, inputs: Float32Array, shape: readonly number[]): Promise<Float32Array> {
  const output = tf.tidy(() => model.predict(tf.tensor(inputs, [...shape])) as tf.Tensor);
  const data = (await output.data()) as Float32Array;
  output.dispose();
  return data;
}

export function drawInputs(size: number): Float32Array {
  const draw = seededRandom(6)("inputs");
  return Float32Array.from({ length: size }, () => 3 * draw() - 1.5);
}

/** Largest difference, as a share of the largest value where that is above one. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  const [a, b] = [Array.from(actual), Array.from(expected)];
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return b.reduce((largest, value, index) => Math.max(largest, Math.abs(value - a[index])), 0) / scale;
}
