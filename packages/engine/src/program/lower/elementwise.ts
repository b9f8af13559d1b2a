import { add, constant, div, input, mul, sub, unary } from "../expr.ts";
import type { Expr } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import type { ProgramBuilder } from "../programBuilder.ts";
import type { LoweringContext } from "./lowerGraph.ts";

const x = input(0);

/** x · Φ(x) = x/2 · (1 + erf(x / √2)). */
const GELU_ERF = mul(mul(constant(0.5), x), add(constant(1), unary("erf", mul(constant(Math.SQRT1_2), x))));

/** x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the approximation of Hendrycks and Gimpel 2016 (literature). */
const GELU_TANH = mul(mul(constant(0.5), x), add(constant(1), unary("tanh", mul(constant(Math.sqrt(2 / Math.PI)), mul(x, add(constant(1), mul(constant(0.044715), mul(x, x))))))));

type Activation = Extract<GraphNode, { op: "relu" | "gelu" | "sigmoid" | "tanh" }>;

function activationExpr(node: Activation): Expr {
  if (node.op === "gelu") return node.approximation === "erf" ? GELU_ERF : GELU_TANH;
  return unary(node.op, x);
}

export const lowerActivation = ({ b }: LoweringContext, node: Activation, value: ValueId): ValueId => b.map([value], activationExpr(node));

/** Over the last axis, with the largest taken off first so that no exponential overflows. */
export function softmax(b: ProgramBuilder, logits: ValueId): ValueId {
  const power = unary("exp", sub(input(0), input(1)));
  const y = b.withGradient(
    [logits],
    () => {
      const largest = b.reduce("max", [logits], input(0), [-1]);
      const total = b.reduce("sum", [logits, largest], power, [-1]);
      return b.map([logits, largest, total], div(power, input(2)));
    },
    (dy) => {
      const along = b.reduce("sum", [dy, y], mul(input(0), input(1)), [-1]);
      return [b.map([y, dy, along], mul(input(0), sub(input(1), input(2))))];
    },
  );
  return y;
}

/** Sum or product; a missing leading axis comes after the batch, not before it. */
export function lowerCombination({ b, batch }: LoweringContext, node: Extract<GraphNode, { op: "add" | "multiply" }>, inputs: readonly ValueId[]): ValueId {
  const aligned = inputs.map((value) => {
    const own = b.shapeOf(value).slice(1);
    return b.reshape(value, [batch, ...Array.from({ length: node.shape.length - own.length }, () => 1), ...own]);
  });
  return b.map(aligned, node.op === "add" ? add(input(0), input(1)) : mul(input(0), input(1)));
}

/** `stream` tells the masks of a graph's dropouts apart. */
export function lowerDropout({ b, dropoutSeed }: LoweringContext, node: Extract<GraphNode, { op: "dropout" }>, value: ValueId, stream: number): ValueId {
  if (dropoutSeed === null || node.rate === 0) return value;
  return b.map([value, b.randomMask(dropoutSeed, b.shapeOf(value), node.rate, stream)], mul(input(0), input(1)));
}

export const lowerPositionEmbedding = ({ b, parameter }: LoweringContext, node: Extract<GraphNode, { op: "positionEmbedding" }>, value: ValueId): ValueId =>
  b.map([value, parameter(node.table)], add(input(0), input(1)));
