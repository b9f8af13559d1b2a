/** Small programs, one for each instruction and option, with shapes drawn anew for each round: odd lengths, batch 1, strides, dilation, groups. */
import { constant, add, div, eq, ge, gt, input, max, min, mul, select, sub, unary } from "../program/expr.ts";
import type { Expr, UnaryOp } from "../program/expr.ts";
import { programBuilder } from "../program/programBuilder.ts";
import type { ProgramBuilder } from "../program/programBuilder.ts";
import { sizeOf } from "../program/program.ts";
import type { AxisWindow, Program, ValueId, Window } from "../program/program.ts";
import { seededRandom } from "../seededRandom.ts";

export interface ProgramCase {
  readonly title: string;
  readonly program: Program;
  readonly feeds: Readonly<Record<string, Float32Array>>;
  readonly states: Readonly<Record<string, Float32Array>>;
}

const STILL: AxisWindow = { inputLength: 1, outputLength: 1, size: 1, stride: 1, dilation: 1, padBefore: 0 };

interface Drawing {
  readonly builder: ProgramBuilder;
  whole(from: number, to: number): number;
  chance(): boolean;
  /** A feed of values in ±1; of positive ones; of few different ones; or with some NaN. */
  feed(shape: readonly number[], kind?: "signed" | "positive" | "few" | "marked"): ValueId;
  state(name: string, shape: readonly number[]): ValueId;
}

type CaseMaker = (d: Drawing) => readonly ValueId[];

function drawAxis(d: Drawing, longest: number): AxisWindow {
  for (;;) {
    const [size, stride, dilation, inputLength] = [d.whole(1, 5), d.whole(1, 3), d.whole(1, 3), d.whole(1, longest)];
    const reach = (size - 1) * dilation;
    // No more padding than leaves every window a sample, as a pool needs.
    const [padBefore, padAfter] = [d.whole(0, Math.min(reach, size - 1)), d.whole(0, Math.min(reach, size - 1))];
    const outputLength = Math.floor((inputLength + padBefore + padAfter - reach - 1) / stride) + 1;
    const axis: AxisWindow = { inputLength, outputLength, size, stride, dilation, padBefore };
    if (outputLength >= 1 && everyWindowHasASample(axis)) return axis;
  }
}

function everyWindowHasASample({ inputLength, outputLength, size, stride, dilation, padBefore }: AxisWindow): boolean {
  return Array.from({ length: outputLength }, (_, at) => Array.from({ length: size }, (_unused, tap) => at * stride + tap * dilation - padBefore)).every((samples) => samples.some((sample) => sample >= 0 && sample < inputLength));
}

/** Padding as a convolution may have it: causal, or so wide that windows lie wholly in zeros. */
function drawPaddedAxis(d: Drawing, longest: number): AxisWindow {
  const [size, stride, dilation, inputLength] = [d.whole(1, 5), d.whole(1, 3), d.whole(1, 4), d.whole(1, longest)];
  const reach = (size - 1) * dilation;
  const [padBefore, padAfter] = d.chance() ? [reach, 0] : [d.whole(0, reach + 2), d.whole(reach, reach + 2)];
  return { inputLength, outputLength: Math.floor((inputLength + padBefore + padAfter - reach - 1) / stride) + 1, size, stride, dilation, padBefore };
}

/** A window of a signal, or of an image half of the time. */
function drawWindow(d: Drawing, draw: (d: Drawing, longest: number) => AxisWindow): { readonly window: Window; plane(which: "inputLength" | "outputLength"): readonly number[]; readonly kernel: readonly number[] } {
  const isImage = d.chance();
  const window: Window = isImage ? { height: draw(d, 7), width: draw(d, 9) } : { height: STILL, width: draw(d, 31) };
  return {
    window,
    plane: (which) => (isImage ? [window.height[which], window.width[which]] : [window.width[which]]),
    kernel: isImage ? [window.height.size, window.width.size] : [window.width.size],
  };
}

function convolutionCase(d: Drawing): readonly ValueId[] {
  const { window, plane, kernel } = drawWindow(d, d.chance() ? drawAxis : drawPaddedAxis);
  const [batch, groups] = [d.whole(1, 3), d.chance() ? 1 : d.whole(2, 3)];
  const [perGroup, filters] = [d.whole(1, 5), groups * d.whole(1, 5)];
  const kernelShape = [...kernel, perGroup, filters];
  const x = d.feed([batch, ...plane("inputLength"), perGroup * groups]);
  const dy = d.feed([batch, ...plane("outputLength"), filters]);
  const w = d.feed(kernelShape);
  return [d.builder.conv(x, w, window, groups), d.builder.convInputGradient(dy, w, window, groups), d.builder.convKernelGradient(x, dy, kernelShape, window, groups)];
}

