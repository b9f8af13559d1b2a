import { describe, expect, it } from "vitest";
import { applyUnary, input, unary } from "../../program/expr.ts";
import type { UnaryOp } from "../../program/expr.ts";
import type { Instruction } from "../../program/program.ts";
import { placeInstruction, WHOLE } from "../testing/kernelHarness.ts";
import { programOf } from "../testing/randomPrograms.ts";
import { lowerMap } from "./lowerMap.ts";

/** The float32 numbers nearest to a grid that is fine near 0 and reaches far. */
function grid(least: number, most: number): Float32Array {
  const even = Array.from({ length: 4001 }, (_, k) => least + ((most - least) * k) / 4000);
  const small = Array.from({ length: 1200 }, (_, k) => 2 ** (-30 + k / 40)).flatMap((x) => [x, -x]);
  return Float32Array.from([...even, ...small].filter((x) => x >= least && x <= most));
}

function onWasm(op: UnaryOp, x: Float32Array): Float32Array {
  const program = programOf([[x.length]], [[x.length]], (inputs, outputs) => ({ op: "map", inputs, outputs, exprs: [unary(op, input(0))] }));
  const placed = placeInstruction(program, (instruction, context) => lowerMap(instruction as Extract<Instruction, { op: "map" }>, context), new Map(), { x0: x });
  placed.run(WHOLE);
  return placed.read(1);
}

/** Where results are normal float32 numbers. */
const RANGES: readonly (readonly [UnaryOp, number, number])[] = [
  ["exp", -87.3, 88.7], ["log", 1e-37, 3e38], ["log", 0.5, 2], ["tanh", -1, 1], ["tanh", -100, 100], ["sigmoid", -87, 100], ["softplus", -87, 100], ["softplus", -2, 2], ["erf", -1.5, 1.5], ["erf", -30, 30], ["sqrt", 0, 1e30], ["rsqrt", 1e-30, 1e30],
];

describe("functions of four elements at once", () => {
  it.each(RANGES)("%s is within 1e-6 of the number itself from %f to %f", (op, least, most) => {
    const x = grid(least, most);
    const y = onWasm(op, x);
    let worst = 0;
    x.forEach((value, index) => {
      const truth = applyUnary(op, value);
      worst = Math.max(worst, truth === 0 ? Math.abs(y[index]) : Math.abs(y[index] - truth) / Math.abs(truth));
    });
    expect(worst).toBeLessThan(1e-6);
  });

  it("saturates far from 0 and lets no not-a-number pass for a number", () => {
    const far = Float32Array.of(-1e30, -1e9, -200, 200, 1e9, 1e30);
    expect([...onWasm("exp", far)].slice(0, 3)).toEqual([0, 0, 0]);
    expect([...onWasm("sigmoid", far)].map((y) => Math.round(y * 1e30) / 1e30)).toEqual([0, 0, 0, 1, 1, 1]);
    for (const op of ["tanh", "erf"] as const) {
      onWasm(op, far).forEach((y, index) => {
        expect(Math.abs(y)).toBeLessThanOrEqual(1);
        expect(Math.abs(y - Math.sign(far[index]))).toBeLessThan(1e-7);
      });
    }
    expect([...onWasm("softplus", far)]).toEqual([0, 0, 0, 200, 1e9, 1e30].map(Math.fround));
    for (const op of ["exp", "tanh", "erf", "sigmoid", "softplus", "relu"] as const) expect([...onWasm(op, Float32Array.of(Number.NaN))], op).toEqual([Number.NaN]);
    expect([...onWasm("log", Float32Array.of(0))]).toEqual([Number.NEGATIVE_INFINITY]);
  });
});
