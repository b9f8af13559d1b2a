/** What every family of graph-building functions uses: the nodes so far, their shapes, and checks that name the node. */
import type { GraphNode, Initializer, NodeName, Padding, Padding2d, Pair, ParameterSpec } from "../graph.ts";
import { GraphError } from "../graphError.ts";
import { resolveWindow } from "../windowGeometry.ts";
import type { WindowGeometry } from "../windowGeometry.ts";

export interface NodePlacement {
  readonly nodes: ReadonlyMap<NodeName, GraphNode>;
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  /** Shape of a node that `reader` reads. */
  shapeOf(reader: NodeName, from: NodeName): readonly number[];
  signalShape(reader: NodeName, from: NodeName): readonly [number, number];
  imageShape(reader: NodeName, from: NodeName): readonly [number, number, number];
  /** Adds the node. @throws {GraphError} when its name is taken */
  place(node: GraphNode): NodeName;
  /** Adds parameter `PREFIX.LEAF` and returns its name. */
  parameter(prefix: string, leaf: string, shape: readonly number[], trainable: boolean, initializer: Initializer): string;
  /** A window over one axis of `length` samples. */
  slide(reader: NodeName, from: NodeName, length: number, windowSize: number, stride: number, padding: Padding, dilation?: number): WindowGeometry;
}

const INITIALIZERS: readonly Initializer[] = ["heNormal", "glorotUniform", "orthogonal", "fanInUniform", "normal002", "zeros", "ones", "forgetOne"];

export const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** @throws {GraphError} */
export function requireWhole(reader: NodeName, what: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw new GraphError(reader, `${what} is ${value}.`, `It must be a whole number of at least ${least}.`);
}

/** @throws {GraphError} */
export function requirePositive(reader: NodeName, what: string, value: number): void {
  if (!(value > 0)) throw new GraphError(reader, `${what} is ${value}.`, "It must be positive.");
}

/** For callers without type checks. @throws {GraphError} */
export function requireOneOf(reader: NodeName, what: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new GraphError(reader, `${what} is "${value}".`, `Choose one of ${allowed.join(", ")}.`);
}

/** A size given once stands for height and width. @throws {GraphError} for anything but one number or two */
export function pairOf(reader: NodeName, what: string, value: number | Pair): Pair {
  const pair: Pair = typeof value === "number" ? [value, value] : value;
  if (pair.length !== 2) throw new GraphError(reader, `${what} is ${shapeText(pair)}.`, "Give one number, or [height, width].");
  return pair;
}

/** The rules for height and for width. @throws {GraphError} for a rule that images do not have */
export function axisPaddings(reader: NodeName, padding: Padding2d): readonly [Padding, Padding] {
  if (typeof padding === "object") return [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }];
  requireOneOf(reader, "padding", padding, ["same", "valid"]);
  return [padding, padding];
}

export function nodePlacement(): NodePlacement {
  const nodes = new Map<NodeName, GraphNode>();
  const parameters = new Map<string, ParameterSpec>();
  const placement: NodePlacement = {
    nodes,
    parameters,
    shapeOf(reader, from) {
      const node = nodes.get(from);
      if (!node) throw new GraphError(reader, `reads "${from}", which is not in the graph.`, "Build that node first.");
      return node.shape;
    },
    signalShape(reader, from) {
      const shape = placement.shapeOf(reader, from);
      if (shape.length !== 2) throw new GraphError(reader, `needs [time, channels], but "${from}" is ${shapeText(shape)}.`, "Reshape it.");
      return [shape[0], shape[1]];
    },
    imageShape(reader, from) {
      const shape = placement.shapeOf(reader, from);
      if (shape.length !== 3) throw new GraphError(reader, `needs [height, width, channels], but "${from}" is ${shapeText(shape)}.`, "Reshape it.");
      return [shape[0], shape[1], shape[2]];
    },
    place(node) {
      if (nodes.has(node.name)) throw new GraphError(node.name, "the name is taken.", "Node names are unique in a graph.");
      nodes.set(node.name, node);
      return node.name;
    },
    parameter(prefix, leaf, shape, trainable, initializer) {
      const name = `${prefix}.${leaf}`;
      if (parameters.has(name)) throw new GraphError(prefix, `parameter "${name}" exists already.`, "Give the node another name.");
      requireOneOf(prefix, "initializer", initializer, INITIALIZERS);
      parameters.set(name, { name, shape, trainable, initializer });
      return name;
    },
    slide(reader, from, length, windowSize, stride, padding, dilation = 1) {
      requireWhole(reader, "window size", windowSize, 1);
      requireWhole(reader, "stride", stride, 1);
      requireWhole(reader, "dilation", dilation, 1);
      requireOneOf(reader, "padding", typeof padding === "object" ? "explicit" : padding, ["same", "valid", "causal", "explicit"]);
      if (typeof padding === "object") {
        requireWhole(reader, "padding before", padding.before, 0);
        requireWhole(reader, "padding after", padding.after, 0);
      }
      const geometry = resolveWindow(length, windowSize, stride, padding, dilation);
      const reach = (windowSize - 1) * dilation + 1;
      if (geometry.outputLength < 1) throw new GraphError(reader, `a window of ${reach} does not fit the ${length} samples of "${from}".`, "Pad it or use a smaller window.");
      return geometry;
    },
  };
  return placement;
}
