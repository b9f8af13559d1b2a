import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import { differentiate } from "./differentiate.ts";
import { add, constant, div, gt, input, max, min, mul, select, sub, unary } from "./expr.ts";
import type { Expr } from "./expr.ts";
import { RELATIVE_TOLERANCE, gradientError } from "./gradientError.ts";
import type { Build, Shapes } from "./gradientError.ts";
import { interpretProgram } from "./interpretProgram.ts";
import { POINT, axisWindow, timeWindow } from "./lower/axisWindow.ts";
import { programBuilder } from "./programBuilder.ts";

const mapOf = (expr: Expr): Build => (b, { x, y }) => b.map(y === undefined ? [x] : [x, y], expr);
const positive = (e: Expr): Expr => add(mul(e, e), constant(0.5));
const ALONG = axisWindow(9, 3, 2, 2, { before: 2, after: 1 });

const CASES: readonly (readonly [title: string, shapes: Shapes, build: Build])[] = [
  ...(["neg", "exp", "tanh", "sigmoid", "erf", "softplus", "abs", "relu", "sign"] as const).map((op) => [`map of ${op}`, { x: [3, 5] }, mapOf(unary(op, input(0)))] as const),
  ...(["log", "sqrt", "rsqrt"] as const).map((op) => [`map of ${op}`, { x: [3, 5] }, mapOf(unary(op, positive(input(0))))] as const),
  ["map of a quotient", { x: [3, 5], y: [3, 5] }, mapOf(div(input(0), positive(input(1))))],
  ["map of the larger and the smaller", { x: [3, 5], y: [3, 5] }, mapOf(add(max(input(0), input(1)), mul(constant(2), min(input(0), unary("tanh", input(1))))))],
  ["map of a choice", { x: [3, 5], y: [3, 5] }, mapOf(select(gt(input(0), input(1)), mul(input(0), input(1)), sub(input(0), constant(2))))],
  ["map that broadcasts a row", { x: [2, 3, 4], y: [4] }, mapOf(mul(input(0), input(1)))],
  ["map that broadcasts an inner axis", { x: [2, 1, 4], y: [3, 1] }, mapOf(mul(unary("tanh", input(0)), input(1)))],
  ["map that broadcasts a scalar", { x: [], y: [3, 2] }, mapOf(mul(input(0), input(1)))],
  ["map that broadcasts what it does not read elsewhere", { x: [3, 1], y: [1, 4] }, mapOf(add(unary("exp", input(0)), input(1)))],
  ["map to a larger shape", { x: [2, 1, 3] }, (b, { x }) => b.map([x], unary("tanh", input(0)), [2, 5, 3])],
  ["map that reads one value twice", { x: [4] }, (b, { x }) => b.map([x, x], mul(input(0), unary("exp", input(1))))],
  ["sum over inner axes", { x: [2, 3, 4], y: [3, 1] }, (b, { x, y }) => b.reduce("sum", [x, y], mul(input(0), unary("tanh", input(1))), [0, 1])],
  ["sum of a product over a broadcast axis", { x: [2, 1, 4], y: [3, 1] }, (b, { x, y }) => b.reduce("sum", [x, y], mul(input(0), input(1)), [1])],
  ["sum over everything, of one input twice", { x: [3, 2] }, (b, { x }) => b.reduce("sum", [x, x], mul(input(0), input(1)), [0, 1])],
  ["maximum over an axis", { x: [3, 5] }, (b, { x }) => b.reduce("max", [x], unary("tanh", input(0)), [-1])],
  ["maximum of a product over a broadcast axis", { x: [3, 1], y: [4] }, (b, { x, y }) => b.reduce("max", [x, y], mul(input(0), input(1)), [0])],
  ["mean", { x: [4, 3] }, (b, { x }) => b.moments(x, [0]).mean],
  ["variance", { x: [4, 3] }, (b, { x }) => b.moments(x, [0]).variance],
  ["mean and variance together", { x: [4, 3, 2] }, (b, { x }) => {
    const { mean, variance } = b.moments(x, [0, 2]);
    return b.map([x, mean, variance], mul(sub(input(0), input(1)), unary("rsqrt", add(input(2), constant(0.1)))));
  }],
  ...[false, true].flatMap((left) =>
    [false, true].flatMap((right) => {
      const [a, c] = [left ? [4, 3] : [3, 4], right ? [5, 4] : [4, 5]];
      const title = `product ${left ? "Aᵀ" : "A"} · ${right ? "Bᵀ" : "B"}`;
      const build: Build = (b, { x, y }) => b.matmul(x, y, left, right);
      return [[title, { x: a, y: c }, build], [`${title}, stacked`, { x: [2, ...a], y: [2, ...c] }, build], [`${title}, one left matrix for a stack`, { x: a, y: [2, 3, ...c] }, build], [`${title}, one right matrix for a stack`, { x: [2, 3, ...a], y: c }, build]] as const;
    }),
  ),
  ["convolution", { x: [2, 9, 4], y: [3, 2, 6] }, (b, { x, y }) => b.conv(x, y, timeWindow(ALONG), 2)],
  ["input gradient of a convolution", { x: [2, 4, 6], y: [3, 2, 6] }, (b, { x, y }) => b.convInputGradient(x, y, timeWindow(ALONG), 2)],
  ["kernel gradient of a convolution", { x: [2, 9, 4], y: [2, 4, 6] }, (b, { x, y }) => b.convKernelGradient(x, y, [3, 2, 6], timeWindow(ALONG), 2)],
  ["average pool", { x: [2, 9, 2] }, (b, { x }) => b.pool("average", x, timeWindow(axisWindow(9, 4, 2, 1, { before: 2, after: 1 })))],
  ["gradient of an average pool", { x: [2, 5, 2] }, (b, { x }) => b.poolGradient("average", [x], [2, 9, 2], timeWindow(axisWindow(9, 4, 2, 1, { before: 2, after: 1 })))],
  ["max pool of an image", { x: [1, 5, 4, 2] }, (b, { x }) => b.pool("max", x, { height: axisWindow(5, 2, 2, 1, "same"), width: axisWindow(4, 3, 1, 1, "same") })],
  ["max pool over height alone", { x: [1, 5, 1, 2] }, (b, { x }) => b.pool("max", x, { height: axisWindow(5, 2, 2, 1, "same"), width: POINT })],
  ["reshape, transpose, slice, pad and concatenation", { x: [3, 4], y: [2, 3] }, (b, { x, y }) => {
    const turned = b.transpose(b.reshape(x, [3, 2, 2]), [1, 2, 0]);
    const part = b.reshape(b.slice(turned, [0, 1, 0], [2, 1, 3]), [2, 3]);
    return b.map([b.concat([part, y, part], 1), b.pad(y, [0, 4], [2, 9])], mul(input(0), add(input(1), constant(1))));
  }],
];

