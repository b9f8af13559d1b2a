import { describe, expect, test } from "vitest";
import type { Padding, Padding2d, Pair } from "../../graph.ts";
import { seededRandom } from "../../seededRandom.ts";
import { interpretProgram } from "../interpretProgram.ts";
import { checkLowering, positions, runLowering, sumOver, titled } from "./checkLowering.ts";
import type { LoweringCase, Tensor } from "./checkLowering.ts";

const mean = (values: readonly number[]): number => sumOver(values.length, (k) => values[k]) / values.length;
const largest = (values: readonly number[]): number => values.reduce((most, value) => (value > most ? value : most));

/** Samples under a window; padding is no sample. */
function under(length: number, size: number, stride: number, padding: Padding, at: number): number[] {
  const before = padding === "same" ? Math.floor(Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length) / 2) : typeof padding === "object" ? padding.before : 0;
  return Array.from({ length: size }, (_, k) => at * stride - before + k).filter((sample) => sample >= 0 && sample < length);
}

const both = (padding: Padding2d): readonly Padding[] => (typeof padding === "string" ? [padding, padding] : [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }]);

interface Pool {
  readonly side: readonly number[];
  readonly size: Pair;
  readonly stride: Pair;
  readonly padding: Padding2d;
  readonly batch?: number;
}

const SIGNAL_POOLS: readonly { readonly length: number; readonly size: number; readonly stride: number; readonly padding: Padding; readonly batch?: number }[] = [
  { length: 9, size: 2, stride: 2, padding: "valid" },
  { length: 9, size: 3, stride: 2, padding: "same" },
  { length: 10, size: 4, stride: 1, padding: "same", batch: 1 },
  { length: 7, size: 1, stride: 2, padding: "same" },
  { length: 11, size: 3, stride: 4, padding: { before: 2, after: 1 } },
  { length: 8, size: 5, stride: 2, padding: { before: 1, after: 4 }, batch: 1 },
  { length: 3, size: 5, stride: 1, padding: "same" },
];

/** Draws of every option at once, the padding below the size on each side. */
function drawnPools(count: number): (typeof SIGNAL_POOLS)[number][] {
  const random = seededRandom(32)("pools");
  const whole = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return Array.from({ length: count }, () => {
    const [size, length] = [whole(1, 5), whole(5, 15)];
    return { length, size, stride: whole(1, 4), batch: whole(1, 3), padding: (["same", "valid", { before: whole(0, size - 1), after: whole(0, size - 1) }] as const)[whole(0, 2)] };
  });
}

const IMAGE_POOLS: readonly Pool[] = [
  { side: [5, 7], size: [2, 2], stride: [2, 2], padding: "valid" },
  { side: [5, 6], size: [3, 2], stride: [2, 1], padding: "same", batch: 1 },
  { side: [4, 5], size: [3, 3], stride: [1, 2], padding: { top: 2, bottom: 0, left: 1, right: 2 } },
];

describe.each(["max", "average"] as const)("%s pools take their samples alone, never the padding", (kind) => {
  const of = kind === "max" ? largest : mean;
  test.each([...SIGNAL_POOLS, ...drawnPools(20)])("$length samples, size $size, stride $stride, $padding", ({ length, size, stride, padding, batch = 2 }) => {
    const options = { name: "y", poolSize: size, stride, padding };
    checkLowering({
      title: "pool", batch, input: [length, 3],
      build: (b, x) => (kind === "max" ? b.maxPool1d(x, options) : b.averagePool1d(x, options)),
      definition: (x) => (row, t, c) => of(under(length, size, stride, padding, t).map((sample) => x.at(row, sample, c))),
    });
  });
  test.each(IMAGE_POOLS)("$side, size $size, stride $stride, $padding", ({ side, size, stride, padding, batch = 2 }) => {
    const options = { name: "y", poolSize: size, stride, padding };
    const [vertical, horizontal] = both(padding);
    checkLowering({
      title: "pool", batch, input: [...side, 2],
      build: (b, x) => (kind === "max" ? b.maxPool2d(x, options) : b.averagePool2d(x, options)),
      definition: (x) => (row, i, j, c) => of(under(side[0], size[0], stride[0], vertical, i).flatMap((k) => under(side[1], size[1], stride[1], horizontal, j).map((l) => x.at(row, k, l, c)))),
    });
  });
});

describe("pools over all of time, space or channels", () => {
  const column = (x: Tensor, row: number, c: number): number[] => positions(x.shape.slice(1, -1)).map((at) => x.at(row, ...at, c));
  test.each(titled([
    { title: "global mean over time", batch: 2, input: [7, 3], build: (b, x) => b.globalAveragePool1d(x, "y"), definition: (x) => (row, c) => mean(column(x, row, c)) },
    { title: "global maximum over time, one row", batch: 1, input: [7, 3], build: (b, x) => b.globalMaxPool1d(x, "y"), definition: (x) => (row, c) => largest(column(x, row, c)) },
    { title: "global mean over an image", batch: 2, input: [3, 5, 2], build: (b, x) => b.globalAveragePool2d(x, "y"), definition: (x) => (row, c) => mean(column(x, row, c)) },
    { title: "global maximum over an image", batch: 2, input: [3, 5, 2], build: (b, x) => b.globalMaxPool2d(x, "y"), definition: (x) => (row, c) => largest(column(x, row, c)) },
    { title: "mean over channels", batch: 2, input: [5, 3], build: (b, x) => b.channelMean(x, "y"), definition: (x) => (row, t) => mean([0, 1, 2].map((c) => x.at(row, t, c))) },
    { title: "maximum over channels of an image", batch: 1, input: [2, 3, 4], build: (b, x) => b.channelMax(x, "y"), definition: (x) => (row, i, j) => largest([0, 1, 2, 3].map((c) => x.at(row, i, j, c))) },
    { title: "maximum over one channel", batch: 2, input: [3, 1], build: (b, x) => b.channelMax(x, "y"), definition: (x) => (row, t) => x.at(row, t, 0) },
  ]))("%s", (_title, options) => checkLowering(options));

  test("equal maxima: a window gives all to the first, a global maximum shares", () => {
    const gradientOf = (build: LoweringCase["build"]): number[] => {
      const run = runLowering({ title: "ties", batch: 1, input: [3, 1], build });
      return [...interpretProgram(run.program, { ...run.feeds, inputs: [2, 2, 1], seed: [1] }, run.states)[run.gradients[0]!]];
    };
    expect(gradientOf((b, x) => b.maxPool1d(x, { name: "y", poolSize: 3 }))).toEqual([1, 0, 0]);
    expect(gradientOf((b, x) => b.globalMaxPool1d(x, "y"))).toEqual([0.5, 0.5, 0]);
  });
});
