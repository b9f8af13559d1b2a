import type { Padding } from "../../graph.ts";
import type { AxisWindow, Window } from "../program.ts";

/** How a window of `size` taps slides along an axis under a padding rule. */
export function axisWindow(inputLength: number, size: number, stride: number, dilation: number, padding: Padding): AxisWindow {
  const reach = (size - 1) * dilation + 1;
  const sliding = (before: number, after: number): AxisWindow => ({ inputLength, outputLength: Math.floor((inputLength + before + after - reach) / stride) + 1, size, stride, dilation, padBefore: before });
  if (padding === "valid") return sliding(0, 0);
  if (padding === "causal") return sliding(reach - 1, 0);
  if (padding !== "same") return sliding(padding.before, padding.after);
  const outputLength = Math.ceil(inputLength / stride);
  const total = Math.max(0, (outputLength - 1) * stride + reach - inputLength);
  return { inputLength, outputLength, size, stride, dilation, padBefore: Math.floor(total / 2) };
}

/** The window that slides nowhere. */
export const POINT: AxisWindow = { inputLength: 1, outputLength: 1, size: 1, stride: 1, dilation: 1, padBefore: 0 };

/** A window over the time axis of a signal. */
export const timeWindow = (width: AxisWindow): Window => ({ height: POINT, width });