function poolCase(kind: "max" | "average"): CaseMaker {
  return (d) => {
    const { window, plane } = drawWindow(d, drawAxis);
    const [batch, channels] = [d.whole(1, 3), d.whole(1, 5)];
    const shape = [batch, ...plane("inputLength"), channels];
    const dy = d.feed([batch, ...plane("outputLength"), channels]);
    // Few distinct values, all negative for every other draw: ties, and windows without a positive value.
    const values = d.feed(shape, "few");
    const x = d.chance() ? values : d.builder.map([values], sub(input(0), constant(2)));
    const y = d.builder.pool(kind, x, window);
    return [y, d.builder.poolGradient(kind, kind === "max" ? [x, y, dy] : [dy], shape, window)];
  };
}

const drawShape = (d: Drawing, rank: number): number[] => Array.from({ length: rank }, () => d.whole(1, 6));
const broadcastOf = (d: Drawing, shape: readonly number[]): number[] => shape.slice(d.whole(0, shape.length - 1)).map((side) => (d.chance() ? side : 1));

const UNARY: readonly UnaryOp[] = ["neg", "exp", "tanh", "sigmoid", "erf", "softplus", "abs", "sign", "relu"];
const POSITIVE: readonly UnaryOp[] = ["log", "sqrt", "rsqrt"];
const BINARY: readonly ((a: Expr, b: Expr) => Expr)[] = [add, sub, mul, max, min, gt, ge, eq];

