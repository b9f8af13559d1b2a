/** Every operation of the graph language in its awkward shapes: odd lengths, strides, dilations, groups, one row, one channel. */
import type { Graph, GraphNode } from "../../graph.ts";
import { convolutionCases } from "./convolutionCases.ts";
import { elementwiseCases } from "./elementwiseCases.ts";
import { normalizationCases } from "./normalizationCases.ts";
import type { OperationCase } from "./operationCase.ts";
import { poolingCases } from "./poolingCases.ts";
import { sequenceCases } from "./sequenceCases.ts";
import { shapeCases } from "./shapeCases.ts";

export const operationCases: readonly OperationCase[] = [...convolutionCases, ...poolingCases, ...elementwiseCases, ...normalizationCases, ...shapeCases, ...sequenceCases];

/** As few of the cases as meet every operation. */
export const coveringCases: readonly OperationCase[] = (() => {
  const met = new Set<string>();
  return operationCases.filter(({ graph }) => {
    const ops = graph.nodes.map(({ op }) => op).filter((op) => !met.has(op));
    ops.forEach((op) => met.add(op));
    return ops.length > 0;
  });
})();

/** Operations that a list of graphs uses. */
export const operationsOf = (graphs: readonly Graph[]): ReadonlySet<string> => new Set(graphs.flatMap(({ nodes }) => nodes.map(({ op }) => op)));

/** The type makes the list complete. */
export const EVERY_OPERATION: Readonly<Record<GraphNode["op"], true>> = {
  input: true, conv1d: true, conv2d: true, batchNorm: true, layerNorm: true, relu: true, gelu: true, sigmoid: true, tanh: true, softmax: true,
  maxPool1d: true, averagePool1d: true, maxPool2d: true, averagePool2d: true, zeroPad1d: true, add: true, multiply: true, concat: true, slice: true,
  reshape: true, permute: true, globalAveragePool1d: true, globalMaxPool1d: true, globalAveragePool2d: true, globalMaxPool2d: true, channelMean: true,
  channelMax: true, dropout: true, l2Normalize: true, matmul: true, positionEmbedding: true, multiHeadAttention: true, lstm: true, upsample1d: true,
  upsample2d: true, dense: true,
};
