/** How sums over axes are walked: kept positions side by side, reduced ones in chunks of fixed length, so that a run is reproducible. */
import { sizeOf } from "../../program/program.ts";
import { broadcastStrides, collapse, coordinateLines, indexText } from "../iteration.ts";
import type { Tuning } from "../kernel.ts";

/** Terms that one accumulator takes in one by one. */
export const SHORT_SUM = 128;
const MOST_CHUNKS = 128;
const LEAST_CHUNK = 16;

export interface ReductionWalk {
  readonly kept: number;
  readonly reduced: number;
  readonly chunks: number;
  /** Reduced positions of a chunk; the last may have fewer. */
  readonly chunkLength: number;
  /** Statements from `k`, a kept position. */
  readonly keptLines: readonly string[];
  /** Whether an operand is the same at all reduced positions. */
  isFixed(operand: number): boolean;
  /** Statements from `r`, a reduced position, where a division is needed. */
  readonly reducedLines: readonly string[];
  /** Index of an operand at (`k`, `r`). */
  index(operand: number, r: string): string;
}

/** A divisor of `length` near the wanted one, else the wanted one. */
function chunkNear(length: number, wanted: number): number {
  for (let distance = 0; distance <= wanted / 3; distance++) {
    for (const candidate of [wanted + distance, wanted - distance]) if (candidate > 0 && length % candidate === 0) return candidate;
  }
  return wanted;
}

export function reductionWalk(shapes: readonly (readonly number[])[], full: readonly number[], axes: readonly number[], tuning: Tuning): ReductionWalk {
  const { shape, strides, marks } = collapse(full, shapes.map((operand) => broadcastStrides(operand, full)), full.map((_, axis) => axes.includes(axis)));
  const keptAxes = shape.flatMap((_, axis) => (marks[axis] ? [] : [axis]));
  const reducedAxes = shape.flatMap((_, axis) => (marks[axis] ? [axis] : []));
  const kept = sizeOf(keptAxes.map((axis) => shape[axis]));
  const reduced = sizeOf(reducedAxes.map((axis) => shape[axis]));
  const enough = Math.ceil(tuning.fullInvocations / kept);
  const wanted = reduced <= SHORT_SUM && (enough <= 1 || reduced <= 2 * LEAST_CHUNK) ? 1 : Math.min(MOST_CHUNKS, Math.max(Math.ceil(reduced / SHORT_SUM), Math.min(enough, Math.ceil(reduced / LEAST_CHUNK))));
  const chunkLength = wanted === 1 ? reduced : chunkNear(reduced, Math.ceil(reduced / wanted));
  const simple = reducedAxes.length <= 1;
  const names = (list: readonly number[], prefix: string): readonly string[] => list.map((axis) => `${prefix}${axis}`);
  const keptIndex = strides.map((steps) => indexText(names(keptAxes, "k"), keptAxes.map((axis) => steps[axis])));
  return {
    kept,
    reduced,
    chunks: Math.ceil(reduced / chunkLength),
    chunkLength,
    keptLines: [
      ...coordinateLines("k", keptAxes.map((axis) => shape[axis]), names(keptAxes, "k")),
      ...keptIndex.map((text, operand) => `let base${operand} = ${text};`),
    ],
    isFixed: (operand) => reducedAxes.every((axis) => strides[operand][axis] === 0),
    reducedLines: simple ? [] : coordinateLines("r", reducedAxes.map((axis) => shape[axis]), names(reducedAxes, "r")),
    index(operand, r) {
      const steps = reducedAxes.map((axis) => strides[operand][axis]);
      const text = indexText(simple ? reducedAxes.map(() => `(${r})`) : names(reducedAxes, "r"), steps);
      return text === "0u" ? `base${operand}` : `base${operand} + ${text}`;
    },
  };
}
