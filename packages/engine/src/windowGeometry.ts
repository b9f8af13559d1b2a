import type { Padding } from "./graph.ts";

/** How a window (a convolution kernel or a pool) slides over time. Lengths in samples. */
export interface WindowGeometry {
  readonly inputLength: number;
  readonly windowSize: number;
  readonly stride: number;
  readonly padBefore: number;
  readonly padAfter: number;
  readonly outputLength: number;
}

/** Resolves a padding rule to counts. The output length is below 1 when the window does not fit. */
export function resolveWindow(inputLength: number, windowSize: number, stride: number, padding: Padding): WindowGeometry {
  if (padding === "same") {
    const outputLength = Math.ceil(inputLength / stride);
    const padTotal = Math.max(0, (outputLength - 1) * stride + windowSize - inputLength);
    const padBefore = Math.floor(padTotal / 2);
    return { inputLength, windowSize, stride, padBefore, padAfter: padTotal - padBefore, outputLength };
  }
  const { before, after } = padding === "valid" ? { before: 0, after: 0 } : padding;
  const outputLength = Math.floor((inputLength + before + after - windowSize) / stride) + 1;
  return { inputLength, windowSize, stride, padBefore: before, padAfter: after, outputLength };
}
