import { add, constant, input, mul, sub, unary } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import { sizeOf } from "../program.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

const inverseDeviation = (epsilon: number) => unary("rsqrt", add(input(0), constant(epsilon)));

/** (x − mean) · scale + shift, with per-channel operands 1, 2, 3. */
const applied = add(mul(sub(input(0), input(1)), input(2)), input(3));

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015). In training its gradient is written out, because two sums over the
 * batch suffice where the chain through mean and variance would take four.
 */
export function lowerBatchNorm(context: LoweringContext, node: Extract<GraphNode, { op: "batchNorm" }>, x: ValueId): ValueId {
  const { b, parameter } = context;
  const [gamma, beta] = [parameter(node.gamma), parameter(node.beta)];
  if (!context.usesBatchStatistics(node)) {
    const inverse = b.map([parameter(node.runningVariance)], inverseDeviation(node.epsilon));
    const scale = b.map([gamma, inverse], mul(input(0), input(1)));
    return b.map([x, parameter(node.runningMean), scale, beta], applied);
  }
  const shape = b.shapeOf(x);
  const channels = shape.at(-1)!;
  const axes = shape.slice(0, -1).map((_, axis) => axis);
  const count = sizeOf(shape) / channels;
  let mean = -1;
  let inverse = -1;
  let scale = -1;
  const y = b.withGradient(
    [x, gamma, beta],
    () => {
      const moments = b.moments(x, axes);
      mean = moments.mean;
      inverse = b.map([moments.variance], inverseDeviation(node.epsilon));
      scale = b.map([inverse, gamma], mul(input(0), input(1)));
      context.statistics.push(
        { running: node.runningMean, batch: b.reshape(moments.mean, [channels]), momentum: node.momentum },
        { running: node.runningVariance, batch: b.reshape(moments.variance, [channels]), momentum: node.momentum },
      );
      return b.map([x, mean, scale, beta], applied);
    },
    (dy) => {
      const dBeta = b.sum(dy, axes);
      const centred = b.reduce("sum", [dy, x, mean], mul(input(0), sub(input(1), input(2))), axes);
      const dGamma = b.map([centred, inverse], mul(input(0), input(1)));
      const offset = b.map([dBeta], mul(input(0), constant(1 / count)));
      const slope = b.map([centred, inverse], mul(mul(input(0), mul(input(1), input(1))), constant(1 / count)));
      const dx = b.map([dy, x, mean, scale, offset, slope], mul(input(3), sub(sub(input(0), input(4)), mul(sub(input(1), input(2)), input(5)))));
      return [dx, b.reshape(dGamma, [channels]), b.reshape(dBeta, [channels])];
    },
  );
  return y;
}
