/** Walking several tensors that broadcast over one shape: strides, fewer axes, and the WGSL of positions. */
import { sizeOf } from "../program/program.ts";

/** Steps of a tensor of `shape`, laid out row by row, along the axes of `full`; 0 where it repeats. */
export function broadcastStrides(shape: readonly number[], full: readonly number[]): readonly number[] {
  return full.map((_, axis) => {
    const own = axis - full.length + shape.length;
    return own < 0 || shape[own] === 1 ? 0 : sizeOf(shape.slice(own + 1));
  });
}

export interface Iteration {
  /** Lengths of the axes that are left; at least one. */
  readonly shape: readonly number[];
  /** By operand, then axis. */
  readonly strides: readonly (readonly number[])[];
  /** By axis: the marks given, for example which are summed over. */
  readonly marks: readonly boolean[];
}

/** Drops axes of length 1 and joins neighbours that all operands step through as one. Axes with different marks are never joined. */
export function collapse(full: readonly number[], strides: readonly (readonly number[])[], marks: readonly boolean[] = full.map(() => false)): Iteration {
  const axes: { length: number; steps: number[]; mark: boolean }[] = [];
  full.forEach((length, axis) => {
    if (length === 1) return;
    const steps = strides.map((steps) => steps[axis]);
    const before = axes.at(-1);
    if (before && before.mark === marks[axis] && before.steps.every((step, operand) => step === steps[operand] * length)) {
      before.length *= length;
      before.steps = steps;
    } else axes.push({ length, steps, mark: marks[axis] });
  });
  if (axes.length === 0) axes.push({ length: 1, steps: strides.map(() => 0), mark: false });
  return { shape: axes.map(({ length }) => length), strides: strides.map((_, operand) => axes.map(({ steps }) => steps[operand])), marks: axes.map(({ mark }) => mark) };
}

const isPowerOfTwo = (value: number): boolean => (value & (value - 1)) === 0 && value < 2 ** 31;

/** `text / divisor` of u32; shifts where they do, because software adapters divide lane by lane. */
export const quotientText = (text: string, divisor: number): string => (divisor === 1 ? text : isPowerOfTwo(divisor) ? `((${text}) >> ${Math.log2(divisor)}u)` : `((${text}) / ${divisor}u)`);

export const remainderText = (text: string, divisor: number): string => (divisor === 1 ? "0u" : isPowerOfTwo(divisor) ? `((${text}) & ${divisor - 1}u)` : `((${text}) % ${divisor}u)`);

/** `let` statements that take a number apart into coordinates of a shape, by name. */
export function coordinateLines(number: string, shape: readonly number[], names: readonly string[]): readonly string[] {
  return shape.map((length, axis) => {
    const divided = quotientText(number, sizeOf(shape.slice(axis + 1)));
    return `let ${names[axis]} = ${axis === 0 ? divided : remainderText(divided, length)};`;
  });
}

/** Σ name · stride as u32 text; steps of 0 are left out. */
export function indexText(names: readonly string[], strides: readonly number[]): string {
  const terms = names.flatMap((name, axis) => (strides[axis] === 0 || name === "0u" ? [] : [strides[axis] === 1 ? name : `${name} * ${strides[axis]}u`]));
  return terms.length === 0 ? "0u" : terms.join(" + ");
}
