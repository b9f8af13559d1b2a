import type { Padding, Padding2d, Pair } from "../../graph.ts";
import { resolveWindow } from "../../windowGeometry.ts";
import type { AxisWindow, Window } from "../program.ts";

/** How a window of `size` taps slides along an axis under a padding rule. */
export function axisWindow(inputLength: number, size: number, stride: number, dilation: number, padding: Padding): AxisWindow {
  const { outputLength, padBefore } = resolveWindow(inputLength, size, stride, padding, dilation);
  return { inputLength, outputLength, size, stride, dilation, padBefore };
}

/** The window that slides nowhere. */
export const POINT: AxisWindow = { inputLength: 1, outputLength: 1, size: 1, stride: 1, dilation: 1, padBefore: 0 };

/** A window over the time axis of a signal. */
export const timeWindow = (width: AxisWindow): Window => ({ height: POINT, width });

/** A window over images [batch, height, width, channels]. */
export function imageWindow(imageShape: readonly number[], size: Pair, stride: Pair, dilation: Pair, padding: Padding2d): Window {
  const [vertical, horizontal]: readonly Padding[] = typeof padding === "string" ? [padding, padding] : [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }];
  return { height: axisWindow(imageShape[1], size[0], stride[0], dilation[0], vertical), width: axisWindow(imageShape[2], size[1], stride[1], dilation[1], horizontal) };
}
