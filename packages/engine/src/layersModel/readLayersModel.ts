/** A LayersModel of TensorFlow.js or Keras 2 as a graph with its weights. */
import type { Weights } from "../executor.ts";
import type { Graph, NodeName } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";
import { activationLayers } from "./activationLayers.ts";
import { layerConfig } from "./layerConfig.ts";
import type { GraphReading, LayerTranslator } from "./graphReading.ts";
import { LayersModelError } from "./layersModelError.ts";
import { layerWeights } from "./layerWeights.ts";
import { parseModelJson } from "./modelJson.ts";
import type { LayerEntry, LayerList } from "./modelJson.ts";
import { shapeLayers } from "./shapeLayers.ts";
import { readWeightData } from "./weightData.ts";
import { weightedLayers } from "./weightedLayers.ts";

export interface ReadLayersModelOptions {
  /** The layer whose output is the graph's. Default: the model's one output. */
  readonly output?: string;
  /** Leaves out the softmax or sigmoid that closes the output layer: the losses of the engine take logits. Default false, which predicts what the model predicts. */
  readonly logits?: boolean;
  /** Accepts layers that act in training alone and that the engine lacks, such as GaussianNoise, and leaves them out. Default false. */
  readonly inferenceOnly?: boolean;
  /** Shape of the input without the batch axis, where the model leaves lengths open. */
  readonly inputShape?: readonly number[];
}

export interface LayersModelGraph {
  /** Nodes are called after the layers; a layer's activation is NAME.activation, its parameters NAME.kernel, NAME.gamma and so on. */
  readonly graph: Graph;
  readonly weights: Weights;
  /** For `TrainerOptions.frozenPrefixes`: the layers that the model marks as not trainable. */
  readonly frozenPrefixes: readonly string[];
}

const TRANSLATORS: Readonly<Record<string, LayerTranslator>> = { ...activationLayers, ...weightedLayers, ...shapeLayers };

/** Layers whose values the output needs, in an order in which each comes after what it reads. */
function orderedLayers(list: LayerList, output: string): readonly LayerEntry[] {
  const byName = new Map(list.layers.map((layer) => [layer.name, layer]));
  const ordered: LayerEntry[] = [];
  const state = new Map<string, "open" | "done">();
  const stack: { readonly name: string; readonly reader: string | null }[] = [{ name: output, reader: null }];
  while (stack.length > 0) {
    const { name, reader } = stack[stack.length - 1];
    const layer = byName.get(name);
    if (!layer) throw new LayersModelError("bad-file", reader ?? name, reader === null ? "there is no such layer." : `it reads "${name}", which is not in the model.`, `The model has ${list.layers.slice(-5).map((one) => one.name).join(", ")}, among others.`);
    const missing = state.get(name) === "done" ? [] : layer.inputs.filter((input) => state.get(input) !== "done");
    if (missing.length === 0) {
      if (state.get(name) !== "done") ordered.push(layer);
      state.set(name, "done");
      stack.pop();
      continue;
    }
    if (missing.some((input) => state.get(input) === "open" || input === name)) throw new LayersModelError("bad-file", name, "it reads its own output.", "Save the model again.");
    state.set(name, "open");
    stack.push({ name: missing[0], reader: name });
  }
  return ordered;
}

function inputShape(layer: LayerEntry, given: readonly number[] | undefined): readonly number[] {
  const declared = layer.config.batch_input_shape ?? layer.config.batch_shape;
  const shape = Array.isArray(declared) ? (declared as readonly (number | null)[]).slice(1) : null;
  if (given) {
    const fits = shape === null || (shape.length === given.length && shape.every((side, axis) => side === null || side === given[axis]));
    if (!fits) throw new LayersModelError("bad-file", layer.name, `its input is [${shape.map((side) => side ?? "open").join(", ")}], not [${given.join(", ")}].`, "Give lengths for the open axes only.");
    return given;
  }
  if (shape === null || shape.some((side) => side === null)) throw new LayersModelError("bad-file", layer.name, `its input shape is ${shape === null ? "not stated" : `[${shape.map((side) => side ?? "open").join(", ")}]`}.`, "Give inputShape.");
  return shape as readonly number[];
}

/**
 * Reads the files of a LayersModel, by name: model.json and the weight files it lists.
 * @throws {LayersModelError} with the layer and the remedy where the file cannot be read or the engine lacks the layer
 * @throws {GraphError} where layers do not fit each other
 */
export function readLayersModel(files: Readonly<Record<string, Uint8Array>>, options: ReadLayersModelOptions = {}): LayersModelGraph {
  const jsonName = Object.keys(files).find((name) => name.split("/").at(-1) === "model.json") ?? Object.keys(files).find((name) => name.endsWith(".json"));
  if (jsonName === undefined) throw new LayersModelError("bad-file", null, "there is no model.json among the files.", "Choose model.json and its weight files together.");
  const { list, manifest } = parseModelJson(new TextDecoder().decode(files[jsonName]));
  if (options.output === undefined && list.outputs.length !== 1) throw new LayersModelError("bad-file", null, `the model has ${list.outputs.length} outputs (${list.outputs.join(", ")}).`, "Name one of them as output.");
  const output = options.output ?? list.outputs[0];
  const layers = orderedLayers(list, output);
  const inputs = layers.filter(({ className }) => className === "InputLayer");
  if (inputs.length !== 1) throw new LayersModelError("bad-file", null, `"${output}" needs ${inputs.length} inputs (${inputs.map(({ name }) => name).join(", ")}).`, "A graph reads one input: join them, and slice inside the model.");

  const builder = graphBuilder(list.name);
  const reading: GraphReading = { builder, source: layerWeights(readWeightData(manifest, files)), weights: {}, inferenceOnly: options.inferenceOnly ?? false, logitsLayer: options.logits === true ? output : null };
  const nodeOf = new Map<string, NodeName>();
  const frozenPrefixes: string[] = [];
  for (const layer of layers) {
    const config = layerConfig(layer);
    const before = Object.keys(reading.weights).length;
    nodeOf.set(layer.name, layer.className === "InputLayer" ? builder.input(layer.name, inputShape(layer, options.inputShape)) : translate(reading, layer, layer.inputs.map((name) => nodeOf.get(name)!)));
    if (!config.flag("trainable", true) && Object.keys(reading.weights).length > before) frozenPrefixes.push(`${layer.name}.`);
  }
  builder.output(nodeOf.get(output)!);
  const graph = builder.build();
  return { graph, weights: Object.fromEntries(graph.parameters.map(({ name }) => [name, reading.weights[name]])), frozenPrefixes };
}

function translate(reading: GraphReading, layer: LayerEntry, from: readonly NodeName[]): NodeName {
  const translator = Object.hasOwn(TRANSLATORS, layer.className) ? TRANSLATORS[layer.className] : undefined;
  if (!translator) throw new LayersModelError("bad-file", layer.name, `the engine has no "${layer.className}".`, `Replace it, or cut the model before it with output; there are ${Object.keys(TRANSLATORS).join(", ")}.`);
  if (from.length === 0) throw new LayersModelError("bad-file", layer.name, "it reads no layer.", "Save the model again.");
  return translator(reading, layerConfig(layer), from);
}
