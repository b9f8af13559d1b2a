import type { ScalarTensor } from "./scalarTensor.ts";
import { at, tensorOf } from "./scalarTensor.ts";

/** Axes count with the batch here. */
export const scalarZeroPad1d = (x: ScalarTensor, before: number, after: number): ScalarTensor =>
  tensorOf([x.shape[0], before + x.shape[1] + after, x.shape[2]], ([b, t, c]) => (t < before || t >= before + x.shape[1] ? 0 : at(x, [b, t - before, c])));

export function scalarConcat(parts: readonly ScalarTensor[], axis: number): ScalarTensor {
  const shape = parts[0].shape.map((side, index) => (index === axis ? parts.reduce((sum, part) => sum + part.shape[axis], 0) : side));
  return tensorOf(shape, (position) => {
    let offset = position[axis];
    let part = 0;
    while (offset >= parts[part].shape[axis]) offset -= parts[part++].shape[axis];
    return at(parts[part], position.map((place, index) => (index === axis ? offset : place)));
  });
}

export const scalarSlice = (x: ScalarTensor, begin: readonly number[], shape: readonly number[]): ScalarTensor => tensorOf(shape, (position) => at(x, position.map((place, axis) => place + begin[axis])));

/** Output axis i is input axis permutation[i]. */
export function scalarPermute(x: ScalarTensor, permutation: readonly number[]): ScalarTensor {
  return tensorOf(permutation.map((axis) => x.shape[axis]), (position) => {
    const from = x.shape.map(() => 0);
    permutation.forEach((axis, index) => (from[axis] = position[index]));
    return at(x, from);
  });
}

/** Each sample `factors[axis]` times. */
export const scalarUpsample = (x: ScalarTensor, factors: readonly number[]): ScalarTensor =>
  tensorOf(x.shape.map((side, axis) => side * factors[axis]), (position) => at(x, position.map((place, axis) => Math.floor(place / factors[axis]))));
