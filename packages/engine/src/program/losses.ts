/** The losses as primitive instructions over output and labels; their gradients follow from the instructions. */
import type { LossName, LossSpec } from "../executor.ts";
import { add, constant, div, eq, ge, gt, input, max, min, mul, select, sub, unary } from "./expr.ts";
import type { Expr } from "./expr.ts";
import type { ValueId } from "./program.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

/** What stands for a target that is not known: NaN itself cannot be told apart where a device assumes there is none. */
export const MISSING_TARGET = -1e30;

/** Stands for what must not win a maximum; its exponential is 0. */
const NEVER = -1e30;

type Loss<Kind extends LossSpec["kind"]> = Extract<LossSpec, { kind: Kind }>;

export const lossSpec = (loss: LossName | LossSpec): LossSpec => (typeof loss === "string" ? { kind: loss } : loss);

/** Length of one row of labels: one for class numbers and patients, the outputs otherwise. A part of a sum that needs one label reads the first of its columns. */
export function labelsPerRow(spec: LossSpec, outputs: number): number {
  return spec.kind === "softmaxCrossEntropy" || spec.kind === "ntXent" || spec.kind === "binaryRecall" ? 1 : outputs;
}

/** The scalar loss (shape []) of `output` [rows, outputs] under `labels` [rows, labelsPerRow], where missing ones are `MISSING_TARGET`. */
export function lowerLoss(b: ProgramBuilder, spec: LossSpec, output: ValueId, labels: ValueId): ValueId {
  switch (spec.kind) {
    case "softmaxCrossEntropy":
      return softmaxCrossEntropy(b, spec, output, labels);
    case "binaryCrossEntropy": {
      const outputs = b.shapeOf(output)[1];
      const positive = b.constant(Float32Array.from(spec.positiveWeight ?? new Array<number>(outputs).fill(1)), [outputs]);
      // w·y·softplus(−z) + (1 − y)·softplus(z)
      const [z, y, w] = [input(0), input(1), input(2)];
      return meanOfKnown(b, output, labels, [positive], add(mul(mul(w, y), unary("softplus", unary("neg", z))), mul(sub(constant(1), y), unary("softplus", z))));
    }
    case "meanSquaredError":
      return meanOfKnown(b, output, labels, [], mul(ERROR, ERROR));
    case "huber": {
      const size = unary("abs", ERROR);
      const delta = constant(spec.delta);
      return meanOfKnown(b, output, labels, [], select(gt(size, delta), mul(delta, sub(size, constant(spec.delta / 2))), mul(constant(0.5), mul(ERROR, ERROR))));
    }
    case "adaptiveMeanAbsoluteError": {
      // N(mean) / N(y) = exp((y − mean)² / 2 σ²); the cap is put on the exponent, which then cannot overflow.
      const deviate = mul(sub(input(1), constant(spec.mean)), constant(1 / spec.deviation));
      const exponent = mul(constant(0.5), mul(deviate, deviate));
      const capped = Number.isFinite(spec.maximumWeight) ? min(exponent, constant(Math.log(spec.maximumWeight))) : exponent;
      const weighted = mul(unary("exp", capped), unary("abs", ERROR));
      return meanOfKnown(b, output, labels, [], weighted, spec.reduction);
    }
    case "ntXent":
      return ntXent(b, spec, output, labels);
    case "binaryRecall":
      return binaryRecall(b, spec, output, labels);
    case "sum": {
      const rows = b.shapeOf(output)[0];
      const parts = spec.parts.map(({ loss, columns: [from, to], weight }) => {
        const ownLabels = b.slice(labels, [0, from], [rows, labelsPerRow(loss, to - from)]);
        return { weight, value: lowerLoss(b, loss, b.slice(output, [0, from], [rows, to - from]), ownLabels) };
      });
      const total = parts.map(({ weight }, index): Expr => mul(constant(weight), input(index))).reduce(add);
      return b.map(parts.map(({ value }) => value), total, []);
    }
    default:
      return spec satisfies never;
  }
}

/** Output − target, of the first two inputs. */
const ERROR = sub(input(0), input(1));

