/** The losses as primitive instructions over output and labels; their gradients follow from the instructions. */
import { EngineError } from "../engineError.ts";
import type { LossName, LossSpec } from "../executor.ts";
import { add, constant, div, eq, input, max, mul, select, sub, unary } from "./expr.ts";
import type { ValueId } from "./program.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

export const lossSpec = (loss: LossName | LossSpec): LossSpec => (typeof loss === "string" ? { kind: loss } : loss);

/** Length of one row of labels: one for class numbers and patients, the outputs otherwise. */
export function labelsPerRow(spec: LossSpec, outputs: number): number {
  return spec.kind === "softmaxCrossEntropy" || spec.kind === "ntXent" || spec.kind === "binaryRecall" ? 1 : outputs;
}

/**
 * The scalar loss (shape []) of `output` [rows, outputs] under `labels` [rows, labelsPerRow].
 */
export function lowerLoss(b: ProgramBuilder, spec: LossSpec, output: ValueId, labels: ValueId): ValueId {
  switch (spec.kind) {
    case "softmaxCrossEntropy": {
      const classes = b.shapeOf(output)[1];
      const weights = b.constant(Float32Array.from(spec.classWeights ?? new Array<number>(classes).fill(1)), [classes]);
      const numbers = b.constant(Float32Array.from({ length: classes }, (_, index) => index), [classes]);
      // The largest logit of a row only keeps the exponentials in range.
      const peak = b.stopGradient(b.reduce("max", [output], input(0), [1]));
      const total = b.reduce("sum", [output, peak], unary("exp", sub(input(0), input(1))), [1]);
      const ofLabel = b.reduce("sum", [output, labels, numbers], mul(input(0), eq(input(1), input(2))), [1]);
      const weight = b.reduce("sum", [labels, numbers, weights], mul(input(2), eq(input(0), input(1))), [1]);
      const rowLoss = b.map([total, peak, ofLabel, weight], mul(input(3), sub(add(unary("log", input(0)), input(1)), input(2))));
      return weightedMean(b, rowLoss, weight);
    }
    case "binaryCrossEntropy": {
      const outputs = b.shapeOf(output)[1];
      const positive = b.constant(Float32Array.from(spec.positiveWeight ?? new Array<number>(outputs).fill(1)), [outputs]);
      const counts = b.map([labels], eq(input(0), input(0)));
      // A label of NaN is replaced before it meets anything, so that its gradient is exactly zero.
      const known = b.map([labels], select(eq(input(0), input(0)), input(0), constant(0)));
      // w·y·softplus(−z) + (1 − y)·softplus(z)
      const [z, y, w, count] = [input(0), input(1), input(2), input(3)];
      const loss = b.map([output, known, positive, counts], mul(count, add(mul(mul(w, y), unary("softplus", unary("neg", z))), mul(sub(constant(1), y), unary("softplus", z)))));
      return weightedMean(b, loss, counts);
    }
    default:
      throw new EngineError("bad-input", `The loss ${spec.kind} is not there.`, "Choose another one.");
  }
}

/** Σ values / Σ weights over everything; zero where nothing counts. */
function weightedMean(b: ProgramBuilder, values: ValueId, weights: ValueId): ValueId {
  const axes = b.shapeOf(values).map((_, axis) => axis);
  const [sum, weight] = [b.sum(values, axes), b.stopGradient(b.sum(weights, axes))];
  return b.reshape(b.map([sum, weight], div(input(0), max(input(1), constant(1e-30)))), []);
}
