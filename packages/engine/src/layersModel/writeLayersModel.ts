/** A graph with its weights as a LayersModel, which TensorFlow.js and, by its converter, Keras 2 open. */
import type { Weights } from "../executor.ts";
import type { Graph, GraphNode } from "../graph.ts";
import { LayersModelError } from "./layersModelError.ts";
import { layerAssembly } from "./layerAssembly.ts";
import type { LayerAssembly } from "./layerAssembly.ts";
import { packWeights } from "./weightData.ts";
import { writeChannelReduction, writeMatmul, writeMerge, writeSimple, writeSlice, writeUpsample, writeZeroPad } from "./writeShapes.ts";
import { writeConv1d, writeConv2d, writePool } from "./writeWindows.ts";

export interface WriteLayersModelOptions {
  /** Kept as userDefinedMetadata, such as the record of the training. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const NOTICE = "Research and teaching only, not a medical device.";

/**
 * Writes `model.json` and `weights.bin`; the same graph and weights give the same bytes. Layers are called after the nodes; what takes
 * several layers has the first ones called NODE/PART.
 * @throws {LayersModelError} `bad-graph` with node and remedy for what the format cannot say
 * @throws {EngineError} `weights-mismatch` when weights lack a tensor or have another shape
 */
export function writeLayersModel(graph: Graph, weights: Weights, options: WriteLayersModelOptions = {}): { readonly "model.json": Uint8Array<ArrayBuffer>; readonly "weights.bin": Uint8Array<ArrayBuffer> } {
  const assembly = layerAssembly(graph, weights);
  for (const node of graph.nodes) writeNode(assembly, node);
  const { entries, bytes } = packWeights(assembly.layers.flatMap((layer) => layer.weights));
  const layers = assembly.layers.map(({ name, className, config, inputs }) => ({
    name,
    class_name: className,
    config: { name, trainable: true, ...config },
    inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
  }));
  const json = {
    format: "layers-model",
    generatedBy: "Kalium",
    convertedBy: null,
    modelTopology: {
      class_name: "Functional",
      config: { name: graph.name, trainable: true, layers, input_layers: [[graph.input, 0, 0]], output_layers: [[graph.output, 0, 0]] },
      keras_version: "2.15.0",
      backend: "tensorflow",
    },
    weightsManifest: [{ paths: ["weights.bin"], weights: entries }],
    userDefinedMetadata: { ...options.metadata, notice: NOTICE },
  };
  return { "model.json": new TextEncoder().encode(JSON.stringify(json)), "weights.bin": bytes };
}

const activation = (assembly: LayerAssembly, node: GraphNode, name: string): void => writeSimple(assembly, node, "Activation", { activation: name });

const lacks = (node: GraphNode, what: string): LayersModelError => new LayersModelError("bad-graph", node.name, `the format has no ${what}.`, "Write ONNX, or cut the graph before it.");

const images = { data_format: "channels_last" } as const;

function writeNode(assembly: LayerAssembly, node: GraphNode): void {
  const weight = (parameter: string) => assembly.weight(parameter);
  switch (node.op) {
    case "input":
      return void assembly.add(node.name, "InputLayer", { batch_input_shape: [null, ...node.shape], dtype: "float32", sparse: false }, []);
    case "conv1d": return writeConv1d(assembly, node);
    case "conv2d": return writeConv2d(assembly, node);
    case "maxPool1d":
    case "averagePool1d":
    case "maxPool2d":
    case "averagePool2d": return writePool(assembly, node);
    case "globalAveragePool1d": return writeSimple(assembly, node, "GlobalAveragePooling1D");
    case "globalMaxPool1d": return writeSimple(assembly, node, "GlobalMaxPooling1D");
    case "globalAveragePool2d": return writeSimple(assembly, node, "GlobalAveragePooling2D", images);
    case "globalMaxPool2d": return writeSimple(assembly, node, "GlobalMaxPooling2D", images);
    case "channelMean":
    case "channelMax": return writeChannelReduction(assembly, node);
    case "zeroPad1d": return writeZeroPad(assembly, node);
    case "upsample1d":
    case "upsample2d": return writeUpsample(assembly, node);
    case "relu":
    case "sigmoid":
    case "tanh":
    case "softmax": return activation(assembly, node, node.op);
    case "gelu":
      // TensorFlow.js saves "gelu_new" and, when it loads, looks for "geluNew".
      if (node.approximation === "tanh") throw lacks(node, "GELU by tanh that TensorFlow.js can load");
      return activation(assembly, node, "gelu");
    case "add":
    case "multiply": return writeMerge(assembly, node);
    case "concat": return node.inputs.length === 1 ? activation(assembly, node, "linear") : writeSimple(assembly, node, "Concatenate", { axis: node.axis + 1 });
    case "slice": return writeSlice(assembly, node);
    case "reshape": return writeSimple(assembly, node, "Reshape", { target_shape: node.shape });
    case "permute": return writeSimple(assembly, node, "Permute", { dims: node.permutation.map((axis) => axis + 1) });
    case "dropout": return writeSimple(assembly, node, "Dropout", { rate: node.rate, noise_shape: null, seed: null });
    case "dense":
      return void assembly.add(node.name, "Dense", { units: node.units, activation: "linear", use_bias: node.bias !== null }, node.inputs, { kernel: weight(node.kernel), ...(node.bias === null ? {} : { bias: weight(node.bias) }) });
    case "batchNorm":
      return void assembly.add(node.name, "BatchNormalization", { axis: -1, momentum: node.momentum, epsilon: node.epsilon, center: true, scale: true }, node.inputs, {
        gamma: weight(node.gamma), beta: weight(node.beta), moving_mean: weight(node.runningMean), moving_variance: weight(node.runningVariance),
      });
    case "layerNorm":
      return void assembly.add(node.name, "LayerNormalization", { axis: -1, epsilon: node.epsilon, center: true, scale: true }, node.inputs, { gamma: weight(node.gamma), beta: weight(node.beta) });
    case "matmul": return writeMatmul(assembly, node);
    case "lstm":
      return void assembly.add(node.name, "LSTM", {
        units: node.units, activation: "tanh", recurrent_activation: "sigmoid", use_bias: true, unit_forget_bias: true, return_sequences: node.returnSequences, return_state: false,
        go_backwards: false, stateful: false, unroll: false, dropout: 0, recurrent_dropout: 0, implementation: 1,
        // Only named: the weights below replace what they would draw. TensorFlow.js' default needs operations that not every page loads.
        kernel_initializer: { class_name: "Zeros", config: {} }, recurrent_initializer: { class_name: "Zeros", config: {} },
      }, node.inputs, { kernel: weight(node.kernel), recurrent_kernel: weight(node.recurrentKernel), bias: weight(node.bias) });
    case "positionEmbedding": throw lacks(node, "learned positions");
    case "l2Normalize": throw lacks(node, "normalisation of lengths");
    case "multiHeadAttention": throw lacks(node, "attention that TensorFlow.js and Keras write alike");
    default: {
      const unknown: GraphNode = node satisfies never;
      throw lacks(unknown, `"${(unknown as GraphNode).op}"`);
    }
  }
}