describe("the gradient of every primitive follows central differences", () => {
  test.each(CASES)("%s", (_title, shapes, build) => expect(gradientError(shapes, build)).toBeLessThan(RELATIVE_TOLERANCE));
});

describe("a second pass gives second derivatives", () => {
  const smooth = CASES.filter(([title]) => !/max pool|sign/.test(title));
  test.each(smooth)("%s", (_title, shapes, build) => {
    const bent: Build = (b, operands) => b.map([build(b, operands)], unary("tanh", input(0)));
    expect(gradientError(shapes, bent, 2)).toBeLessThan(RELATIVE_TOLERANCE);
  });
  test("but through a windowed maximum it is refused", () => {
    const build: Build = (b, { x }) => b.map([b.pool("max", x, timeWindow(axisWindow(9, 3, 2, 1, "same")))], unary("tanh", input(0)));
    expect(() => gradientError({ x: [1, 9, 1] }, build, 2)).toThrow(EngineError);
  });
});

test("the check itself finds a gradient that is off by one part in a thousand", () => {
  const wrong: Build = (b, { x }) => b.withGradient([x], () => b.map([x], unary("tanh", input(0))), (dy) => [b.map([dy, x], mul(mul(constant(1.001), input(0)), sub(constant(1), mul(unary("tanh", input(1)), unary("tanh", input(1))))))]);
  expect(gradientError({ x: [5] }, wrong)).toBeGreaterThan(5e-4);
});

test("no gradient passes through what was stopped, though an equal value is used beside it", () => {
  const b = programBuilder();
  const x = b.feed("x", [2]);
  const stopped = b.stopGradient(x);
  const y = b.map([stopped, b.map([x], input(0))], mul(input(0), input(1)));
  const [gradient] = differentiate(b, new Map([[y, b.constant(Float32Array.of(1, 1), [2])]]), [x]);
  expect([...interpretProgram(b.build("stopped", {}), { x: [3, 5] }, {})[gradient!]]).toEqual([3, 5]);
});

test("a value that the seed does not depend on has no gradient", () => {
  const b = programBuilder();
  const [x, z] = [b.feed("x", [2]), b.feed("z", [2])];
  const y = b.map([x], unary("exp", input(0)));
  expect(differentiate(b, new Map([[y, b.constant(Float32Array.of(1, 1), [2])]]), [z])).toEqual([null]);
});
