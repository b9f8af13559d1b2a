import { describe, expect, it } from "vitest";
import { add, constant, input, mul, sub, unary } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import { interpretProgram } from "../../program/interpretProgram.ts";
import { sizeOf } from "../../program/program.ts";
import type { Instruction } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";
import { expectInstruction, relativeError } from "../testing/expectInstruction.ts";
import { placeInstruction, WHOLE } from "../testing/kernelHarness.ts";
import type { Lower } from "../testing/kernelHarness.ts";
import { drawBroadcast, drawExpr, drawFeeds, drawFrom, drawShape, programOf } from "../testing/randomPrograms.ts";
import { lowerMoments, lowerReduce } from "./lowerReduce.ts";

type Reduce = Extract<Instruction, { op: "reduce" }>;
const lower: Lower = (instruction, context) => (instruction.op === "moments" ? lowerMoments(instruction, context) : lowerReduce(instruction as Reduce, context));
const reducedShape = (shape: readonly number[], axes: readonly number[]): number[] => shape.map((side, axis) => (axes.includes(axis) ? 1 : side));

function expectReduce(seed: string, kind: Reduce["kind"], shapes: readonly (readonly number[])[], shape: readonly number[], axes: readonly number[], exprs: readonly Expr[], tolerance?: number): void {
  const draw = drawFrom(seededRandom(5)(seed));
  const program = programOf(shapes, exprs.map(() => reducedShape(shape, axes)), (inputs, outputs) => ({ op: "reduce", kind, inputs, outputs, exprs, shape, axes }));
  expectInstruction(program, lower, drawFeeds(draw, program), {}, draw.random, { tolerance });
}

const SHAPES: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[64, 120, 16], [0, 1]], [[64, 120, 16], [0, 1, 2]], [[64, 120, 16], [1]], [[64, 120, 16], [2]], [[64, 120, 16], [0]], [[3, 7, 5, 6], [0, 2]], [[2, 3001, 3], [0, 1]], [[1, 5000, 12], [1]], [[20011], [0]],
  [[64, 15, 128], [0, 1]], [[960, 512], [0]], [[960, 512], [1]], [[4, 4, 60, 60], [3]], [[2, 5], []], [[9000, 2], [0]], [[3, 40000], [1]], [[40000, 1], [0]], [[5, 1, 1], [1, 2]], [[1], [0]], [[10007, 3], [0]], [[2, 3, 5003, 4], [0, 2]],
];

describe("a reduction on WebAssembly", () => {
  it.each(Array.from({ length: 60 }, (_, round) => round))("gives what the interpreter gives for random expressions, shapes and axes, round %i", (round) => {
    const draw = drawFrom(seededRandom(3)(`reduce ${round}`));
    const shape = drawShape(draw, draw.whole(1, 5), draw.pick([20, 300, 6000, 20000]));
    const axes = [...shape.keys()].filter(() => draw.random() < 0.5);
    const inputs = [shape, ...Array.from({ length: draw.whole(0, 3) }, () => drawBroadcast(draw, shape))];
    const exprs = Array.from({ length: draw.whole(1, 3) }, () => unary("abs", drawExpr(draw, inputs.length, draw.whole(0, 3))));
    expectReduce(`reduce ${round}`, draw.pick(["sum", "max"]), inputs, shape, axes, exprs);
  });

  it.each(SHAPES)("sums %j along %j", (shape, axes) => {
    const channels = shape.slice(-1);
    expectReduce("sum", "sum", [shape, channels], shape, axes, [add(input(0), constant(3)), unary("abs", mul(input(0), sub(input(0), input(1))))]);
    expectReduce("max", "max", [shape], shape, axes, [sub(input(0), constant(5))]);
  });

  it.each(SHAPES)("takes mean and variance of %j along %j", (shape, axes) => {
    const draw = drawFrom(seededRandom(9)(shape.join()));
    const result = reducedShape(shape, axes);
    const program = programOf([shape], [result, result], (inputs, outputs) => ({ op: "moments", inputs, outputs, axes }));
    // Away from 0, as the mean of numbers around 0 has no digits to compare.
    const feeds = { x0: drawFeeds(draw, program).x0.map((value) => value + 1) };
    expectInstruction(program, lower, feeds, {}, draw.random);
  });

  it("takes the variance of numbers far from 0 as well as their rounding to float32 allows", () => {
    const draw = drawFrom(seededRandom(9)("far"));
    const shape = [64, 120, 16];
    const program = programOf([shape], [[1, 1, 16], [1, 1, 16]], (inputs, outputs) => ({ op: "moments", inputs, outputs, axes: [0, 1] }));
    expectInstruction(program, lower, drawFeeds(draw, program, "far"), {}, draw.random);
  });

  it("shows a not-a-number wherever one was", () => {
    for (const [shape, axes] of [[[40, 19], [1]], [[40, 19], [0]], [[9000], [0]], [[70, 120, 5], [0, 1]]] as const) {
      for (const kind of ["max", "sum"] as const) {
        const program = programOf([shape], [reducedShape(shape, axes)], (inputs, outputs) => ({ op: "reduce", kind, inputs, outputs, exprs: [input(0)], shape, axes }));
        const x0 = new Float32Array(sizeOf(shape)).fill(1);
        const spoiled = Math.floor(x0.length / 3);
        x0[spoiled] = Number.NaN;
        const placed = placeInstruction(program, lower, new Map(), { x0 });
        placed.run(WHOLE);
        const truth = interpretProgram(program, { x0 }, {})[1];
        expect([...placed.read(1)].map(Number.isNaN)).toEqual([...truth].map(Number.isNaN));
      }
    }
  });

  it("sums a whole batch to within a few roundings", () => {
    const draw = drawFrom(seededRandom(9)("long"));
    const shape = [64, 1000, 4];
    const program = programOf([shape], [[1, 1, 4]], (inputs, outputs) => ({ op: "reduce", kind: "sum", inputs, outputs, exprs: [input(0)], shape, axes: [0, 1] }));
    const feeds = drawFeeds(draw, program, "far");
    const placed = placeInstruction(program, lower, new Map(), feeds);
    placed.run(WHOLE);
    const truth = [0, 1, 2, 3].map((channel) => feeds.x0.reduce((sum, value, index) => (index % 4 === channel ? sum + value : sum), 0));
    expect(relativeError(placed.read(1), truth)).toBeLessThan(3e-7);
  });
});
