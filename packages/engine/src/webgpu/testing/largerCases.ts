/** Programs whose shapes reach the parts of the kernels that small ones do not: several tiles, ragged tiles, split sums, merged taps, residues of the stride. */
import { add, constant, input, mul, sub, unary } from "../../program/expr.ts";
import { programBuilder } from "../../program/programBuilder.ts";
import type { ProgramBuilder } from "../../program/programBuilder.ts";
import { sizeOf } from "../../program/program.ts";
import type { AxisWindow, Program, ValueId, Window } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";

export interface LargerCase {
  readonly title: string;
  readonly program: Program;
  readonly feeds: Readonly<Record<string, Float32Array>>;
}

interface Feeding {
  readonly b: ProgramBuilder;
  feed(...shape: number[]): ValueId;
}

const axis = (inputLength: number, size: number, stride = 1, dilation = 1, padBefore = 0, padAfter = padBefore): AxisWindow => ({
  inputLength, size, stride, dilation, padBefore,
  outputLength: Math.floor((inputLength + padBefore + padAfter - (size - 1) * dilation - 1) / stride) + 1,
});
const STILL = axis(1, 1);
const signal = (...args: Parameters<typeof axis>): Window => ({ height: STILL, width: axis(...args) });

function convolution(batch: number, window: Window, channels: number, filters: number, groups = 1): (f: Feeding) => readonly ValueId[] {
  return ({ b, feed }) => {
    const image = window.height !== STILL;
    const plane = (which: "inputLength" | "outputLength" | "size"): number[] => (image ? [window.height[which], window.width[which]] : [window.width[which]]);
    const x = feed(batch, ...plane("inputLength"), channels);
    const dy = feed(batch, ...plane("outputLength"), filters);
    const kernelShape = [...plane("size"), channels / groups, filters];
    const kernel = feed(...kernelShape);
    return [b.conv(x, kernel, window, groups), b.convInputGradient(dy, kernel, window, groups), b.convKernelGradient(x, dy, kernelShape, window, groups)];
  };
}