const MAKERS: Readonly<Record<string, CaseMaker>> = {
  ...Object.fromEntries(UNARY.map((op): [string, CaseMaker] => [`map ${op}`, (d) => [d.builder.map([d.feed(drawShape(d, 3))], unary(op, mul(input(0), constant(3))))]])),
  ...Object.fromEntries(POSITIVE.map((op): [string, CaseMaker] => [`map ${op}`, (d) => [d.builder.map([d.feed(drawShape(d, 2), "positive")], unary(op, input(0)))]])),
  ...Object.fromEntries(BINARY.map((op): [string, CaseMaker] => [`map ${op.name}, broadcasting`, (d) => {
    const shape = drawShape(d, d.whole(1, 5));
    return [d.builder.map([d.feed(shape, "few"), d.feed(broadcastOf(d, shape), "few")], op(input(0), input(1)))];
  }])),
  "map div": (d) => [d.builder.map([d.feed([3, 5]), d.feed([5], "positive")], div(input(0), input(1)))],
  "map select": (d) => [d.builder.map([d.feed([2, 7]), d.feed([7]), d.feed([2, 1])], select(gt(input(0), constant(0)), input(1), mul(input(2), constant(2))))],
  "map that finds NaN": (d) => {
    const marked = d.feed([3, 5], "marked");
    return [d.builder.map([marked], eq(input(0), input(0))), d.builder.map([marked], select(eq(input(0), input(0)), mul(input(0), constant(2)), constant(7)))];
  },
  "map far out": (d) => {
    const x = d.builder.map([d.feed([4, 9])], mul(input(0), constant(300)));
    return (["tanh", "sigmoid", "erf", "softplus"] as const).map((op) => d.builder.map([x], unary(op, input(0))));
  },
  "map of a constant, to a larger shape": (d) => [d.builder.map([d.feed([1])], add(input(0), constant(1)), [3, 1, 4])],
  "reduce sum": (d) => {
    const shape = drawShape(d, d.whole(1, 5));
    return [d.builder.reduce("sum", [d.feed(shape), d.feed(broadcastOf(d, shape))], mul(input(0), input(1)), shape.map((_, axis) => axis).filter((axis) => axis === 0 || d.chance()))];
  },
  "reduce max": (d) => {
    const shape = drawShape(d, d.whole(1, 5));
    return [d.builder.reduce("max", [d.feed(shape)], sub(input(0), constant(2)), [d.whole(0, shape.length - 1), shape.length - 1])];
  },
  "reduce over a long axis": (d) => [d.builder.reduce("sum", [d.feed([2, 3001, 3], "positive")], input(0), [0, 1])],
  "reduce of comparisons, over batch and time": (d) => [gt, ge, eq].map((op) => d.builder.reduce("sum", [d.feed([3, 7, 5], "few"), d.feed([5], "few")], op(input(0), input(1)), [0, 1])),
  moments: (d) => {
    const { mean, variance } = d.builder.moments(d.builder.map([d.feed([d.whole(1, 4), d.whole(1, 200), d.whole(1, 5)])], add(input(0), constant(10))), d.chance() ? [0, 1] : [-1]);
    return [mean, variance];
  },
  matmul: (d) => {
    const [rows, depth, columns, lead] = [d.whole(1, 9), d.whole(1, 9), d.whole(1, 9), d.chance() ? [] : drawShape(d, d.whole(1, 2))];
    const [tA, tB] = [d.chance(), d.chance()];
    const [leadA, leadB] = d.chance() ? [lead, lead] : d.chance() ? [[], lead] : [lead, []];
    return [d.builder.matmul(d.feed([...leadA, ...(tA ? [depth, rows] : [rows, depth])]), d.feed([...leadB, ...(tB ? [columns, depth] : [depth, columns])]), tA, tB)];
  },
  "conv and its gradients": convolutionCase,
  "average pool and its gradient": poolCase("average"),
  "max pool and its gradient": poolCase("max"),
  reshape: (d) => [d.builder.reshape(d.feed([3, 4, 5]), [2, 30])],
  transpose: (d) => {
    const shape = drawShape(d, d.whole(2, 5));
    const permutation = shape.map((_, axis) => ({ axis, key: d.whole(0, 1000) })).sort((a, b) => a.key - b.key).map(({ axis }) => axis);
    return [d.builder.transpose(d.feed(shape), permutation)];
  },
  "slice and pad": (d) => {
    const shape = drawShape(d, d.whole(1, 5));
    const begin = shape.map((side) => d.whole(0, side - 1));
    const size = shape.map((side, axis) => d.whole(1, side - begin[axis]));
    const part = d.builder.slice(d.feed(shape), begin, size);
    return [part, d.builder.pad(d.builder.map([part], add(input(0), constant(1))), begin, shape)];
  },
  concat: (d) => {
    const shape = drawShape(d, d.whole(1, 4));
    const axis = d.whole(0, shape.length - 1);
    return [d.builder.concat(Array.from({ length: d.whole(1, 4) }, () => d.feed(shape.map((side, at) => (at === axis ? d.whole(1, 4) : side)))), axis)];
  },
  randomMask: (d) => {
    const seed = d.builder.map([d.feed([1], "few")], add(mul(input(0), constant(1000)), constant(77777)));
    return [d.builder.randomMask(seed, [d.whole(1, 50), 7], 0.3, d.whole(0, 99))];
  },
  update: (d) => {
    const entries = [[3, 5], [7], [1]].map((shape, index) => ({ value: d.feed(shape), states: [`weights ${index}`, `velocity ${index}`] }));
    entries.forEach(({ value, states }) => states.forEach((name) => d.state(name, d.builder.shapeOf(value))));
    const rate = d.feed([], "positive");
    const velocity = add(mul(input(2), constant(0.9)), input(0));
    d.builder.update(entries, [rate], [sub(input(1), mul(input(3), velocity)), velocity]);
    return [];
  },
};

/** Rounds of each maker: those with many options get more. */
const ROUNDS: Readonly<Record<string, number>> = { "conv and its gradients": 24, "max pool and its gradient": 8, "average pool and its gradient": 8, matmul: 8, "reduce sum": 4, "slice and pad": 4, transpose: 4 };

function makeCase(name: string, round: number): ProgramCase {
  const title = `${name}, ${round + 1}`;
  const random = seededRandom(11)(title);
  const builder = programBuilder();
  const feeds: Record<string, Float32Array> = {};
  const states: Record<string, Float32Array> = {};
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const outputs = MAKERS[name]({
    builder,
    whole,
    chance: () => random() < 0.5,
    feed(shape, kind = "signed") {
      const key = `x${Object.keys(feeds).length}`;
      feeds[key] = Float32Array.from({ length: sizeOf(shape) }, () => (kind === "few" ? whole(-2, 2) / 2 : kind === "marked" && random() < 0.3 ? Number.NaN : kind === "positive" ? 0.1 + 2 * random() : 2 * random() - 1));
      return builder.feed(key, shape);
    },
    state(key, shape) {
      states[key] = Float32Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1);
      return builder.state(key, shape);
    },
  });
  return { title, program: builder.build(title, Object.fromEntries(outputs.map((id, index) => [`y${index}`, id]))), feeds, states };
}

export const programCases: readonly ProgramCase[] = Object.keys(MAKERS).flatMap((name) => Array.from({ length: ROUNDS[name] ?? 1 }, (_, round) => makeCase(name, round)));
