/**
 * Builds a `Graph` node by node. Shapes are inferred and checked at each call, so a wrong network fails at the line
 * that is wrong, before any weight exists.
 */
import type { Graph, GraphNode, Initializer, NodeName, Padding, ParameterSpec } from "./graph.ts";
import { GraphError } from "./graphError.ts";
import { resolveWindow } from "./windowGeometry.ts";

export interface Conv1dOptions {
  /** Node name; its parameters are `NAME.kernel` and `NAME.bias`. */
  readonly name: NodeName;
  readonly filters: number;
  readonly kernelSize: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default `same`. */
  readonly padding?: Padding;
  /** Default true. */
  readonly bias?: boolean;
  /** Default `heNormal`. */
  readonly initializer?: Initializer;
}

export interface BatchNormOptions {
  /** Node name; its parameters are `NAME.gamma`, `.beta`, `.runningMean`, `.runningVariance`. */
  readonly name: NodeName;
  /** Default 1e-3, as Keras. */
  readonly epsilon?: number;
  /** Default 0.99, as Keras: running = momentum · running + (1 − momentum) · batch. */
  readonly momentum?: number;
}

export interface MaxPool1dOptions {
  readonly name: NodeName;
  readonly poolSize: number;
  /** Default: the pool size. */
  readonly stride?: number;
  /** Default `valid`. */
  readonly padding?: Padding;
}

export interface DenseOptions {
  readonly name: NodeName;
  /** Its parameters are `PREFIX.kernel` and `PREFIX.bias`; default: the node name. */
  readonly parameterPrefix?: string;
  readonly units: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Default `glorotUniform`. */
  readonly initializer?: Initializer;
}

