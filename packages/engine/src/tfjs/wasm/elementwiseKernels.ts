/** Kernels that touch each value once, and the copies that lay rows out for the matrix products. */
import { scalarLanes, vectorLanes } from "./lanes.ts";
import type { Lanes } from "./lanes.ts";
import { FunctionWriter } from "./moduleEncoder.ts";
import type { Local } from "./moduleEncoder.ts";

/** (…arrays, count, …scalars): `body` handles one lane group; then every array moves on. */
function writeElementwise(name: string, arrayCount: number, scalarCount: number, body: (w: FunctionWriter, lanes: Lanes, arrays: readonly Local[], scalars: readonly Local[]) => void): FunctionWriter {
  const w = new FunctionWriter(name, [...Array.from({ length: arrayCount + 1 }, () => "i32" as const), ...Array.from({ length: scalarCount }, () => "f32" as const)]);
  const arrays = Array.from({ length: arrayCount }, (_, index) => index);
  const count = arrayCount;
  const scalars = Array.from({ length: scalarCount }, (_, index) => arrayCount + 1 + index);
  for (const lanes of [vectorLanes, scalarLanes]) {
    w.countDown(count, lanes.width, () => {
      body(w, lanes, arrays, scalars);
      for (const array of arrays) w.step(array, 4 * lanes.width);
    });
  }
  return w;
}

/** (a, b, sum, count) */
export const writeAdd = (name: string): FunctionWriter =>
  writeElementwise(name, 3, 0, (w, lanes, [a, b, sum]) => {
    w.get(sum).get(a);
    lanes.load(w);
    w.get(b);
    lanes.load(w);
    lanes.add(w);
    lanes.store(w);
  });

/** (x, y, count) */
export const writeRelu = (name: string): FunctionWriter =>
  writeElementwise(name, 2, 0, (w, lanes, [x, y]) => {
    w.get(y).get(x);
    lanes.load(w);
    lanes.rectify(w);
    lanes.store(w);
  });

/** (dy, y, dx, count) */
export const writeReluGradient = (name: string): FunctionWriter =>
  writeElementwise(name, 3, 0, (w, lanes, [dy, y, dx]) => {
    w.get(dx).get(dy);
    lanes.load(w);
    w.get(y);
    lanes.load(w);
    lanes.gate(w);
    lanes.store(w);
  });

/** (running, batch, count, momentum, 1 − momentum): running = momentum · running + (1 − momentum) · batch, in place. */
export const writeRunningAverage = (name: string): FunctionWriter =>
  writeElementwise(name, 2, 2, (w, lanes, [running, batch], [momentum, rest]) => {
    w.get(running).get(running);
    lanes.load(w);
    lanes.splat(w, momentum);
    lanes.multiply(w);
    w.get(batch);
    lanes.load(w);
    lanes.splat(w, rest);
    lanes.multiply(w);
    lanes.add(w);
    lanes.store(w);
  });

/**
 * (parameter, gradient, first, second, count, β₁, 1 − β₁, β₂, 1 − β₂, rate / (1 − β₁ᵗ), 1 / (1 − β₂ᵗ), ε): one Adam step in place,
 * ε outside the root.
 */
export const writeAdam = (name: string): FunctionWriter =>
  writeElementwise(name, 4, 7, (w, lanes, [parameter, gradient, first, second], [beta1, rest1, beta2, rest2, rate, correction, epsilon]) => {
    const g = w.local(lanes.type);
    const moment = w.local(lanes.type);
    const decayed = (array: Local, beta: Local, writeFresh: () => void): void => {
      w.get(array);
      lanes.load(w);
      lanes.splat(w, beta);
      lanes.multiply(w);
      writeFresh();
      lanes.add(w);
      w.set(moment).get(array).get(moment);
      lanes.store(w);
    };
    w.get(gradient);
    lanes.load(w);
    w.set(g);
    decayed(second, beta2, () => {
      w.get(g).get(g);
      lanes.multiply(w);
      lanes.splat(w, rest2);
      lanes.multiply(w);
    });
    const root = w.local(lanes.type);
    w.get(moment);
    lanes.splat(w, correction);
    lanes.multiply(w);
    lanes.root(w);
    lanes.splat(w, epsilon);
    lanes.add(w);
    w.set(root);
    decayed(first, beta1, () => {
      w.get(g);
      lanes.splat(w, rest1);
      lanes.multiply(w);
    });
    w.get(parameter).get(parameter);
    lanes.load(w);
    w.get(moment);
    lanes.splat(w, rate);
    lanes.multiply(w);
    w.get(root);
    lanes.divide(w);
    lanes.subtract(w);
    lanes.store(w);
  });

/** (from, to, rows, columns): to[column, row] = from[row, column]. */
export function writeTranspose(name: string): FunctionWriter {
  const w = new FunctionWriter(name, ["i32", "i32", "i32", "i32"]);
  const [from, to, rows, columns] = [0, 1, 2, 3];
  const [left, cursor, toStride] = [w.local("i32"), w.local("i32"), w.local("i32")];
  w.get(rows).i32(2).op("i32.shl").set(toStride);
  w.countDown(rows, 1, () => {
    w.get(columns).set(left).get(to).set(cursor);
    w.countDown(left, 1, () => {
      w.get(cursor).get(from).memory("f32.load").memory("f32.store");
      w.step(from, 4).increase(cursor, toStride);
    });
    w.step(to, 4);
  });
  return w;
}

/** (to, byteCount): zeros. */
export function writeClear(name: string): FunctionWriter {
  const w = new FunctionWriter(name, ["i32", "i32"]);
  w.get(0).i32(0).get(1).memoryFill();
  return w;
}

/** (batch, from, fromBatchStride, to, toBatchStride, rows, rowBytes, fromRowStride, toRowStride): copies rows, sample by sample. */
export function writeCopyRows(name: string): FunctionWriter {
  const w = new FunctionWriter(name, Array.from({ length: 9 }, () => "i32" as const));
  const [batch, from, fromBatchStride, to, toBatchStride, rows, rowBytes, fromRowStride, toRowStride] = Array.from({ length: 9 }, (_, index) => index);
  const [left, source, target] = [w.local("i32"), w.local("i32"), w.local("i32")];
  w.countDown(batch, 1, () => {
    w.get(rows).set(left).get(from).set(source).get(to).set(target);
    w.countDown(left, 1, () => {
      w.get(target).get(source).get(rowBytes).memoryCopy();
      w.increase(source, fromRowStride).increase(target, toRowStride);
    });
    w.increase(from, fromBatchStride).increase(to, toBatchStride);
  });
  return w;
}
