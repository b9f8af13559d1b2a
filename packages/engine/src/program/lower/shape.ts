import { input } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

export function lowerZeroPad1d({ b }: LoweringContext, node: Extract<GraphNode, { op: "zeroPad1d" }>, x: ValueId): ValueId {
  const [batch, , channels] = b.shapeOf(x);
  return b.pad(x, [0, node.before, 0], [batch, node.shape[0], channels]);
}

export const lowerConcat = ({ b }: LoweringContext, node: Extract<GraphNode, { op: "concat" }>, inputs: readonly ValueId[]): ValueId => b.concat(inputs, node.axis + 1);

export const lowerSlice = ({ b, batch }: LoweringContext, node: Extract<GraphNode, { op: "slice" }>, x: ValueId): ValueId => b.slice(x, [0, ...node.begin], [batch, ...node.shape]);

export const lowerReshape = ({ b, batch }: LoweringContext, node: Extract<GraphNode, { op: "reshape" }>, x: ValueId): ValueId => b.reshape(x, [batch, ...node.shape]);

export const lowerPermute = ({ b }: LoweringContext, node: Extract<GraphNode, { op: "permute" }>, x: ValueId): ValueId => b.transpose(x, [0, ...node.permutation.map((axis) => axis + 1)]);

/** A new axis of the factor's length beside each repeated one, over which the value is broadcast. */
export function lowerUpsample({ b, batch }: LoweringContext, node: Extract<GraphNode, { op: "upsample1d" | "upsample2d" }>, x: ValueId): ValueId {
  const sides = b.shapeOf(x).slice(1, -1);
  const factors = node.op === "upsample1d" ? [node.factor] : node.factor;
  const channels = node.shape.at(-1)!;
  const split = b.reshape(x, [batch, ...sides.flatMap((side) => [side, 1]), channels]);
  const repeated = b.map([split], input(0), [batch, ...sides.flatMap((side, axis) => [side, factors[axis]]), channels]);
  return b.reshape(repeated, [batch, ...node.shape]);
}
