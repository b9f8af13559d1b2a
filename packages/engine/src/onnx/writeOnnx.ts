/**
 * A network as an ONNX file (Open Neural Network Exchange, operator set 17), in inference mode. The input is the graph's own, [batch,
 * time, channels], the batch open; inside, signals stay in the order of ONNX' convolutions, with a transpose at the input.
 */
import { EngineError } from "../engineError.ts";
import { GraphError } from "../graphError.ts";
import type { Weights } from "../executor.ts";
import type { Graph, GraphNode, NodeName } from "../graph.ts";
import { emitBatchNorm, emitBinary, emitChannelReduction, emitGelu, emitL2Normalize, emitLayerNorm, emitPermute, emitPositionEmbedding, emitSoftmax, emitUnary } from "./emitElementwise.ts";
import { emitAttention, emitDense, emitLstm, emitMatmul } from "./emitProducts.ts";
import { emitConcat, emitReshape, emitSlice } from "./emitShape.ts";
import { emitConvolution, emitGlobalPool, emitPool, emitUpsample, emitZeroPad } from "./emitWindows.ts";
import { channelsLast } from "./layout.ts";
import { onnxAssembly } from "./onnxAssembly.ts";
import type { OnnxAssembly } from "./onnxAssembly.ts";
import { modelMessage } from "./onnxMessages.ts";
import { joinMessage } from "./protobuf.ts";

export interface WriteOnnxOptions {
  /** Nodes whose values the file returns, under their names. Default: the output of the graph. */
  readonly outputs?: readonly NodeName[];
  /** From `graphHash`; kept in the metadata. */
  readonly graphHash?: string;
  /** Version of the program that writes. */
  readonly producerVersion?: string;
  /** Further metadata, such as the record of the training. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const NOTICE = "Research and teaching only, not a medical device.";

/**
 * Writes graph and weights as an ONNX file; the same ones give the same bytes.
 * @throws {EngineError} `weights-mismatch` when weights lack a tensor or have another shape, `bad-input` for an unknown output
 * @throws {GraphError} for a node without counterpart in ONNX
 */
export function writeOnnx(graph: Graph, weights: Weights, options: WriteOnnxOptions = {}): Uint8Array<ArrayBuffer> {
  const outputs = options.outputs ?? [graph.output];
  for (const name of outputs) {
    if (!graph.nodes.some((node) => node.name === name)) throw new EngineError("bad-input", `The graph "${graph.name}" has no node "${name}".`, "Name nodes of the graph as outputs.");
  }
  const assembly = onnxAssembly(graph, weights);
  const needed = neededNodes(graph, outputs);
  for (const node of graph.nodes) if (needed.has(node.name)) emitNode(assembly, node);
  for (const name of outputs) {
    const value = assembly.read(name, channelsLast(assembly.shapeOf(name).length));
    // A node that stands for another has no value of its own name yet.
    if (value !== name) assembly.define(name, [], "Identity", [value]);
  }
  const port = (name: NodeName) => ({ name, shape: assembly.shapeOf(name) });
  return joinMessage(
    modelMessage({
      graphName: graph.name,
      description: NOTICE,
      producerVersion: options.producerVersion ?? "",
      metadata: { ...options.metadata, notice: NOTICE, graphName: graph.name, ...(options.graphHash === undefined ? {} : { graphHash: options.graphHash }) },
      nodes: assembly.nodes,
      tensors: assembly.tensors,
      inputs: [port(graph.input)],
      outputs: outputs.map(port),
    }),
  );
}

function neededNodes(graph: Graph, outputs: readonly NodeName[]): ReadonlySet<NodeName> {
  const needed = new Set<NodeName>([graph.input, ...outputs]);
  for (const node of [...graph.nodes].reverse()) if (needed.has(node.name)) node.inputs.forEach((name) => needed.add(name));
  return needed;
}

function emitNode(assembly: OnnxAssembly, node: GraphNode): void {
  switch (node.op) {
    case "input":
      return assembly.bind(node.name, channelsLast(node.shape.length), node.name);
    case "conv1d":
    case "conv2d":
      return emitConvolution(assembly, node);
    case "maxPool1d":
    case "averagePool1d":
    case "maxPool2d":
    case "averagePool2d":
      return emitPool(assembly, node);
    case "globalAveragePool1d":
    case "globalMaxPool1d":
    case "globalAveragePool2d":
    case "globalMaxPool2d":
      return emitGlobalPool(assembly, node);
    case "zeroPad1d":
      return emitZeroPad(assembly, node);
    case "upsample1d":
    case "upsample2d":
      return emitUpsample(assembly, node);
    case "relu":
    case "sigmoid":
    case "tanh":
      return emitUnary(assembly, node);
    case "gelu":
      return emitGelu(assembly, node);
    case "softmax":
      return emitSoftmax(assembly, node);
    case "channelMean":
    case "channelMax":
      return emitChannelReduction(assembly, node);
    case "l2Normalize":
      return emitL2Normalize(assembly, node);
    case "add":
    case "multiply":
      return emitBinary(assembly, node);
    case "positionEmbedding":
      return emitPositionEmbedding(assembly, node);
    case "batchNorm":
      return emitBatchNorm(assembly, node);
    case "layerNorm":
      return emitLayerNorm(assembly, node);
    case "dropout":
      return assembly.alias(node.name, node.inputs[0]);
    case "concat":
      return emitConcat(assembly, node);
    case "slice":
      return emitSlice(assembly, node);
    case "reshape":
      return emitReshape(assembly, node);
    case "permute":
      return emitPermute(assembly, node);
    case "dense":
      return emitDense(assembly, node);
    case "matmul":
      return emitMatmul(assembly, node);
    case "multiHeadAttention":
      return emitAttention(assembly, node);
    case "lstm":
      return emitLstm(assembly, node);
    default: {
      const unknown: { readonly name: string; readonly op: string } = node satisfies never;
      throw new GraphError(unknown.name, `the operation "${unknown.op}" has no counterpart in ONNX here.`, "Cut the graph before it.");
    }
  }
}
