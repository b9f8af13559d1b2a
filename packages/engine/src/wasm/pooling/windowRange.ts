/** Which taps of a window fall inside its input, found while the kernel runs. */
import type { AxisWindow } from "../../program/program.ts";
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

/** Taps `first` … `limit` − 1 of the window at one output. */
export interface TapRange {
  readonly first: Local;
  readonly limit: Local;
}

/** Whether some window of the axis reaches beyond its input. */
export const isClipped = ({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): boolean =>
  padBefore > 0 || (outputLength - 1) * stride + (size - 1) * dilation - padBefore > inputLength - 1;

/** The taps inside at the output in `position`; null where all of them always are. */
export function writeTapRange(w: FunctionWriter, axis: AxisWindow, position: Local): TapRange | null {
  if (!isClipped(axis)) return null;
  const { inputLength, size, stride, dilation, padBefore } = axis;
  const [start, first, limit] = [w.local("i32"), w.local("i32"), w.local("i32")];
  w.get(position).i32(stride).op("i32.mul").i32(padBefore).op("i32.sub").set(start);
  // ⌈−start / dilation⌉ where the window begins before the input.
  w.i32(dilation - 1).get(start).op("i32.sub").i32(dilation).op("i32.div_u").i32(0).get(start).i32(0).op("i32.lt_s").op("select").set(first);
  w.i32(inputLength - 1).get(start).op("i32.sub").i32(dilation).op("i32.div_u").i32(1).op("i32.add").set(limit);
  w.get(limit).i32(size).get(limit).i32(size).op("i32.lt_s").op("select").set(limit);
  return { first, limit };
}
