/**
 * Turns the nodes of a graph into primitive instructions for one batch size. Each operation of the graph language is defined once,
 * in a file of its family; its gradient follows from the primitives.
 */
import type { Graph, GraphNode, NodeName } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import type { ProgramBuilder } from "../programBuilder.ts";
import { lowerMultiHeadAttention } from "./attention.ts";
import { lowerConvolution } from "./convolution.ts";
import { lowerDense } from "./dense.ts";
import { lowerActivation, lowerCombination, lowerDropout, lowerPositionEmbedding, softmax } from "./elementwise.ts";
import { lowerBatchNorm, lowerL2Normalize, lowerLayerNorm } from "./normalization.ts";
import { lowerChannelPool, lowerGlobalPool, lowerPool1d, lowerPool2d } from "./pooling.ts";
import { lowerLstm } from "./recurrent.ts";
import { lowerConcat, lowerPermute, lowerReshape, lowerSlice, lowerUpsample, lowerZeroPad1d } from "./shape.ts";

/** A running statistic to be moved towards one of the batch. */
export interface StatisticUpdate {
  readonly running: string;
  readonly batch: ValueId;
  readonly momentum: number;
}

/** What the lowering of a node may use. */
export interface LoweringContext {
  readonly b: ProgramBuilder;
  readonly batch: number;
  /** The value of parameter `name`. */
  readonly parameter: (name: string) => ValueId;
  /** Seed of dropout; null in inference, where dropout is the identity. */
  readonly dropoutSeed: ValueId | null;
  /** Whether this batch norm takes its statistics from the batch. */
  readonly usesBatchStatistics: (node: Extract<GraphNode, { op: "batchNorm" }>) => boolean;
  readonly statistics: StatisticUpdate[];
}

export interface LoweringOptions {
  readonly batch: number;
  readonly dropoutSeed?: ValueId | null;
  readonly usesBatchStatistics?: LoweringContext["usesBatchStatistics"];
  /** Nodes to compute; everything else they do not need is left out. Default: the output. */
  readonly wanted?: readonly NodeName[];
  /**
   * Nodes that get a value of their own, so that a gradient with respect to one is that of its readers alone: a node that changes nothing (dropout in
   * inference) would otherwise share the value of its input. Default: none.
   */
  readonly separate?: readonly NodeName[];
}

export interface LoweredGraph {
  /** The value of each node, [batch, …shape]. */
  readonly values: ReadonlyMap<NodeName, ValueId>;
  readonly statistics: readonly StatisticUpdate[];
}

/** Adds a graph to a program. Its input is the feed `inputs`; its parameters are states by their names. */
export function lowerGraph(b: ProgramBuilder, graph: Graph, options: LoweringOptions): LoweredGraph {
  const shapes = new Map(graph.parameters.map(({ name, shape }) => [name, shape]));
  const context: LoweringContext = {
    b,
    batch: options.batch,
    parameter: (name) => b.state(name, shapes.get(name)!),
    dropoutSeed: options.dropoutSeed ?? null,
    usesBatchStatistics: options.usesBatchStatistics ?? (() => false),
    statistics: [],
  };
  const needed = neededNodes(graph, options.wanted ?? [graph.output]);
  const values = new Map<NodeName, ValueId>();
  graph.nodes.forEach((node, index) => {
    if (!needed.has(node.name)) return;
    const value = lowerNode(context, node, node.inputs.map((name) => values.get(name)!), index);
    values.set(node.name, options.separate?.includes(node.name) ? b.copy(value) : value);
  });
  return { values, statistics: context.statistics };
}

function neededNodes(graph: Graph, wanted: readonly NodeName[]): ReadonlySet<NodeName> {
  const needed = new Set<NodeName>(wanted);
  for (const node of [...graph.nodes].reverse()) if (needed.has(node.name)) node.inputs.forEach((name) => needed.add(name));
  return needed;
}

/** `nodeIndex` numbers the random stream of a dropout. */
function lowerNode(context: LoweringContext, node: GraphNode, inputs: readonly ValueId[], nodeIndex: number): ValueId {
  const { b } = context;
  const [x, second] = inputs;
  switch (node.op) {
    case "input":
      return b.feed("inputs", [context.batch, ...node.shape]);
    case "conv1d":
    case "conv2d":
      return lowerConvolution(context, node, x);
    case "batchNorm":
      return lowerBatchNorm(context, node, x);
    case "layerNorm":
      return lowerLayerNorm(context, node, x);
    case "l2Normalize":
      return lowerL2Normalize(context, node, x);
    case "relu":
    case "gelu":
    case "sigmoid":
    case "tanh":
      return lowerActivation(context, node, x);
    case "softmax":
      return softmax(b, x);
    case "maxPool1d":
    case "averagePool1d":
      return lowerPool1d(context, node, x);
    case "maxPool2d":
    case "averagePool2d":
      return lowerPool2d(context, node, x);
    case "globalAveragePool1d":
    case "globalMaxPool1d":
    case "globalAveragePool2d":
    case "globalMaxPool2d":
      return lowerGlobalPool(context, node, x);
    case "channelMean":
    case "channelMax":
      return lowerChannelPool(context, node, x);
    case "zeroPad1d":
      return lowerZeroPad1d(context, node, x);
    case "add":
    case "multiply":
      return lowerCombination(context, node, inputs);
    case "concat":
      return lowerConcat(context, node, inputs);
    case "slice":
      return lowerSlice(context, node, x);
    case "reshape":
      return lowerReshape(context, node, x);
    case "permute":
      return lowerPermute(context, node, x);
    case "upsample1d":
    case "upsample2d":
      return lowerUpsample(context, node, x);
    case "dropout":
      return lowerDropout(context, node, x, nodeIndex);
    case "positionEmbedding":
      return lowerPositionEmbedding(context, node, x);
    case "matmul":
      return b.matmul(x, second, false, node.transposeB);
    case "dense":
      return lowerDense(context, node, x);
    case "multiHeadAttention":
      return lowerMultiHeadAttention(context, node, x);
    case "lstm":
      return lowerLstm(context, node, x);
    default:
      return node satisfies never;
  }
}
