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
    return { paths: group.paths.map(String), weights: group.weights as readonly WeightEntry[] };
  });
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

/** The input of a Sequential model may be a layer of its own or the first layer's batch_input_shape. */
function sequentialList(config: unknown): LayerList {
  const entries = Array.isArray(config) ? config : isObject(config) && Array.isArray(config.layers) ? config.layers : null;
  if (!entries || entries.length === 0) throw badFile("the Sequential model has no layers.", "Save the model again.");
  const own = isObject(config) ? config : {};
  const layers: LayerEntry[] = [];
  const [first] = entries as readonly unknown[];
  if (!isObject(first) || first.class_name !== "InputLayer") {
    const firstConfig = isObject(first) && isObject(first.config) ? first.config : {};
    const inputName = `${nameOf(first, 0)}_input`;
    layers.push({ name: inputName, className: "InputLayer", config: { batch_input_shape: firstConfig.batch_input_shape ?? own.build_input_shape ?? null }, inputs: [] });
  }
  for (const entry of entries as readonly unknown[]) layers.push(entryOf(entry, layers.length, layers.length === 0 ? [] : [layers[layers.length - 1].name]));
  return { name: String(own.name ?? "sequential"), layers, inputs: [layers[0].name], outputs: [layers[layers.length - 1].name] };
}

/** `[name, node, tensor]`, or a list of them. */
function ports(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  if (typeof value[0] === "string") return [value[0]];
  return value.flatMap(ports);
}

function functionalList(config: unknown): LayerList {
  if (!isObject(config) || !Array.isArray(config.layers)) throw badFile("the Functional model has no layers.", "Save the model again.");
  const layers = config.layers.map((entry: unknown, index): LayerEntry => {
    const calls: unknown = isObject(entry) ? entry.inbound_nodes : undefined;
    if (isObject(calls) || (Array.isArray(calls) && calls.some(isObject))) throw new LayersModelError("bad-file", nameOf(entry, index), "its inbound_nodes are written as Keras 3 does.", "Save the model with tf_keras, or set TF_USE_LEGACY_KERAS=1.");
    if (Array.isArray(calls) && calls.length > 1) throw new LayersModelError("bad-file", nameOf(entry, index), `it is used ${calls.length} times.`, "Give every use a layer of its own.");
    return entryOf(entry, index, Array.isArray(calls) && calls.length === 1 ? (calls[0] as unknown[]).flatMap(ports) : []);
  });
  return { name: String(config.name ?? "model"), layers, inputs: ports(config.input_layers), outputs: ports(config.output_layers) };
}