/** Mean (or sum) of an expression of output, target and further inputs over the targets that are known; zero where none is. */
function meanOfKnown(b: ProgramBuilder, output: ValueId, labels: ValueId, others: readonly ValueId[], loss: Expr, reduction: "mean" | "sum" = "mean"): ValueId {
  const known = gt(input(0), constant(MISSING_TARGET / 2));
  const counts = b.map([labels], known);
  // A missing target is replaced before it meets anything, so that its gradient is exactly zero.
  const target = b.map([labels], select(known, input(0), constant(0)));
  const values = b.map([output, target, ...others, counts], mul(input(2 + others.length), loss));
  return reduction === "sum" ? b.reshape(b.sum(values, [0, 1]), []) : weightedMean(b, values, counts);
}

/** Σ values / Σ weights over everything; zero where nothing counts. */
function weightedMean(b: ProgramBuilder, values: ValueId, weights: ValueId): ValueId {
  const axes = b.shapeOf(values).map((_, axis) => axis);
  const [sum, weight] = [b.sum(values, axes), b.stopGradient(b.sum(weights, axes))];
  return b.reshape(b.map([sum, weight], div(input(0), max(input(1), constant(1e-30)))), []);
}

function softmaxCrossEntropy(b: ProgramBuilder, spec: Loss<"softmaxCrossEntropy">, output: ValueId, labels: ValueId): ValueId {
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

/** Row i and its partner (i + rows / 2) mod rows against every row that stays in the denominator. */
function ntXent(b: ProgramBuilder, spec: Loss<"ntXent">, output: ValueId, labels: ValueId): ValueId {
  const [rows] = b.shapeOf(output);
  const numbers = Float32Array.from({ length: rows }, (_, row) => row);
  const row = b.constant(numbers, [rows, 1]);
  const column = b.constant(numbers, [1, rows]);
  const partner = b.constant(numbers.map((number) => (number + rows / 2) % rows), [rows, 1]);
  const isPartner = b.map([partner, column], eq(input(0), input(1)));
  const others = spec.maskSamePatient ? b.map([labels, b.reshape(labels, [1, rows])], sub(constant(1), eq(input(0), input(1)))) : b.map([row, column], sub(constant(1), eq(input(0), input(1))));
  const kept = b.map([isPartner, others], max(input(0), input(1)));
  const similarity = b.map([b.matmul(output, output, false, true)], mul(input(0), constant(1 / spec.temperature)));
  const peak = b.stopGradient(b.reduce("max", [similarity, kept], select(gt(input(1), constant(0)), input(0), constant(NEVER)), [1]));
  // The exponent of a row that left is replaced, not multiplied away: it could overflow.
  const total = b.reduce("sum", [similarity, kept, peak], unary("exp", select(gt(input(1), constant(0)), sub(input(0), input(2)), constant(NEVER))), [1]);
  const ofPartner = b.reduce("sum", [similarity, isPartner], mul(input(0), input(1)), [1]);
  const rowLoss = b.map([total, peak, ofPartner], sub(add(unary("log", input(0)), input(1)), input(2)));
  return b.reshape(b.map([b.sum(rowLoss, [0, 1])], mul(input(0), constant(1 / rows))), []);
}

/** A class that the batch lacks weighs nothing: none of its rows are there. */
function binaryRecall(b: ProgramBuilder, spec: Loss<"binaryRecall">, output: ValueId, labels: ValueId): ValueId {
  const [rows] = b.shapeOf(output);
  const [z, y] = [input(0), input(1)];
  const called = ge(z, constant(0));
  const one = constant(1);
  const countOf = (expr: Expr): ValueId => b.reduce("sum", [output, labels], expr, [0, 1]);
  const [positives, negatives] = [countOf(y), countOf(sub(one, y))];
  const [missedPositives, missedNegatives] = [countOf(mul(y, sub(one, called))), countOf(mul(sub(one, y), called))];
  const share = b.map([missedPositives, positives, missedNegatives, negatives, labels], select(gt(input(4), constant(0.5)), missShare(0, 1, spec.smooth), missShare(2, 3, spec.smooth)));
  const total = b.sum(b.map([output, labels, b.stopGradient(share)], mul(input(2), sub(unary("softplus", z), mul(y, z)))), [0, 1]);
  return b.reshape(spec.reduction === "sum" ? total : b.map([total], mul(input(0), constant(1 / rows))), []);
}

/** 1 − recall of a class from its misses and its count; at least one miss where `smooth`. */
const missShare = (misses: number, count: number, smooth = false): Expr => div(smooth ? max(input(misses), constant(1)) : input(misses), max(input(count), constant(1)));
