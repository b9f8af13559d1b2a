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
 * `same` is TensorFlow's: output length ceil(input / stride), the odd zero at the end. `valid` adds nothing.
 * The explicit form is PyTorch's way of saying it. Convolutions pad with zeros, max pools with −∞.
 */
export type Padding = "same" | "valid" | { readonly before: number; readonly after: number };

/** Every operation the graph language has; each executor handles all of them or says which it cannot. */
export type GraphNode =
  | (NodeBase & { readonly op: "input" })
  | (NodeBase & {
      readonly op: "conv1d";
      readonly filters: number;
      readonly kernelSize: number;
      readonly stride: number;
      readonly padding: Padding;
      /** Parameter [kernelSize, inputChannels, filters]. */
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
  | (NodeBase & { readonly op: "relu" })
  | (NodeBase & { readonly op: "maxPool1d"; readonly poolSize: number; readonly stride: number; readonly padding: Padding })
  | (NodeBase & { readonly op: "zeroPad1d"; readonly before: number; readonly after: number })
  | (NodeBase & { readonly op: "add" })
  | (NodeBase & { readonly op: "globalAveragePool1d" })
  | (NodeBase & { readonly op: "dense"; readonly units: number; readonly kernel: string; readonly bias: string | null });

/** How a parameter starts. `heNormal` and `glorotUniform` as in Keras (fan from the shape), drawn from the seeded generator. */
export type Initializer = "heNormal" | "glorotUniform" | "zeros" | "ones";

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
