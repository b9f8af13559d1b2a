import { add, constant, input, mul } from "../expr.ts";
import type { GraphNode, ProjectionParameters } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import { softmax } from "./elementwise.ts";
import type { LoweringContext } from "./lowerGraph.ts";

/**
 * Scaled dot-product self-attention (Vaswani et al. 2017, arXiv:1706.03762): softmax(q · kᵀ / √headSize) · v for each head. The scale goes into
 * the queries, which are fewer than the scores.
 */
export function lowerMultiHeadAttention({ b, batch, parameter }: LoweringContext, node: Extract<GraphNode, { op: "multiHeadAttention" }>, x: ValueId): ValueId {
  const [time, features] = node.shape;
  const { heads, headSize } = node;
  const rows = b.reshape(x, [batch * time, features]);
  const project = (from: ValueId, { kernel, bias }: ProjectionParameters, scale: number): ValueId =>
    b.map([b.matmul(from, parameter(kernel)), parameter(bias)], mul(add(input(0), input(1)), constant(scale)));
  const perHead = (projection: ProjectionParameters, scale = 1): ValueId => b.transpose(b.reshape(project(rows, projection, scale), [batch, time, heads, headSize]), [0, 2, 1, 3]);
  const scores = b.matmul(perHead(node.query, 1 / Math.sqrt(headSize)), perHead(node.key), false, true);
  const context = b.matmul(softmax(b, scores), perHead(node.value));
  const joined = b.reshape(b.transpose(context, [0, 2, 1, 3]), [batch * time, heads * headSize]);
  return b.reshape(project(joined, node.out, 1), [batch, time, features]);
}