/** Each method adds one node and returns its name, to be handed to the next one. */
export interface GraphBuilder {
  /** The one input; shape without the batch axis: [time, channels]. */
  input(name: NodeName, shape: readonly number[]): NodeName;
  conv1d(from: NodeName, options: Conv1dOptions): NodeName;
  batchNorm(from: NodeName, options: BatchNormOptions): NodeName;
  relu(from: NodeName, name: NodeName): NodeName;
  maxPool1d(from: NodeName, options: MaxPool1dOptions): NodeName;
  /** Zeros before and after in time; they count as values, for a max pool too. */
  zeroPad1d(from: NodeName, options: { readonly name: NodeName; readonly before: number; readonly after: number }): NodeName;
  add(left: NodeName, right: NodeName, name: NodeName): NodeName;
  /** Mean over time: [time, channels] → [channels]. */
  globalAveragePool1d(from: NodeName, name: NodeName): NodeName;
  dense(from: NodeName, options: DenseOptions): NodeName;
  /** Marks the node that holds the logits. */
  output(from: NodeName): void;
  /** The finished graph. @throws {GraphError} when input or output is missing or a node is read by none. */
  build(): Graph;
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/**
 * Starts a graph.
 * @throws {GraphError} (from its methods) with node and shapes.
 */
export function graphBuilder(graphName: string): GraphBuilder {
  const nodes = new Map<NodeName, GraphNode>();
  const parameters = new Map<string, ParameterSpec>();
  let inputName: NodeName | null = null;
  let outputName: NodeName | null = null;

  const shapeOf = (reader: NodeName, from: NodeName): readonly number[] => {
    const node = nodes.get(from);
    if (!node) throw new GraphError(reader, `reads "${from}", which is not in the graph. Build that node first.`);
    return node.shape;
  };
  const signalShape = (reader: NodeName, from: NodeName): readonly [number, number] => {
    const shape = shapeOf(reader, from);
    if (shape.length !== 2) throw new GraphError(reader, `needs [time, channels], but "${from}" is ${shapeText(shape)}.`);
    return [shape[0], shape[1]];
  };
  const requireWhole = (reader: NodeName, what: string, value: number, least: number): void => {
    if (!Number.isInteger(value) || value < least) throw new GraphError(reader, `${what} is ${value}; it must be a whole number of at least ${least}.`);
  };
  const place = (node: GraphNode): NodeName => {
    if (nodes.has(node.name)) throw new GraphError(node.name, "the name is taken. Node names are unique in a graph.");
    nodes.set(node.name, node);
    return node.name;
  };
  const parameter = (prefix: string, leaf: string, shape: readonly number[], trainable: boolean, initializer: Initializer): string => {
    const name = `${prefix}.${leaf}`;
    if (parameters.has(name)) throw new GraphError(prefix, `parameter "${name}" exists already.`);
    parameters.set(name, { name, shape, trainable, initializer });
    return name;
  };
  const slide = (reader: NodeName, from: NodeName, length: number, windowSize: number, stride: number, padding: Padding) => {
    requireWhole(reader, "window size", windowSize, 1);
    requireWhole(reader, "stride", stride, 1);
    if (typeof padding === "object") {
      requireWhole(reader, "padding before", padding.before, 0);
      requireWhole(reader, "padding after", padding.after, 0);
    }
    const geometry = resolveWindow(length, windowSize, stride, padding);
    if (geometry.outputLength < 1) throw new GraphError(reader, `a window of ${windowSize} does not fit the ${length} samples of "${from}". Pad it or use a smaller window.`);
    return geometry;
  };

  return {
    input(name, shape) {
      if (inputName !== null) throw new GraphError(name, `the graph already has the input "${inputName}".`);
      shape.forEach((size) => requireWhole(name, "a size of the input shape", size, 1));
      inputName = name;
      return place({ op: "input", name, shape: [...shape], inputs: [] });
    },
    conv1d(from, { name, filters, kernelSize, stride = 1, padding = "same", bias = true, initializer = "heNormal" }) {
      const [length, channels] = signalShape(name, from);
      requireWhole(name, "filters", filters, 1);
      const { outputLength } = slide(name, from, length, kernelSize, stride, padding);
      const kernel = parameter(name, "kernel", [kernelSize, channels, filters], true, initializer);
      const biasName = bias ? parameter(name, "bias", [filters], true, "zeros") : null;
      return place({ op: "conv1d", name, shape: [outputLength, filters], inputs: [from], filters, kernelSize, stride, padding, kernel, bias: biasName });
    },
    batchNorm(from, { name, epsilon = 1e-3, momentum = 0.99 }) {
      const shape = shapeOf(name, from);
      if (!(epsilon > 0)) throw new GraphError(name, `epsilon is ${epsilon}; it must be positive.`);
      if (!(momentum >= 0 && momentum <= 1)) throw new GraphError(name, `momentum is ${momentum}; it must be within 0 and 1.`);
      const size = [shape[shape.length - 1]];
      return place({
        op: "batchNorm", name, shape, inputs: [from], epsilon, momentum,
        gamma: parameter(name, "gamma", size, true, "ones"),
        beta: parameter(name, "beta", size, true, "zeros"),
        runningMean: parameter(name, "runningMean", size, false, "zeros"),
        runningVariance: parameter(name, "runningVariance", size, false, "ones"),
      });
    },
    relu: (from, name) => place({ op: "relu", name, shape: shapeOf(name, from), inputs: [from] }),
    maxPool1d(from, { name, poolSize, stride = poolSize, padding = "valid" }) {
      const [length, channels] = signalShape(name, from);
      const { outputLength, padBefore, padAfter } = slide(name, from, length, poolSize, stride, padding);
      if (padBefore >= poolSize || padAfter >= poolSize) throw new GraphError(name, `padding ${padBefore}, ${padAfter} reaches the pool size ${poolSize}, so a window could hold no sample.`);
      return place({ op: "maxPool1d", name, shape: [outputLength, channels], inputs: [from], poolSize, stride, padding });
    },
    zeroPad1d(from, { name, before, after }) {
      const [length, channels] = signalShape(name, from);
      requireWhole(name, "padding before", before, 0);
      requireWhole(name, "padding after", after, 0);
      return place({ op: "zeroPad1d", name, shape: [length + before + after, channels], inputs: [from], before, after });
    },
    add(left, right, name) {
      const [a, b] = [shapeOf(name, left), shapeOf(name, right)];
      if (shapeText(a) !== shapeText(b)) throw new GraphError(name, `cannot add "${left}" ${shapeText(a)} and "${right}" ${shapeText(b)}: the shapes differ.`);
      return place({ op: "add", name, shape: a, inputs: [left, right] });
    },
    globalAveragePool1d(from, name) {
      const [, channels] = signalShape(name, from);
      return place({ op: "globalAveragePool1d", name, shape: [channels], inputs: [from] });
    },
    dense(from, { name, parameterPrefix = name, units, bias = true, initializer = "glorotUniform" }) {
      const shape = shapeOf(name, from);
      if (shape.length !== 1) throw new GraphError(name, `needs [features], but "${from}" is ${shapeText(shape)}. Pool it over time first.`);
      requireWhole(name, "units", units, 1);
      const kernel = parameter(parameterPrefix, "kernel", [shape[0], units], true, initializer);
      const biasName = bias ? parameter(parameterPrefix, "bias", [units], true, "zeros") : null;
      return place({ op: "dense", name, shape: [units], inputs: [from], units, kernel, bias: biasName });
    },
    output(from) {
      shapeOf(from, from);
      outputName = from;
    },
    build() {
      if (inputName === null) throw new GraphError(graphName, "the graph has no input. Call input().");
      if (outputName === null) throw new GraphError(graphName, "the graph has no output. Call output().");
      const read = new Set([...nodes.values()].flatMap((node) => node.inputs));
      for (const name of nodes.keys()) {
        if (name !== outputName && !read.has(name)) throw new GraphError(name, "no node reads it and it is not the output. Remove or connect it.");
      }
      return { name: graphName, nodes: [...nodes.values()], parameters: [...parameters.values()], input: inputName, output: outputName };
    },
  };
}
