import { constant, input, mul } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import { axisWindow, timeWindow } from "./axisWindow.ts";
import type { LoweringContext } from "./lowerGraph.ts";

export function lowerPool1d({ b }: LoweringContext, node: Extract<GraphNode, { op: "maxPool1d" | "averagePool1d" }>, x: ValueId, kind: "max" | "average"): ValueId {
  return b.pool(kind, x, timeWindow(axisWindow(b.shapeOf(x)[1], node.poolSize, node.stride, 1, node.padding)));
}

/** Mean over all axes between batch and channels. */
export function lowerGlobalAverage({ b }: LoweringContext, x: ValueId): ValueId {
  const shape = b.shapeOf(x);
  const axes = shape.slice(1, -1).map((_, index) => index + 1);
  const count = axes.reduce((product, axis) => product * shape[axis], 1);
  return b.reshape(b.reduce("sum", [x], mul(input(0), constant(1 / count)), axes), [shape[0], shape.at(-1)!]);
}
