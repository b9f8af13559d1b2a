/** A float64 tensor with its batch axis, and how to walk one. */
export interface ScalarTensor {
  /** Batch first. */
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** Place of a position in row-major order. */
export function placeOf(shape: readonly number[], position: readonly number[]): number {
  return position.reduce((place, at, axis) => place * shape[axis] + at, 0);
}

/** A tensor whose value at each position is stated. */
export function tensorOf(shape: readonly number[], valueAt: (position: readonly number[]) => number): ScalarTensor {
  const data = new Float64Array(sizeOf(shape));
  const position = shape.map(() => 0);
  for (let place = 0; place < data.length; place++) {
    let rest = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    data[place] = valueAt(position);
  }
  return { shape, data };
}

/** Value at a position. */
export const at = ({ shape, data }: ScalarTensor, position: readonly number[]): number => data[placeOf(shape, position)];

/** Σ of `term(0)` to `term(count − 1)`. */
export function sumOf(count: number, term: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += term(index);
  return sum;
}

/** The vectors along the last axis, each replaced by `change` of it. */
export function alongLastAxis({ shape, data }: ScalarTensor, change: (vector: Float64Array) => ArrayLike<number>): ScalarTensor {
  const width = shape[shape.length - 1];
  const results = Array.from({ length: data.length / width }, (_, row) => change(data.subarray(row * width, (row + 1) * width)));
  return { shape: [...shape.slice(0, -1), results[0].length], data: Float64Array.from(results.flatMap((result) => Array.from(result))) };
}
