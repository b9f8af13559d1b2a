/** Element-wise instructions, reductions and state updates on tfjs tensors. Call inside a tidy; results are fresh tensor objects. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import type { Expr } from "../program/expr.ts";
import { sizeOf } from "../program/program.ts";
import { collapseAxes } from "./collapseAxes.ts";
import { evaluateExpr } from "./evaluateExpr.ts";

/** The expressions over operands that broadcast to `shape`, which they have afterwards. */
function evaluateOver(exprs: readonly Expr[], operands: readonly Tensor[], shape: readonly number[], shapes: readonly (readonly number[])[]): Tensor[] {
  const views = operands.map((operand, index) => tf.reshape(operand, [...shapes[index]]));
  const known = new Map<Expr, Tensor>();
  return exprs.map((expr) => {
    const value = evaluateExpr(expr, views, known);
    return value.size === sizeOf(shape) ? value : tf.add(value, tf.zeros([...shape]));
  });
}

export function runMap(exprs: readonly Expr[], operands: readonly Tensor[], shape: readonly number[]): Tensor[] {
  const collapsed = collapseAxes(shape, operands.map((operand) => operand.shape));
  return evaluateOver(exprs, operands, collapsed.shape, collapsed.operands).map((value) => tf.reshape(value, [...shape]));
}

/** The wasm backend sums in one float32 accumulator, which loses digits over long axes. */
const LONGEST_RUN = 256;

/** Sum over the middle axis of [before, length, after]. */
function sumMiddle(x: Tensor): Tensor {
  const [before, length, after] = x.shape as [number, number, number];
  if (length <= 2 * LONGEST_RUN || tf.getBackend() !== "wasm") return tf.sum(x, 1);
  const whole = Math.floor(length / LONGEST_RUN);
  const used = whole * LONGEST_RUN;
  const runs = tf.sum(tf.reshape(used === length ? x : tf.slice(x, [0, 0, 0], [before, used, after]), [before * whole, LONGEST_RUN, after]), 1);
  const main = sumMiddle(tf.reshape(runs, [before, whole, after]));
  return used === length ? main : tf.add(main, tf.sum(tf.slice(x, [0, used, 0], [before, length - used, after]), 1));
}

/** Reduces one axis after another, the last first, so that no single sum runs over batch and time. */
function reduceAxes(kind: "sum" | "max", x: Tensor, isReduced: readonly boolean[]): Tensor {
  let result = x;
  const shape = [...x.shape];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (!isReduced[axis]) continue;
    const view = tf.reshape(result, [sizeOf(shape.slice(0, axis)), shape[axis], sizeOf(shape.slice(axis + 1))]);
    result = kind === "sum" ? sumMiddle(view) : tf.max(view, 1);
    shape[axis] = 1;
  }
  return result;
}

export function runReduce(kind: "sum" | "max", exprs: readonly Expr[], operands: readonly Tensor[], shape: readonly number[], axes: readonly number[], outputShape: readonly number[]): Tensor[] {
  const labels = shape.map((_, axis) => (axes.includes(axis) ? axis : -1));
  const collapsed = collapseAxes(shape, operands.map((operand) => operand.shape), labels);
  const isReduced = collapsed.labels.map((label) => label >= 0);
  return evaluateOver(exprs, operands, collapsed.shape, collapsed.operands).map((value) => tf.reshape(reduceAxes(kind, tf.reshape(value, [...collapsed.shape]), isReduced), [...outputShape]));
}

/** Mean, then the mean of the squared distances from it. */
export function runMoments(x: Tensor, axes: readonly number[], outputShape: readonly number[]): Tensor[] {
  const collapsed = collapseAxes(x.shape, [x.shape], x.shape.map((_, axis) => (axes.includes(axis) ? axis : -1)));
  const isReduced = collapsed.labels.map((label) => label >= 0);
  const count = x.size / sizeOf(outputShape);
  const kept = collapsed.shape.map((side, axis) => (isReduced[axis] ? 1 : side));
  const view = tf.reshape(x, [...collapsed.shape]);
  const mean = tf.div(reduceAxes("sum", view, isReduced), count);
  const centred = tf.sub(view, tf.reshape(mean, kept));
  const variance = tf.div(reduceAxes("sum", tf.square(centred), isReduced), count);
  return [mean, variance].map((value) => tf.reshape(value, [...outputShape]));
}

export interface UpdateEntry {
  readonly value: Tensor;
  readonly states: readonly Tensor[];
}

const flat = (tensor: Tensor): Tensor1D => tf.reshape(tensor, [tensor.size]);

/**
 * The new states of every entry, flat. On a GPU all entries are computed as one vector: about a dozen dispatches instead of a dozen per parameter.
 * A processor takes them one by one, because a slice of the wasm backend copies the whole vector.
 */
export function runUpdate(entries: readonly UpdateEntry[], scalars: readonly Tensor[], exprs: readonly Expr[]): readonly (readonly Tensor1D[])[] {
  const shared = scalars.map((scalar) => tf.reshape(scalar, []));
  const isGpu = tf.getBackend().startsWith("webg");
  if (!isGpu || entries.length === 1) return entries.map(({ value, states }) => runMap(exprs, [flat(value), ...states, ...shared], [value.size]) as Tensor1D[]);
  const join = (tensors: readonly Tensor[]): Tensor1D => tf.concat1d(tensors.map(flat));
  const states = entries[0].states.map((_, k) => join(entries.map((entry) => entry.states[k])));
  const values = join(entries.map((entry) => entry.value));
  const fresh = runMap(exprs, [values, ...states, ...shared], [values.size]);
  let offset = 0;
  return entries.map(({ value }) => {
    const parts = fresh.map((whole) => tf.slice1d(whole as Tensor1D, offset, value.size));
    offset += value.size;
    return parts;
  });
}
