import { describe, test } from "vitest";
import type { Padding } from "../../graph.ts";
import { seededRandom } from "../../seededRandom.ts";
import { checkLowering, sumOver, titled } from "./checkLowering.ts";
import type { LoweringCase, Tensor } from "./checkLowering.ts";

/** Zeros before the signal, by the rules of TensorFlow (`same`), WaveNet (`causal`) and PyTorch (explicit). */
function zerosBefore(padding: Padding, length: number, size: number, stride: number, dilation: number): number {
  const reach = dilation * (size - 1) + 1;
  if (padding === "valid") return 0;
  if (padding === "causal") return reach - 1;
  if (padding === "same") return Math.floor(Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length) / 2);
  return padding.before;
}

interface Signal {
  readonly length: number;
  readonly channels: number;
  readonly filters: number;
  readonly size: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly padding: Padding;
  readonly batch?: number;
  readonly bias?: boolean;
}

function signalCase({ length, channels, filters, size, stride = 1, dilation = 1, groups = 1, padding, batch = 2, bias = true }: Signal): LoweringCase {
  return {
    title: `${batch} × ${length} × ${channels} by ${size} taps to ${filters} filters, stride ${stride}, dilation ${dilation}, ${groups} groups, ${JSON.stringify(padding)}`,
    batch,
    input: [length, channels],
    build: (b, x) => b.conv1d(x, { name: "conv", filters, kernelSize: size, stride, dilation, groups, padding, bias }),
    definition: (x, { "conv.kernel": kernel, "conv.bias": shift }) => (row, t, filter) => {
      const first = t * stride - zerosBefore(padding, length, size, stride, dilation);
      const channel = Math.floor(filter / (filters / groups)) * (channels / groups);
      return (bias ? shift.at(filter) : 0) + sumOver(size, (k) => sumOver(channels / groups, (c) => x.at(row, first + k * dilation, channel + c) * kernel.at(k, c, filter)));
    },
  };
}

const SIGNALS: readonly Signal[] = [
  { length: 11, channels: 3, filters: 4, size: 3, padding: "same" },
  { length: 11, channels: 3, filters: 4, size: 4, stride: 2, padding: "same" },
  { length: 12, channels: 2, filters: 3, size: 7, stride: 3, padding: "same", batch: 1 },
  { length: 9, channels: 1, filters: 5, size: 1, padding: "valid", bias: false },
  { length: 9, channels: 2, filters: 2, size: 1, stride: 2, padding: "same", batch: 1 },
  { length: 13, channels: 2, filters: 3, size: 5, padding: "valid" },
  { length: 13, channels: 2, filters: 3, size: 3, stride: 4, padding: "valid", batch: 3 },
  { length: 10, channels: 3, filters: 2, size: 3, padding: "causal" },
  { length: 10, channels: 2, filters: 2, size: 3, dilation: 4, padding: "causal", batch: 1 },
  { length: 11, channels: 2, filters: 2, size: 3, dilation: 2, stride: 2, padding: "causal" },
  { length: 15, channels: 2, filters: 3, size: 3, dilation: 3, padding: "same" },
  { length: 15, channels: 2, filters: 3, size: 4, dilation: 3, stride: 2, padding: "valid" },
  { length: 7, channels: 6, filters: 4, size: 3, groups: 2, padding: "same" },
  { length: 7, channels: 5, filters: 10, size: 3, groups: 5, stride: 2, padding: "same", batch: 1 },
  { length: 9, channels: 4, filters: 6, size: 3, groups: 2, dilation: 2, padding: { before: 1, after: 3 } },
  { length: 8, channels: 2, filters: 3, size: 3, stride: 2, padding: { before: 4, after: 1 } },
  { length: 3, channels: 2, filters: 2, size: 7, padding: "same", batch: 1 },
  { length: 10, channels: 2, filters: 2, size: 2, stride: 5, padding: { before: 0, after: 2 } },
];

/** Draws of every option at once. Where the window does not fit, explicit padding makes room for it. */
function drawnSignals(count: number): Signal[] {
  const random = seededRandom(31)("signals");
  const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return Array.from({ length: count }, () => {
    const [groups, size, dilation, length] = [whole(1, 3), whole(1, 5), whole(1, 3), whole(3, 17)];
    const missing = Math.max(0, (size - 1) * dilation + 1 - length);
    const explicit = { before: missing + whole(0, 3), after: whole(0, 3) };
    return {
      length, size, dilation, groups, batch: whole(1, 3), stride: whole(1, 4), bias: random() < 0.5,
      channels: groups * whole(1, 2), filters: groups * whole(1, 2),
      padding: (["same", "causal", missing === 0 ? "valid" : explicit, explicit] as const)[whole(0, 3)],
    };
  });
}

describe("conv1d is the sum of its taps, with gradients that follow central differences", () => {
  test.each(titled([...SIGNALS, ...drawnSignals(40)].map(signalCase)))("%s", (_title, options) => checkLowering(options));
});

interface Image {
  readonly side: readonly [number, number];
  readonly channels: number;
  readonly filters: number;
  readonly size: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly groups?: number;
  readonly padding: "same" | "valid" | { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };
  readonly batch?: number;
}

function imageCase({ side, channels, filters, size, stride = [1, 1], dilation = [1, 1], groups = 1, padding, batch = 2 }: Image): LoweringCase {
  const [vertical, horizontal]: Padding[] = typeof padding === "string" ? [padding, padding] : [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }];
  return {
    title: `${batch} × ${side.join(" × ")} × ${channels} by ${size.join(" × ")} taps to ${filters} filters, stride ${stride.join()}, dilation ${dilation.join()}, ${groups} groups, ${JSON.stringify(padding)}`,
    batch,
    input: [...side, channels],
    build: (b, x) => b.conv2d(x, { name: "conv", filters, kernelSize: size, stride, dilation, groups, padding }),
    definition: (x: Tensor, { "conv.kernel": kernel, "conv.bias": shift }) => (row, i, j, filter) => {
      const top = i * stride[0] - zerosBefore(vertical, side[0], size[0], stride[0], dilation[0]);
      const left = j * stride[1] - zerosBefore(horizontal, side[1], size[1], stride[1], dilation[1]);
      const channel = Math.floor(filter / (filters / groups)) * (channels / groups);
      return shift.at(filter) + sumOver(size[0], (k) => sumOver(size[1], (l) => sumOver(channels / groups, (c) => x.at(row, top + k * dilation[0], left + l * dilation[1], channel + c) * kernel.at(k, l, c, filter))));
    },
  };
}

const IMAGES: readonly Image[] = [
  { side: [5, 7], channels: 2, filters: 3, size: [3, 3], padding: "same" },
  { side: [6, 5], channels: 2, filters: 2, size: [3, 2], stride: [2, 1], padding: "same", batch: 1 },
  { side: [7, 6], channels: 1, filters: 3, size: [2, 3], stride: [2, 3], padding: "valid" },
  { side: [7, 8], channels: 2, filters: 2, size: [3, 2], dilation: [2, 3], padding: "same" },
  { side: [5, 5], channels: 4, filters: 6, size: [3, 1], groups: 2, padding: { top: 2, bottom: 0, left: 1, right: 3 }, batch: 1 },
  { side: [4, 9], channels: 3, filters: 3, size: [1, 3], groups: 3, stride: [1, 2], padding: "same" },
  { side: [1, 6], channels: 2, filters: 2, size: [1, 1], padding: "valid", batch: 1 },
];

describe("conv2d is the sum of its taps, with gradients that follow central differences", () => {
  test.each(titled(IMAGES.map(imageCase)))("%s", (_title, options) => checkLowering(options));
});
