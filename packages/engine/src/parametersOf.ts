import type { GraphNode } from "./graph.ts";

/** Names of the parameters a node reads, in the order in which the builder makes them. */
export function parametersOf(node: GraphNode): readonly string[] {
  switch (node.op) {
    case "conv1d":
    case "conv2d":
    case "dense":
      return node.bias === null ? [node.kernel] : [node.kernel, node.bias];
    case "batchNorm":
      return [node.gamma, node.beta, node.runningMean, node.runningVariance];
    case "layerNorm":
      return [node.gamma, node.beta];
    case "positionEmbedding":
      return [node.table];
    case "multiHeadAttention":
      return [node.query, node.key, node.value, node.out].flatMap(({ kernel, bias }) => [kernel, bias]);
    case "lstm":
      return [node.kernel, node.recurrentKernel, node.bias];
    case "input":
    case "relu":
    case "gelu":
    case "sigmoid":
    case "tanh":
    case "softmax":
    case "maxPool1d":
    case "averagePool1d":
    case "maxPool2d":
    case "averagePool2d":
    case "zeroPad1d":
    case "add":
    case "multiply":
    case "concat":
    case "slice":
    case "reshape":
    case "permute":
    case "globalAveragePool1d":
    case "globalMaxPool1d":
    case "globalAveragePool2d":
    case "globalMaxPool2d":
    case "channelMean":
    case "channelMax":
    case "dropout":
    case "l2Normalize":
    case "matmul":
    case "upsample1d":
    case "upsample2d":
      return [];
    default:
      return node satisfies never;
  }
}
