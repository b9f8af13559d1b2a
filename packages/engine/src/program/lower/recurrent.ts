import { add, input, mul, sub, unary, constant } from "../expr.ts";
import type { Expr } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import type { LoweringContext } from "./lowerGraph.ts";

const sigmoid = (a: Expr): Expr => unary("sigmoid", a);
const tanh = (a: Expr): Expr => unary("tanh", a);
const oneMinus = (a: Expr): Expr => sub(constant(1), a);
/** a · (1 − a), the slope of a sigmoid of value a. */
const sigmoidSlope = (a: Expr): Expr => mul(a, oneMinus(a));
/** 1 − a², the slope of a hyperbolic tangent of value a. */
const tanhSlope = (a: Expr): Expr => oneMinus(mul(a, a));

/** What one step leaves for the next and for the way back. All are [batch, units]; gates before their activation. */
interface Step {
  readonly gates: readonly [input: ValueId, forget: ValueId, cell: ValueId, output: ValueId];
  /** State of the cell before the step, null for zeros. */
  readonly cellBefore: ValueId | null;
  readonly cellAfter: ValueId;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), unrolled over time. The products with the
 * input are one matrix product for all times; its gradient, and those of the kernels, are one product each as well, which is why the way
 * back is written out instead of following from the slices of every step.
 */
export function lowerLstm({ b, batch, parameter }: LoweringContext, node: Extract<GraphNode, { op: "lstm" }>, x: ValueId): ValueId {
  const [kernel, recurrent, bias] = [node.kernel, node.recurrentKernel, node.bias].map(parameter);
  const [, time, features] = b.shapeOf(x);
  const { units } = node;

  const timeMajor = (): ValueId => b.reshape(b.transpose(x, [1, 0, 2]), [time * batch, features]);
  const cellExpr = add(mul(sigmoid(input(1)), input(3)), mul(sigmoid(input(0)), tanh(input(2))));
  const firstCellExpr = mul(sigmoid(input(0)), tanh(input(2)));
  const hidden = ({ gates, cellAfter }: Step): ValueId => b.map([gates[3], cellAfter], mul(sigmoid(input(0)), tanh(input(1))));

  /** All steps, and the hidden states that a later step reads (all but the last). */
  const unroll = (): { readonly steps: readonly Step[]; readonly fed: readonly ValueId[] } => {
    const driven = b.map([b.matmul(timeMajor(), kernel), bias], add(input(0), input(1)));
    const steps: Step[] = [];
    const fed: ValueId[] = [];
    for (let t = 0; t < time; t++) {
      const own = b.slice(driven, [t * batch, 0], [batch, 4 * units]);
      if (t > 0) fed.push(hidden(steps[t - 1]));
      const sums = t === 0 ? own : b.map([own, b.matmul(fed[t - 1], recurrent)], add(input(0), input(1)));
      const [i, f, g, o] = [0, 1, 2, 3].map((gate) => b.slice(sums, [0, gate * units], [batch, units]));
      const cellBefore = t === 0 ? null : steps[t - 1].cellAfter;
      const cellAfter = cellBefore === null ? b.map([i, f, g], firstCellExpr) : b.map([i, f, g, cellBefore], cellExpr);
      steps.push({ gates: [i, f, g, o], cellBefore, cellAfter });
    }
    return { steps, fed };
  };

  return b.withGradient(
    [x, kernel, recurrent, bias],
    () => {
      const { steps, fed } = unroll();
      const last = hidden(steps[time - 1]);
      if (!node.returnSequences) return last;
      return b.transpose(b.reshape(b.concat([...fed, last], 0), [time, batch, units]), [1, 0, 2]);
    },
    (dy) => {
      const { steps, fed } = unroll();
      const perTime = node.returnSequences ? b.reshape(b.transpose(dy, [1, 0, 2]), [time * batch, units]) : null;
      const outer = (t: number): ValueId | null => (perTime !== null ? b.slice(perTime, [t * batch, 0], [batch, units]) : t === time - 1 ? dy : null);
      const dSums: ValueId[] = [];
      let dHiddenLater: ValueId | null = null;
      /** Gradient of the later step's cell, and that step's forget gate, through which it comes back. */
      let later: readonly ValueId[] = [];
      for (let t = time - 1; t >= 0; t--) {
        const { gates: [i, f, g, o], cellBefore, cellAfter } = steps[t];
        const parts = [outer(t), dHiddenLater].filter((part) => part !== null);
        const dHidden = parts.length === 1 ? parts[0] : b.map(parts, add(input(0), input(1)));
        const through = mul(input(0), mul(sigmoid(input(1)), tanhSlope(tanh(input(2)))));
        const dCell: ValueId = b.map([dHidden, o, cellAfter, ...later], later.length === 0 ? through : add(through, mul(input(3), sigmoid(input(4)))));
        const dOutput = b.map([dHidden, o, cellAfter], mul(mul(input(0), tanh(input(2))), sigmoidSlope(sigmoid(input(1)))));
        const dInput = b.map([dCell, i, g], mul(mul(input(0), tanh(input(2))), sigmoidSlope(sigmoid(input(1)))));
        const dGate = b.map([dCell, i, g], mul(mul(input(0), sigmoid(input(1))), tanhSlope(tanh(input(2)))));
        const dForget = cellBefore === null ? b.constant(new Float32Array(batch * units), [batch, units]) : b.map([dCell, f, cellBefore], mul(mul(input(0), input(2)), sigmoidSlope(sigmoid(input(1)))));
        dSums[t] = b.concat([dInput, dForget, dGate, dOutput], 1);
        if (t > 0) dHiddenLater = b.matmul(dSums[t], recurrent, false, true);
        later = [dCell, f];
      }
      const all = b.concat(dSums, 0);
      const dx = b.transpose(b.reshape(b.matmul(all, kernel, false, true), [time, batch, features]), [1, 0, 2]);
      const dRecurrent = time === 1 ? null : b.matmul(b.concat(fed, 0), b.slice(all, [batch, 0], [(time - 1) * batch, 4 * units]), true, false);
      return [dx, b.matmul(timeMajor(), all, true, false), dRecurrent, b.reshape(b.sum(all, [0]), [4 * units])];
    },
  );
}
