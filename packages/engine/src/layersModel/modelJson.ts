/**
 * The text of a LayersModel: `model.json` as TensorFlow.js saves it or as the Keras 2 converter writes it, reduced to what a reader of
 * networks needs. Format: github.com/tensorflow/tfjs, `tfjs-core/src/io/types.ts` and Keras 2's `get_config`.
 */
import { LayersModelError } from "./layersModelError.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

/** A layer and the layers it reads, in order. */
export interface LayerEntry {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly inputs: readonly string[];
}

/** The network of a model.json: layers in the order of the file, with the names of its inputs and outputs. */
export interface LayerList {
  readonly name: string;
  readonly layers: readonly LayerEntry[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightEntry[];
}

export interface ModelJson {
  readonly list: LayerList;
  readonly manifest: readonly WeightGroup[];
}

export const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

const badFile = (problem: string, remedy: string): LayersModelError => new LayersModelError("bad-file", null, problem, remedy);

/** @throws {LayersModelError} `bad-file` when the text is no LayersModel */
export function parseModelJson(text: string): ModelJson {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badFile(`model.json is not JSON: ${error instanceof Error ? error.message : String(error)}.`, "Choose the model.json that belongs to the weights.");
  }
  if (!isObject(json)) throw badFile("model.json holds no object.", "Choose the model.json that belongs to the weights.");
  if (json.format === "graph-model") throw badFile("this is a GraphModel, whose layers were compiled away.", "Convert the Keras file with --output_format tfjs_layers_model.");
  if (!isObject(json.modelTopology)) throw badFile("model.json has no modelTopology.", "Save the whole model, not the weights alone.");
  const topology = isObject(json.modelTopology.model_config) ? json.modelTopology.model_config : json.modelTopology;
  if (/^3\./.test(String(json.modelTopology.keras_version ?? ""))) throw badFile(`it was written by Keras ${String(json.modelTopology.keras_version)}, and the format is Keras 2's.`, "Save it with tf_keras, or set TF_USE_LEGACY_KERAS=1.");
  return { list: layerList(topology), manifest: weightManifest(json.weightsManifest) };
}

function weightManifest(value: unknown): readonly WeightGroup[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw badFile("weightsManifest is no list.", "Save the model again.");
  return value.map((group: unknown): WeightGroup => {
    if (!isObject(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) throw badFile("a group of weightsManifest lacks paths or weights.", "Save the model again.");
    return { paths: group.paths.map(String), weights: group.weights.map(weightEntry) };
  });
}

function weightEntry(value: unknown): WeightEntry {
  const { name, shape, dtype, quantization } = isObject(value) ? value : ({} as JsonObject);
  const isShape = Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && (side as number) >= 0);
  if (typeof name !== "string" || !isShape || typeof dtype !== "string") throw badFile(`weightsManifest has an entry without name, shape or dtype: ${JSON.stringify(value).slice(0, 80)}.`, "Save the model again.");
  if (quantization === undefined || quantization === null) return { name, shape: shape as readonly number[], dtype };
  if (!isObject(quantization)) throw new LayersModelError("bad-file", name, "its quantization is no object.", "Save the model in float32.");
  const { scale, min } = quantization;
  return { name, shape: shape as readonly number[], dtype, quantization: { dtype: String(quantization.dtype), scale: typeof scale === "number" ? scale : undefined, min: typeof min === "number" ? min : undefined } };
}

function layerList(topology: JsonObject): LayerList {
  const className = String(topology.class_name ?? "");
  const { config } = topology;
  switch (className) {
    case "Sequential":
      return sequentialList(config);
    case "Functional":
    case "Model":
      return functionalList(config);
    default:
      throw badFile(`its topology is "${className}".`, "A Sequential or a Functional model can be read; build one from its layers.");
  }
}

const nameOf = (entry: unknown, index: number): string => {
  const config = isObject(entry) && isObject(entry.config) ? entry.config : {};
  return String((isObject(entry) ? entry.name : undefined) ?? config.name ?? `layer_${index}`);
};

function entryOf(entry: unknown, index: number, inputs: readonly string[]): LayerEntry {
  if (!isObject(entry) || typeof entry.class_name !== "string" || !isObject(entry.config)) throw badFile(`layer ${index} has no class_name or config.`, "Save the model again.");
  return { name: nameOf(entry, index), className: entry.class_name, config: entry.config, inputs };
}

/** Collects layers; a model among them is taken apart, its layers called MODEL/LAYER. */
interface LayerCollection {
  add(entry: unknown, index: number, inputs: readonly string[]): void;
  /** The layers, each reading layers that are there. */
  finish(): readonly LayerEntry[];
  /** The layer that holds what `name` gives. */
  resolve(name: string): string;
}

