/**
 * The static graph: a readonly list of typed nodes in topological order, made by `graphBuilder`, run by
 * an executor. Shapes leave out the batch axis; 1-D signals are [time, channels] (channels last).
 */

/** Name of a node's output; unique in a graph. */
export type NodeName = string;

interface NodeBase {
  readonly name: NodeName;
  /** Output shape without the batch axis. */
  readonly shape: readonly number[];
  /** Names of the nodes this one reads, in order. */
  readonly inputs: readonly NodeName[];
}

/**
 * `same` is TensorFlow's: output length ceil(input / stride), the odd zero at the end. `valid` adds nothing. `causal` adds
 * dilation · (size − 1) before, so that no output sees a later sample (convolutions only). The explicit form is PyTorch's way of saying it.
 * Convolutions pad with zeros; a pool never counts its padding.
 */
export type Padding = "same" | "valid" | "causal" | { readonly before: number; readonly after: number };

/** Padding of images, by the same rules on both axes. */
export type Padding2d = "same" | "valid" | { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };

/** Height, width. */
export type Pair = readonly [number, number];

/** Every operation the graph language has; each executor handles all of them or says which it cannot. */
export type GraphNode =
  | (NodeBase & { readonly op: "input" })
  | (NodeBase & {
      readonly op: "conv1d";
      readonly filters: number;
      readonly kernelSize: number;
      readonly stride: number;
      readonly padding: Padding;
      /** Absent: 1. */
      readonly dilation?: number;
      /** Channel groups; absent: 1. */
      readonly groups?: number;
      /** Parameter [kernelSize, inputChannels / groups, filters]. */
      readonly kernel: string;
      /** Parameter [filters], or null for no bias. */
      readonly bias: string | null;
    })
  | (NodeBase & {
      readonly op: "batchNorm";
      readonly epsilon: number;
      /** Keras convention: running = momentum · running + (1 − momentum) · batch. */
      readonly momentum: number;
      readonly gamma: string;
      readonly beta: string;
      readonly runningMean: string;
      readonly runningVariance: string;
    })
  /** Images are [height, width, channels]. */
  | (NodeBase & {
      readonly op: "conv2d";
      readonly filters: number;
      readonly kernelSize: Pair;
      readonly stride: Pair;
      readonly padding: Padding2d;
      readonly dilation: Pair;
      readonly groups: number;
      /** Parameter [height, width, inputChannels / groups, filters]. */
      readonly kernel: string;
      readonly bias: string | null;
    })
  /** Over the last axis: (x − mean) / √(biased variance + epsilon) · gamma + beta. */
  | (NodeBase & { readonly op: "layerNorm"; readonly epsilon: number; readonly gamma: string; readonly beta: string })
  | (NodeBase & { readonly op: "relu" })
  | (NodeBase & { readonly op: "gelu"; readonly approximation: "erf" | "tanh" })
  | (NodeBase & { readonly op: "sigmoid" })
  | (NodeBase & { readonly op: "tanh" })
  /** Over the last axis. */
  | (NodeBase & { readonly op: "softmax" })
  | (NodeBase & { readonly op: "maxPool1d" | "averagePool1d"; readonly poolSize: number; readonly stride: number; readonly padding: Padding })
  | (NodeBase & { readonly op: "maxPool2d" | "averagePool2d"; readonly poolSize: Pair; readonly stride: Pair; readonly padding: Padding2d })
  | (NodeBase & { readonly op: "zeroPad1d"; readonly before: number; readonly after: number })
  /** Two inputs; a length of 1 or a missing leading axis broadcasts, except over the batch. */
  | (NodeBase & { readonly op: "add" | "multiply" })
  /** Along `axis`, counted without the batch. */
  | (NodeBase & { readonly op: "concat"; readonly axis: number })
  | (NodeBase & { readonly op: "slice"; readonly begin: readonly number[] })
  | (NodeBase & { readonly op: "reshape" })
  /** Output axis i is input axis permutation[i], counted without the batch. */
  | (NodeBase & { readonly op: "permute"; readonly permutation: readonly number[] })
  /** Over time, or over height and width: [channels]. */
  | (NodeBase & { readonly op: "globalAveragePool1d" | "globalMaxPool1d" | "globalAveragePool2d" | "globalMaxPool2d" })
  /** Over the last axis, which stays with length 1. */
  | (NodeBase & { readonly op: "channelMean" | "channelMax" })
  /** Identity but in training, where each value is dropped with probability `rate` and the others grow by 1 / (1 − rate). */
  | (NodeBase & { readonly op: "dropout"; readonly rate: number })
  /** x / max(‖x‖, epsilon) over the last axis. */
  | (NodeBase & { readonly op: "l2Normalize"; readonly epsilon: number })
  /** Product of the last two axes of two inputs of equal leading axes. */
  | (NodeBase & { readonly op: "matmul"; readonly transposeB: boolean })
  /** Adds the parameter, of the input's shape. */
  | (NodeBase & { readonly op: "positionEmbedding"; readonly table: string })
  /** Scaled dot-product self-attention over [time, features] (Vaswani et al. 2017). Parameters [features, heads · headSize] and back, biases likewise. */
  | (NodeBase & {
      readonly op: "multiHeadAttention";
      readonly heads: number;
      readonly headSize: number;
      readonly query: ProjectionParameters;
      readonly key: ProjectionParameters;
      readonly value: ProjectionParameters;
      readonly out: ProjectionParameters;
    })
  /** Gates in the order input, forget, cell, output (Keras); sigmoid and tanh. [time, features] → [time, units] or the last state [units]. */
  | (NodeBase & {
      readonly op: "lstm";
      readonly units: number;
      readonly returnSequences: boolean;
      /** Parameter [features, 4 · units]. */
      readonly kernel: string;
      /** Parameter [units, 4 · units]. */
      readonly recurrentKernel: string;
      /** Parameter [4 · units]. */
      readonly bias: string;
    })
  /** Repeats each sample (nearest neighbour). */
  | (NodeBase & { readonly op: "upsample1d"; readonly factor: number })
  | (NodeBase & { readonly op: "upsample2d"; readonly factor: Pair })
  /** Over the last axis; leading axes are rows. */
  | (NodeBase & { readonly op: "dense"; readonly units: number; readonly kernel: string; readonly bias: string | null });

/** A dense projection inside a node. */
export interface ProjectionParameters {
  readonly kernel: string;
  readonly bias: string;
}

/**
 * How a parameter starts, drawn from the seeded generator. Fans come from the shape: all axes but the last two count as taps.
 * - `heNormal`, `glorotUniform`, `orthogonal`: as in Keras.
 * - `fanInUniform`: within ±1 / √fan-in, what PyTorch gives the weights of its convolutions and linear layers.
 * - `normal002`: a normal of deviation 0.02.
 * - `forgetOne`: zeros, with ones for the forget gate of an LSTM.
 */
export type Initializer = "heNormal" | "glorotUniform" | "orthogonal" | "fanInUniform" | "normal002" | "zeros" | "ones" | "forgetOne";

/** A weight tensor of the graph. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** False for running statistics, which training updates without a gradient. */
  readonly trainable: boolean;
  readonly initializer: Initializer;
}

/** A network. Plain data: it can be cloned to a worker, hashed and stored. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly parameters: readonly ParameterSpec[];
  /** Name of the one input node. */
  readonly input: NodeName;
  /** Name of the node that holds the logits. */
  readonly output: NodeName;
}
