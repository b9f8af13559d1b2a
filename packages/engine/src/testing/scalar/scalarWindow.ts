/** Where a sliding window falls along one axis, from the padding rule's definition. */
import type { Padding } from "../../graph.ts";

export interface ScalarWindow {
  readonly length: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: Padding;
}

function padBefore({ length, size, stride, dilation, padding }: ScalarWindow): number {
  const span = 1 + dilation * (size - 1);
  if (padding === "valid") return 0;
  if (padding === "causal") return span - 1;
  if (padding !== "same") return padding.before;
  // TensorFlow: as many outputs as ceil(length / stride); of the zeros that takes, the smaller half comes first.
  const zeros = (Math.ceil(length / stride) - 1) * stride + span - length;
  return Math.floor(Math.max(zeros, 0) / 2);
}

/** The taps of output `output` that meet a sample: [tap, sample]. */
export function tapsAt(window: ScalarWindow, output: number): (readonly [number, number])[] {
  const start = output * window.stride - padBefore(window);
  const all = Array.from({ length: window.size }, (_, tap) => [tap, start + tap * window.dilation] as const);
  return all.filter(([, sample]) => sample >= 0 && sample < window.length);
}