const CASES: Readonly<Record<string, (f: Feeding) => readonly ValueId[]>> = {
  "a stem: one channel, seven taps": convolution(3, signal(120, 7, 1, 1, 3), 1, 16),
  "twelve leads to twenty filters, stride 2": convolution(2, signal(101, 5, 2, 1, 2), 12, 20),
  "three channels, stride 3, uneven padding": convolution(2, signal(64, 4, 3, 1, 1, 2), 3, 9),
  "dilation 4": convolution(2, signal(90, 3, 1, 4, 4), 16, 33),
  "dilation 2 with stride 2 and 4": convolution(1, signal(77, 5, 4, 2, 3), 8, 16),
  "one tap, stride 2": convolution(4, signal(60, 1, 2), 16, 32),
  "a kernel as long as the signal": convolution(2, signal(15, 15), 7, 5),
  "a signal of several hundred samples, split sums": convolution(3, signal(700, 3, 1, 1, 1), 5, 6),
  "eight channels over a prime number of samples, split sums": convolution(2, signal(521, 3, 1, 1, 1), 8, 5),
  "eight channels over 700 samples, stride 2": convolution(2, signal(1400, 4, 2, 1, 1), 8, 16),
  "forty channels, three taps": convolution(3, signal(30, 3, 1, 1, 1), 40, 36),
  "an image, stride 2": convolution(2, { height: axis(13, 3, 2, 1, 1), width: axis(17, 3, 2, 1, 1) }, 6, 10),
  "an image of one channel": convolution(2, { height: axis(9, 3, 1, 1, 1), width: axis(21, 5, 1, 1, 2) }, 1, 8),
  "an image, dilated": convolution(1, { height: axis(12, 3, 1, 2, 2), width: axis(11, 2, 1, 3, 1) }, 4, 12),
  "four groups": convolution(2, signal(45, 3, 1, 1, 1), 16, 24, 4),
  "a channel a group": convolution(2, signal(50, 9, 2, 1, 4), 12, 12, 12),
  "images in groups, stride 2": convolution(2, { height: axis(8, 3, 2, 1, 1), width: axis(9, 3, 2, 1, 1) }, 8, 8, 2),
  "matrices with ragged tiles": ({ b, feed }) => [b.matmul(feed(37, 70), feed(70, 45)), b.matmul(feed(70, 37), feed(70, 45), true), b.matmul(feed(37, 70), feed(45, 70), false, true), b.matmul(feed(70, 37), feed(45, 70), true, true)],
  "matrices of long depth": ({ b, feed }) => [b.matmul(feed(5, 1501), feed(1501, 3)), b.matmul(feed(1501, 9), feed(1501, 17), true)],
  "many matrices": ({ b, feed }) => [b.matmul(feed(3, 2, 19, 8), feed(3, 2, 8, 19)), b.matmul(feed(6, 33, 20), feed(20, 12))],
  "one column": ({ b, feed }) => [b.matmul(feed(64, 128), feed(128, 1)), b.matmul(feed(64, 1), feed(128, 1), false, true), b.matmul(feed(64, 128), feed(64, 1), true)],
  "sums over batch and time, per channel": ({ b, feed }) => {
    const [dy, x, mean] = [feed(9, 120, 16), feed(9, 120, 16), feed(16)];
    return [b.reduce("sum", [dy, x, mean], mul(input(0), sub(input(1), input(2))), [0, 1]), b.reduce("max", [x], input(0), [0, 1])];
  },
  "sums over prime lengths": ({ b, feed }) => [b.sum(feed(7, 331, 5), [0, 1]), b.sum(feed(20_011), [0]), b.sum(feed(3, 1009), [1]), b.sum(feed(4, 37, 6), [0, 2]), b.reduce("max", [feed(11, 1013)], input(0), [0])],
  "sums that broadcast inside": ({ b, feed }) => [b.reduce("sum", [feed(8, 30, 12), feed(8, 1, 12)], mul(input(0), input(1)), [0, 1]), b.reduce("sum", [feed(8, 30, 12), feed(30, 1)], mul(input(0), input(1)), [0, 2])],
  "moments far from zero": ({ b, feed }) => {
    const x = b.map([feed(6, 120, 16)], add(mul(input(0), constant(0.1)), constant(100)));
    const moments = [[0, 1], [2], [1], [0, 2]].map((axes) => b.moments(x, axes));
    return moments.flatMap(({ mean, variance }) => [mean, variance]);
  },
  "moments of prime lengths": ({ b, feed }) => [b.moments(feed(5, 211, 3), [0, 1]), b.moments(feed(1, 1499), [1])].flatMap(({ mean, variance }) => [mean, variance]),
  "maps over rows": ({ b, feed }) => {
    const [x, mean, scale, row] = [feed(8, 120, 16), feed(16), feed(16), feed(8, 1, 16)];
    const expr = unary("relu", add(mul(sub(input(0), input(1)), unary("exp", input(2))), input(3)));
    return [b.map([x, mean, scale, row], expr), b.map([feed(7, 53, 3), feed(53, 1)], mul(input(0), input(1))), b.map([feed(20_011)], mul(input(0), input(0)))];
  },
  "transposes and joins": ({ b, feed }) => [b.transpose(feed(4, 30, 9), [2, 0, 1]), b.concat([feed(2, 5, 8), feed(2, 7, 8), feed(2, 1, 8)], 1), b.concat(Array.from({ length: 70 }, () => feed(1)), 0)],
};

export const largerCases: readonly LargerCase[] = Object.entries(CASES).map(([title, make]) => {
  const random = seededRandom(5)(title);
  const b = programBuilder();
  const feeds: Record<string, Float32Array> = {};
  const outputs = make({
    b,
    feed(...shape) {
      const name = `x${Object.keys(feeds).length}`;
      feeds[name] = Float32Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1);
      return b.feed(name, shape);
    },
  });
  return { title, program: b.build(title, Object.fromEntries(outputs.map((id, index) => [`y${index}`, id]))), feeds };
});
