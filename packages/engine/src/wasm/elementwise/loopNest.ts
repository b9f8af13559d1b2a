/** How several tensors of one logical shape are walked together: as few loops as their strides allow. */

export interface NestDimension {
  readonly length: number;
  /** In elements, by operand. */
  readonly strides: readonly number[];
  /** Whether a reduction sums this axis away. */
  readonly reduced: boolean;
}

/** Drops axes of length 1 and joins neighbours that every operand walks as one. Outer to inner. */
export function loopNest(shape: readonly number[], operandStrides: readonly (readonly number[])[], reducedAxes: readonly number[] = []): NestDimension[] {
  return joinDimensions(shape.map((length, axis) => ({ length, strides: operandStrides.map((strides) => strides[axis]), reduced: reducedAxes.includes(axis) })));
}

export function joinDimensions(all: readonly NestDimension[]): NestDimension[] {
  const dimensions: NestDimension[] = [];
  for (const next of all) {
    if (next.length === 1) continue;
    const last = dimensions.at(-1);
    const joins = last !== undefined && last.reduced === next.reduced && last.strides.every((stride, operand) => stride === next.strides[operand] * next.length);
    if (joins) dimensions[dimensions.length - 1] = { ...next, length: last.length * next.length };
    else dimensions.push(next);
  }
  return dimensions;
}

/** Strides of a tensor that broadcasts to `shape`, aligned at the last axis. */
export function broadcastStrides(own: readonly number[], strides: readonly number[], shape: readonly number[]): number[] {
  return shape.map((_, axis) => {
    const at = axis - shape.length + own.length;
    return at < 0 || own[at] === 1 ? 0 : strides[at];
  });
}

export const lengthOf = (dimensions: readonly NestDimension[]): number => dimensions.reduce((product, { length }) => product * length, 1);

/** The dimension as blocks of `size`, which must divide it, and a dimension inside a block. */
export function splitDimension({ length, strides, reduced }: NestDimension, size: number): readonly [NestDimension, NestDimension] {
  return [
    { length: length / size, strides: strides.map((stride) => stride * size), reduced },
    { length: size, strides, reduced },
  ];
}

/** The largest divisor that is at most `most`, and a multiple of `multiple` unless it is the length itself; at least 1. */
export function divisorUpTo(length: number, most: number, multiple = 1): number {
  if (length <= most) return length;
  for (let size = Math.floor(most); size >= multiple; size--) if (length % size === 0 && size % multiple === 0) return size;
  return multiple === 1 ? 1 : length;
}

/** Whether an operand has so many elements that most steps of the nest read another one. */
export const isLarge = (dimensions: readonly NestDimension[], operand: number): boolean => 8 * lengthOf(dimensions.filter(({ strides }) => strides[operand] !== 0)) > lengthOf(dimensions);
