import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

export function lowerZeroPad1d({ b }: LoweringContext, node: Extract<GraphNode, { op: "zeroPad1d" }>, x: ValueId): ValueId {
  const [batch, , channels] = b.shapeOf(x);
  return b.pad(x, [0, node.before, 0], [batch, node.shape[0], channels]);
}
