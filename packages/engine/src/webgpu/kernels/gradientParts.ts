/** How the sum over samples and time of a kernel gradient is split: into parts of a few hundred terms, made of lines of the output or of segments of long lines. */

import type { AxisWindow } from "../../program/program.ts";

/** Terms one accumulator takes. */
const MOST_TERMS = 512;

export interface GradientParts {
  /** Segments of a line. */
  readonly segments: number;
  /** The last segment of a line may be shorter. */
  readonly segmentLength: number;
  /** Segments of all lines and samples. */
  readonly units: number;
  readonly unitsOfPart: number;
  readonly parts: number;
}

/** The fewest parts that keep sums short, for choosing a tile before the rest is known. */
export function leastParts(lines: number, lineLength: number): number {
  const segments = Math.ceil(lineLength / MOST_TERMS);
  return Math.ceil((lines * segments) / Math.max(1, Math.floor(MOST_TERMS / Math.ceil(lineLength / segments))));
}

/** `wanted` parts, or as many as keep sums short, or as there are units. */
export function gradientParts(lines: number, lineLength: number, wanted: number): GradientParts {
  const segments = Math.ceil(lineLength / MOST_TERMS);
  const units = lines * segments;
  const unitsOfPart = Math.ceil(units / Math.min(units, Math.max(leastParts(lines, lineLength), wanted)));
  return { segments, segmentLength: Math.ceil(lineLength / segments), units, unitsOfPart, parts: Math.ceil(units / unitsOfPart) };
}

/** Whether some tap of some output lies beyond the input. */
export const readsOutside = ({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): boolean => padBefore > 0 || (outputLength - 1) * stride + (size - 1) * dilation - padBefore >= inputLength;
