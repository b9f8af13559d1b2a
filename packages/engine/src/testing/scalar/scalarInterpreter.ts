/**
 * The independent oracle of the engine's tests: runs a graph in float64 with plain loops written straight from the definitions of its
 * nodes, sharing no code with the executors. Gradients come from central differences.
 */
import type { Weights } from "../../executor.ts";
import type { Graph, GraphNode, NodeName } from "../../graph.ts";
import { scalarConv1d, scalarConv2d } from "./scalarConvolution.ts";
import { scalarCombine, scalarGelu, scalarMap, scalarSigmoid } from "./scalarElementwise.ts";
import { channelStatistics, scalarBatchNorm, scalarL2Normalize, scalarLayerNorm, scalarSoftmax } from "./scalarNormalization.ts";
import type { ChannelStatistics } from "./scalarNormalization.ts";
import { scalarChannelPool, scalarGlobalPool, scalarPool1d, scalarPool2d } from "./scalarPooling.ts";
import { scalarAttention, scalarDense, scalarLstm, scalarMatmul } from "./scalarSequence.ts";
import { scalarConcat, scalarPermute, scalarSlice, scalarUpsample, scalarZeroPad1d } from "./scalarShape.ts";
import type { ScalarTensor } from "./scalarTensor.ts";

/** Parameters in float64, by name. */
export type ScalarParameters = Record<string, Float64Array>;

export interface ScalarRunOptions {
  readonly graph: Graph;
  readonly parameters: ScalarParameters;
  /** [batch × input shape] */
  readonly inputs: ArrayLike<number>;
  readonly batch: number;
  /** Batch norms take their statistics from the batch. */
  readonly training: boolean;
  /** Factor of element `element` of the dropout that is node number `node`; absent: the identity. */
  readonly dropoutFactor?: (node: number, element: number, rate: number) => number;
  /** Values to go on with instead of a node's own. */
  readonly replaced?: ReadonlyMap<NodeName, Float64Array>;
}

export interface ScalarRun {
  /** [batch × shape] by node. */
  readonly values: ReadonlyMap<NodeName, Float64Array>;
  /** Of the batch, by batch norm node, in training mode. */
  readonly statistics: ReadonlyMap<NodeName, ChannelStatistics>;
}

export function scalarParameters(weights: Weights): ScalarParameters {
  return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, Float64Array.from(tensor.data)]));
}

export function runScalar(options: ScalarRunOptions): ScalarRun {
  const { graph, batch, replaced } = options;
  const tensors = new Map<NodeName, ScalarTensor>();
  const statistics = new Map<NodeName, ChannelStatistics>();
  graph.nodes.forEach((node, index) => {
    const shape = [batch, ...node.shape];
    const own = replaced?.get(node.name);
    const result = own ? { shape, data: own } : runNode(options, node, index, node.inputs.map((name) => tensors.get(name)!), statistics);
    if (result.data.length !== shape.reduce((product, side) => product * side, 1)) throw new RangeError(`${node.op} "${node.name}" gave ${result.data.length} values for [${shape.join(", ")}].`);
    tensors.set(node.name, { shape, data: result.data });
  });
  return { values: new Map([...tensors].map(([name, { data }]) => [name, data])), statistics };
}

function runNode({ parameters, inputs, batch, training, dropoutFactor }: ScalarRunOptions, node: GraphNode, index: number, operands: readonly ScalarTensor[], statistics: Map<NodeName, ChannelStatistics>): ScalarTensor {
  const parameter = (name: string): Float64Array => parameters[name];
  const shape = [batch, ...node.shape];
  const [x, second] = operands;
  switch (node.op) {
    case "input": return { shape, data: Float64Array.from(inputs) };
    case "conv1d": return scalarConv1d(node, x, parameter);
    case "conv2d": return scalarConv2d(node, x, parameter);
    case "batchNorm": {
      const own = channelStatistics(x);
      if (training) statistics.set(node.name, own);
      const used = training ? own : { mean: parameter(node.runningMean), variance: parameter(node.runningVariance) };
      return scalarBatchNorm(x, used, parameter(node.gamma), parameter(node.beta), node.epsilon);
    }
    case "layerNorm": return scalarLayerNorm(x, parameter(node.gamma), parameter(node.beta), node.epsilon);
    case "relu": return scalarMap(x, (value) => (value > 0 ? value : 0));
    case "gelu": return scalarMap(x, (value) => scalarGelu(value, node.approximation));
    case "sigmoid": return scalarMap(x, scalarSigmoid);
    case "tanh": return scalarMap(x, Math.tanh);
    case "softmax": return scalarSoftmax(x);
    case "maxPool1d":
    case "averagePool1d": return scalarPool1d(node, x);
    case "maxPool2d":
    case "averagePool2d": return scalarPool2d(node, x);
    case "zeroPad1d": return scalarZeroPad1d(x, node.before, node.after);
    case "add":
    case "multiply": return scalarCombine(node.op, shape, x, second);
    case "concat": return scalarConcat(operands, node.axis + 1);
    case "slice": return scalarSlice(x, [0, ...node.begin], shape);
    case "reshape": return { shape, data: x.data };
    case "permute": return scalarPermute(x, [0, ...node.permutation.map((axis) => axis + 1)]);
    case "globalAveragePool1d":
    case "globalAveragePool2d": return scalarGlobalPool("average", x);
    case "globalMaxPool1d":
    case "globalMaxPool2d": return scalarGlobalPool("max", x);
    case "channelMean": return scalarChannelPool("average", x);
    case "channelMax": return scalarChannelPool("max", x);
    case "dropout": return { shape, data: x.data.map((value, element) => value * (dropoutFactor?.(index, element, node.rate) ?? 1)) };
    case "l2Normalize": return scalarL2Normalize(x, node.epsilon);
    case "matmul": return scalarMatmul(x, second, node.transposeB);
    case "positionEmbedding": return { shape, data: x.data.map((value, place) => value + parameter(node.table)[place % parameter(node.table).length]) };
    case "multiHeadAttention": return scalarAttention(node, x, parameter);
    case "lstm": return scalarLstm(node, x, parameter);
    case "upsample1d": return scalarUpsample(x, [1, node.factor, 1]);
    case "upsample2d": return scalarUpsample(x, [1, ...node.factor, 1]);
    case "dense": return scalarDense(x, parameter(node.kernel), node.bias === null ? null : parameter(node.bias));
    default: return node satisfies never;
  }
}
