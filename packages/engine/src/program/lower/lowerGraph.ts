/**
 * Turns the nodes of a graph into primitive instructions for one batch size. Each operation of the graph language is defined once,
 * in a file of its family; its gradient follows from the primitives.
 */
import type { Graph, GraphNode, NodeName } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import type { ProgramBuilder } from "../programBuilder.ts";
import { lowerConv1d } from "./convolution.ts";
import { lowerDense } from "./dense.ts";
import { lowerAdd, lowerRelu } from "./elementwise.ts";
import { lowerBatchNorm } from "./normalization.ts";
import { lowerGlobalAverage, lowerPool1d } from "./pooling.ts";
import { lowerZeroPad1d } from "./shape.ts";

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
    values.set(node.name, lowerNode(context, node, node.inputs.map((name) => values.get(name)!), index));
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
      return lowerConv1d(context, node, x);
    case "batchNorm":
      return lowerBatchNorm(context, node, x);
    case "relu":
      return lowerRelu(context, x);
    case "maxPool1d":
      return lowerPool1d(context, node, x, "max");
    case "zeroPad1d":
      return lowerZeroPad1d(context, node, x);
    case "add":
      return lowerAdd(context, x, second);
    case "globalAveragePool1d":
      return lowerGlobalAverage(context, x);
    case "dense":
      return lowerDense(context, node, x);
    default:
      void nodeIndex;
      throw new Error(`No lowering for ${node.op}.`);
  }
}
