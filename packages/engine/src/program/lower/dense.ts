import { add, input } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import { sizeOf } from "../program.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

/** x · kernel + bias over the last axis; the leading axes are rows of one matrix. */
export function lowerDense({ b, parameter }: LoweringContext, node: Extract<GraphNode, { op: "dense" }>, x: ValueId): ValueId {
  const shape = b.shapeOf(x);
  const rows = b.reshape(x, [sizeOf(shape.slice(0, -1)), shape.at(-1)!]);
  const product = b.matmul(rows, parameter(node.kernel));
  const y = node.bias === null ? product : b.map([product, parameter(node.bias)], add(input(0), input(1)));
  return b.reshape(y, [...shape.slice(0, -1), node.units]);
}
