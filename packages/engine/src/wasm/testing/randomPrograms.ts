/** Draws shapes, expressions and data for programs of one instruction. */
import { add, constant, div, eq, ge, gt, input, max, min, mul, select, sub, unary } from "../../program/expr.ts";
import type { Expr, UnaryOp } from "../../program/expr.ts";
import { sizeOf } from "../../program/program.ts";
import type { Instruction, Program, Value } from "../../program/program.ts";

export interface Draw {
  readonly random: () => number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  pick<T>(choices: readonly T[]): T;
}

export const drawFrom = (random: () => number): Draw => {
  const whole = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  return { random, whole, pick: (choices) => choices[whole(0, choices.length - 1)] };
};

/** Of about so many elements at most. */
export function drawShape({ whole, random }: Draw, rank: number, mostElements = 6000): number[] {
  const shape = Array.from({ length: rank }, () => (random() < 0.15 ? 1 : whole(1, Math.max(2, Math.floor(2 * mostElements ** (1 / rank))))));
  while (sizeOf(shape) > mostElements) {
    const axis = whole(0, rank - 1);
    shape[axis] = Math.ceil(shape[axis] / 2);
  }
  return shape;
}

/** A shape that broadcasts to this one. */
export const drawBroadcast = ({ whole, random }: Draw, shape: readonly number[]): number[] => (random() < 0.4 ? [...shape] : shape.slice(whole(0, shape.length)).map((side) => (random() < 0.6 ? side : 1)));

const GENTLE_UNARY: readonly UnaryOp[] = ["neg", "tanh", "sigmoid", "erf", "softplus", "abs", "sign", "relu"];
const BINARY: readonly ((a: Expr, b: Expr) => Expr)[] = [add, sub, mul, max, min, gt, ge, eq];

/** An expression of inputs and constants without poles. */
export function drawExpr(draw: Draw, inputCount: number, depth: number): Expr {
  const { random, pick, whole } = draw;
  if (depth === 0 || random() < 0.1) return random() < 0.8 ? input(whole(0, inputCount - 1)) : constant(pick([0.5, -1.25, 2, 0.1]));
  const inner = (): Expr => drawExpr(draw, inputCount, depth - 1);
  const choice = random();
  if (choice < 0.25) return unary(pick(GENTLE_UNARY), inner());
  if (choice < 0.3) return unary(pick(["sqrt", "log", "rsqrt"] as const), add(unary("abs", inner()), constant(0.5)));
  if (choice < 0.35) return unary("exp", min(inner(), constant(2)));
  if (choice < 0.45) return select(gt(inner(), inner()), inner(), inner());
  if (choice < 0.55) return div(inner(), add(unary("abs", inner()), constant(1)));
  return pick(BINARY)(inner(), inner());
}

/** Values 0 … are feeds x0 … of these shapes, the outputs follow. */
export function programOf(inputShapes: readonly (readonly number[])[], outputShapes: readonly (readonly number[])[], make: (inputs: readonly number[], outputs: readonly number[]) => Instruction): Program {
  const values: Value[] = [
    ...inputShapes.map((shape, index): Value => ({ shape, source: { kind: "feed", name: `x${index}` } })),
    ...outputShapes.map((shape): Value => ({ shape, source: null })),
  ];
  const inputs = [...inputShapes.keys()];
  const outputs = outputShapes.map((_, k) => inputs.length + k);
  return { name: "one instruction", values, instructions: [make(inputs, outputs)], outputs: {} };
}

/** Data for the feeds: in ±2, in quarters if ties are wanted. */
export const drawFeeds = ({ random, whole }: Draw, program: Program, kind: "any" | "few" | "far" = "any"): Record<string, Float32Array> =>
  Object.fromEntries(
    program.values.flatMap(({ shape, source }) =>
      source?.kind === "feed" ? [[source.name, Float32Array.from({ length: sizeOf(shape) }, () => (kind === "few" ? whole(-4, 4) / 4 : kind === "far" ? 40 + random() : 4 * random() - 2))]] : [],
    ),
  );