const isModel = (className: string): boolean => className === "Sequential" || className === "Functional" || className === "Model";

function layerCollection(): LayerCollection {
  const layers: LayerEntry[] = [];
  const sameAs = new Map<string, string>();
  const resolve = (name: string): string => {
    let at = name;
    for (let left = sameAs.size; sameAs.has(at); left--) {
      if (left === 0) throw new LayersModelError("bad-file", name, "it reads its own output.", "Save the model again.");
      at = sameAs.get(at)!;
    }
    return at;
  };
  return {
    resolve,
    add(entry, index, inputs) {
      const layer = entryOf(entry, index, inputs);
      if (!isModel(layer.className)) {
        layers.push(layer);
        return;
      }
      const inner = layerList({ class_name: layer.className, config: layer.config });
      if (inner.inputs.length !== 1 || inner.outputs.length !== 1 || inputs.length !== 1) throw new LayersModelError("bad-file", layer.name, "it is a model of several inputs or outputs inside the model.", "Take it apart before saving.");
      const named = (name: string): string => `${layer.name}/${name}`;
      sameAs.set(named(inner.inputs[0]), inputs[0]);
      sameAs.set(layer.name, named(inner.outputs[0]));
      const trainable = layer.config.trainable ?? true;
      for (const part of inner.layers) {
        if (part.name !== inner.inputs[0]) layers.push({ ...part, name: named(part.name), config: trainable === false ? { ...part.config, trainable } : part.config, inputs: part.inputs.map(named) });
      }
    },
    finish: () => layers.map((layer) => ({ ...layer, inputs: layer.inputs.map(resolve) })),
  };
}

/** The shape a model or a layer states for its own input, or null. */
function statedInputShape(entry: unknown): unknown {
  if (!isObject(entry) || !isObject(entry.config)) return null;
  if (!isModel(String(entry.class_name))) return entry.config.batch_input_shape ?? null;
  const inner = layerList(entry);
  return inner.layers.find(({ name }) => name === inner.inputs[0])?.config.batch_input_shape ?? null;
}

/** The input of a Sequential model may be a layer of its own or what the first layer states. */
function sequentialList(config: unknown): LayerList {
  const entries = Array.isArray(config) ? config : isObject(config) && Array.isArray(config.layers) ? config.layers : null;
  if (!entries || entries.length === 0) throw badFile("a Sequential model has no layers.", "Save the model again.");
  const own = isObject(config) ? config : {};
  const collection = layerCollection();
  const [first] = entries as readonly unknown[];
  let last: string | null = null;
  if (!isObject(first) || first.class_name !== "InputLayer") {
    last = `${nameOf(first, 0)}_input`;
    collection.add({ class_name: "InputLayer", config: { name: last, batch_input_shape: statedInputShape(first) ?? own.build_input_shape ?? null } }, 0, []);
  }
  for (const [index, entry] of (entries as readonly unknown[]).entries()) {
    collection.add(entry, index, last === null ? [] : [last]);
    last = nameOf(entry, index);
  }
  const layers = collection.finish();
  return { name: String(own.name ?? "sequential"), layers, inputs: [layers[0].name], outputs: [collection.resolve(last!)] };
}

/** `[name, node, tensor]`, or a list of them. */
function ports(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  if (typeof value[0] === "string") return [value[0]];
  return value.flatMap(ports);
}

function functionalList(config: unknown): LayerList {
  if (!isObject(config) || !Array.isArray(config.layers)) throw badFile("a Functional model has no layers.", "Save the model again.");
  const collection = layerCollection();
  config.layers.forEach((entry: unknown, index) => {
    const calls: unknown = isObject(entry) ? entry.inbound_nodes : undefined;
    if (isObject(calls) || (Array.isArray(calls) && calls.some(isObject))) throw new LayersModelError("bad-file", nameOf(entry, index), "its inbound_nodes are written as Keras 3 does.", "Save the model with tf_keras, or set TF_USE_LEGACY_KERAS=1.");
    if (Array.isArray(calls) && calls.length > 1) throw new LayersModelError("bad-file", nameOf(entry, index), `it is used ${calls.length} times.`, "Give every use a layer of its own.");
    collection.add(entry, index, Array.isArray(calls) && calls.length === 1 ? (calls[0] as unknown[]).flatMap(ports) : []);
  });
  return { name: String(config.name ?? "model"), layers: collection.finish(), inputs: ports(config.input_layers), outputs: ports(config.output_layers).map(collection.resolve) };
}
