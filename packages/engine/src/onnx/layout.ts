/**
 * In which order a value of the ONNX graph holds its axes. Logical axes are those of the engine, the batch first: 0 batch, then the
 * node's shape. Physical axis p holds logical axis `layout[p]`.
 */
export type Layout = readonly number[];

/** The engine's own order. `rank` counts without the batch. */
export const channelsLast = (rank: number): Layout => Array.from({ length: rank + 1 }, (_, axis) => axis);

/** The order of ONNX convolutions: batch, channels, then time or height and width. */
export const channelsFirst = (rank: number): Layout => (rank < 2 ? channelsLast(rank) : [0, rank, ...Array.from({ length: rank - 1 }, (_, axis) => axis + 1)]);

/** The order of ONNX recurrences: time, batch, features. */
export const TIME_FIRST: Layout = [1, 0, 2];

export const sameLayout = (a: Layout, b: Layout): boolean => a.length === b.length && a.every((axis, index) => axis === b[index]);

/** The permutation that takes a value from one layout to another: output axis p is input axis result[p]. */
export const permutationBetween = (from: Layout, to: Layout): number[] => to.map((axis) => from.indexOf(axis));

export const isIdentity = (permutation: readonly number[]): boolean => permutation.every((axis, index) => axis === index);

/** Ends the names of values that are not in the engine's order. */
export function layoutSuffix(layout: Layout): string {
  if (isIdentity(layout)) return "";
  return sameLayout(layout, channelsFirst(layout.length - 1)) ? "/channelsFirst" : `/axes${layout.join("")}`;
}

/** Rearranges row-major numbers: output axis p is input axis permutation[p]. */
export function permuteArray(data: Float32Array, shape: readonly number[], permutation: readonly number[]): { readonly shape: number[]; readonly data: Float32Array } {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const newShape = permutation.map((axis) => shape[axis]);
  const newStrides = permutation.map((axis) => strides[axis]);
  const result = new Float32Array(data.length);
  const index = newShape.map(() => 0);
  let source = 0;
  for (let target = 0; target < result.length; target++) {
    result[target] = data[source];
    for (let axis = newShape.length - 1; axis >= 0; axis--) {
      source += newStrides[axis];
      if (++index[axis] < newShape[axis]) break;
      source -= newStrides[axis] * newShape[axis];
      index[axis] = 0;
    }
  }
  return { shape: newShape, data: result };
}
