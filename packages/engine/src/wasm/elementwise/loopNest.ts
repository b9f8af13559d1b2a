/** How several tensors of one logical shape are walked together: as few loops as their strides allow. */

export interface NestDimension {
  readonly length: number;
  /** In elements, by operand. */
  readonly strides: readonly number[];
  /** Whether a reduction sums this axis away. */
  readonly reduced: boolean;
}

/**
 * Drops axes of length 1 and joins neighbours that every operand walks as one. `keepFirst` leaves the first axis alone, where it is divided among threads.
 */
export function loopNest(shape: readonly number[], operandStrides: readonly (readonly number[])[], reducedAxes: readonly number[] = [], keepFirst = false): NestDimension[] {
  const dimensions: NestDimension[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const next: NestDimension = { length, strides: operandStrides.map((strides) => strides[axis]), reduced: reducedAxes.includes(axis) };
    const last = dimensions.at(-1);
    const joins = last !== undefined && !(keepFirst && dimensions.length === 1) && last.reduced === next.reduced && last.strides.every((stride, operand) => stride === next.strides[operand] * length);
    if (joins) dimensions[dimensions.length - 1] = { length: last.length * length, strides: next.strides, reduced: next.reduced };
    else dimensions.push(next);
  });
  return dimensions;
}

/** Strides of a row-major tensor that broadcasts to `shape`, aligned at the last axis. */
export function broadcastStrides(own: readonly number[], strides: readonly number[], shape: readonly number[]): number[] {
  return shape.map((_, axis) => {
    const at = axis - shape.length + own.length;
    return at < 0 || own[at] === 1 ? 0 : strides[at];
  });
}
