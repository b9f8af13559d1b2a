import { constant, input, mul } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import { axisWindow, imageWindow, timeWindow } from "./axisWindow.ts";
import type { LoweringContext } from "./lowerGraph.ts";

const kindOf = (op: string): "max" | "average" => (op.startsWith("max") ? "max" : "average");

export const lowerPool1d = ({ b }: LoweringContext, node: Extract<GraphNode, { op: "maxPool1d" | "averagePool1d" }>, x: ValueId): ValueId =>
  b.pool(kindOf(node.op), x, timeWindow(axisWindow(b.shapeOf(x)[1], node.poolSize, node.stride, 1, node.padding)));

export const lowerPool2d = ({ b }: LoweringContext, node: Extract<GraphNode, { op: "maxPool2d" | "averagePool2d" }>, x: ValueId): ValueId =>
  b.pool(kindOf(node.op), x, imageWindow(b.shapeOf(x), node.poolSize, node.stride, [1, 1], node.padding));

/** Mean or maximum along axes of the value, which keep length 1. */
function collapse({ b }: LoweringContext, x: ValueId, kind: "mean" | "max", axes: readonly number[]): ValueId {
  if (kind === "max") return b.reduce("max", [x], input(0), axes);
  const count = axes.reduce((product, axis) => product * b.shapeOf(x)[axis], 1);
  return b.reduce("sum", [x], mul(input(0), constant(1 / count)), axes);
}

/** Over all axes between batch and channels. */
export function lowerGlobalPool(context: LoweringContext, node: Extract<GraphNode, { op: `global${string}` }>, x: ValueId): ValueId {
  const shape = context.b.shapeOf(x);
  const axes = shape.slice(1, -1).map((_, index) => index + 1);
  return context.b.reshape(collapse(context, x, node.op.startsWith("globalMax") ? "max" : "mean", axes), [shape[0], shape.at(-1)!]);
}

export const lowerChannelPool = (context: LoweringContext, node: Extract<GraphNode, { op: "channelMean" | "channelMax" }>, x: ValueId): ValueId =>
  collapse(context, x, node.op === "channelMax" ? "max" : "mean", [context.b.shapeOf(x).length - 1]);
