import { add, constant, div, gt, input, max, mul, select, sub, unary } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import { sizeOf } from "../program.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

/*
 * The gradients of this file are written out, because two sums suffice where the chain through mean and variance would take four. They ask for the
 * intermediate values by the same calls as the forward pass, which makes nothing twice and lets a second differentiation see them.
 */

const inverseDeviation = (epsilon: number) => unary("rsqrt", add(input(0), constant(epsilon)));

/** (x − mean) · scale + shift, with per-channel operands 1, 2, 3. */
const applied = add(mul(sub(input(0), input(1)), input(2)), input(3));

/** Batch normalisation over all axes but the last (Ioffe and Szegedy 2015), by the statistics of the batch or by the running ones. */
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
  const statistics = () => {
    const { mean, variance } = b.moments(x, axes);
    const inverse = b.map([variance], inverseDeviation(node.epsilon));
    return { mean, variance, inverse, scale: b.map([inverse, gamma], mul(input(0), input(1))) };
  };
  return b.withGradient(
    [x, gamma, beta],
    () => {
      const { mean, variance, scale } = statistics();
      context.statistics.push(
        { running: node.runningMean, batch: b.reshape(mean, [channels]), momentum: node.momentum },
        { running: node.runningVariance, batch: b.reshape(variance, [channels]), momentum: node.momentum },
      );
      return b.map([x, mean, scale, beta], applied);
    },
    (dy) => {
      const { mean, inverse, scale } = statistics();
      const dBeta = b.sum(dy, axes);
      const centred = b.reduce("sum", [dy, x, mean], mul(input(0), sub(input(1), input(2))), axes);
      const dGamma = b.map([centred, inverse], mul(input(0), input(1)));
      const offset = b.map([dBeta], mul(input(0), constant(1 / count)));
      const slope = b.map([centred, inverse], mul(mul(input(0), mul(input(1), input(1))), constant(1 / count)));
      const dx = b.map([dy, x, mean, scale, offset, slope], mul(input(3), sub(sub(input(0), input(4)), mul(sub(input(1), input(2)), input(5)))));
      return [dx, b.reshape(dGamma, [channels]), b.reshape(dBeta, [channels])];
    },
  );
}

/** Layer normalisation over the last axis (Ba, Kiros and Hinton 2016). */
export function lowerLayerNorm({ b, parameter }: LoweringContext, node: Extract<GraphNode, { op: "layerNorm" }>, x: ValueId): ValueId {
  const [gamma, beta] = [parameter(node.gamma), parameter(node.beta)];
  const shape = b.shapeOf(x);
  const channels = shape.at(-1)!;
  const rows = shape.slice(0, -1).map((_, axis) => axis);
  const statistics = () => {
    const { mean, variance } = b.moments(x, [-1]);
    return { mean, inverse: b.map([variance], inverseDeviation(node.epsilon)) };
  };
  return b.withGradient(
    [x, gamma, beta],
    () => {
      const { mean, inverse } = statistics();
      return b.map([x, mean, inverse, gamma, beta], add(mul(mul(sub(input(0), input(1)), input(2)), input(3)), input(4)));
    },
    (dy) => {
      const { mean, inverse } = statistics();
      const scaled = mul(input(0), input(1));
      const total = b.reduce("sum", [dy, gamma], scaled, [-1]);
      const centred = b.reduce("sum", [dy, gamma, x, mean], mul(scaled, sub(input(2), input(3))), [-1]);
      const offset = b.map([total], mul(input(0), constant(1 / channels)));
      const slope = b.map([centred, inverse], mul(mul(input(0), mul(input(1), input(1))), constant(1 / channels)));
      const dx = b.map([dy, gamma, x, mean, inverse, offset, slope], mul(input(4), sub(sub(scaled, input(5)), mul(sub(input(2), input(3)), input(6)))));
      const dGamma = b.reduce("sum", [dy, x, mean, inverse], mul(mul(input(0), sub(input(1), input(2))), input(3)), rows);
      return [dx, b.reshape(dGamma, [channels]), b.reshape(b.sum(dy, rows), [channels])];
    },
  );
}

/** x / max(‖x‖, epsilon) over the last axis. Below epsilon the divisor is constant. */
export function lowerL2Normalize({ b }: LoweringContext, node: Extract<GraphNode, { op: "l2Normalize" }>, x: ValueId): ValueId {
  const squares = () => b.reduce("sum", [x], mul(input(0), input(0)), [-1]);
  const inverse = (sum: ValueId) => b.map([sum], div(constant(1), max(unary("sqrt", input(0)), constant(node.epsilon))));
  const y = b.withGradient(
    [x],
    () => b.map([x, inverse(squares())], mul(input(0), input(1))),
    (dy) => {
      const sum = squares();
      const along = b.reduce("sum", [dy, y], mul(input(0), input(1)), [-1]);
      const radial = b.map([along, sum], select(gt(unary("sqrt", input(1)), constant(node.epsilon)), input(0), constant(0)));
      return [b.map([dy, y, inverse(sum), radial], mul(input(2), sub(input(0), mul(input(1), input(3)))))];
    },
  );
  return y;
}
