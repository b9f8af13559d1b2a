import type { Padding } from "./graph.ts";

/** How a window (a convolution kernel or a pool) slides over one axis. Lengths in samples. */
export interface WindowGeometry {
  readonly inputLength: number;
  readonly windowSize: number;
  readonly stride: number;
  readonly padBefore: number;
  readonly padAfter: number;
  readonly outputLength: number;
}

/**
 * Resolves a padding rule to counts. The output length is below 1 when the window does not fit.
 * @param dilation distance between the taps of the window
 */
export function resolveWindow(inputLength: number, windowSize: number, stride: number, padding: Padding, dilation = 1): WindowGeometry {
  const reach = (windowSize - 1) * dilation + 1;
  if (padding === "same") {
    const outputLength = Math.ceil(inputLength / stride);
    const padTotal = Math.max(0, (outputLength - 1) * stride + reach - inputLength);
    const padBefore = Math.floor(padTotal / 2);
    return { inputLength, windowSize, stride, padBefore, padAfter: padTotal - padBefore, outputLength };
  }
  const { before, after } = padding === "valid" ? { before: 0, after: 0 } : padding === "causal" ? { before: reach - 1, after: 0 } : padding;
  const outputLength = Math.floor((inputLength + before + after - reach) / stride) + 1;
  return { inputLength, windowSize, stride, padBefore: before, padAfter: after, outputLength };
}
