import { describe, it } from "vitest";
import { add, constant, gt, input, mul, select, sub, unary } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import type { Instruction } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";
import { expectInstruction } from "../testing/expectInstruction.ts";
import type { Lower } from "../testing/kernelHarness.ts";
import { drawBroadcast, drawExpr, drawFeeds, drawFrom, drawShape, programOf } from "../testing/randomPrograms.ts";
import { lowerMap } from "./lowerMap.ts";

const lower: Lower = (instruction, context) => lowerMap(instruction as Extract<Instruction, { op: "map" }>, context);

function expectMap(seed: string, shapes: readonly (readonly number[])[], output: readonly number[], exprs: readonly Expr[], margins = true): void {
  const draw = drawFrom(seededRandom(5)(seed));
  const program = programOf(shapes, exprs.map(() => output), (inputs, outputs) => ({ op: "map", inputs, outputs, exprs }));
  expectInstruction(program, lower, drawFeeds(draw, program), {}, draw.random, { margins });
}

describe("a map on WebAssembly", () => {
  it.each(Array.from({ length: 120 }, (_, round) => round))("gives what the interpreter gives for random expressions, shapes and margins, round %i", (round) => {
    const draw = drawFrom(seededRandom(3)(`map ${round}`));
    const shape = drawShape(draw, draw.whole(1, 5), draw.pick([20, 300, 6000, 20000]));
    const inputs = Array.from({ length: draw.whole(1, 5) }, () => drawBroadcast(draw, shape));
    const exprs = Array.from({ length: draw.whole(1, 3) }, () => drawExpr(draw, inputs.length, draw.whole(1, 4)));
    expectMap(`map ${round}`, inputs, shape, exprs);
  });

  it("scales and shifts channels of a batch, as batch norm does", () => {
    const [x, scale, shift] = [0, 1, 2].map(input);
    for (const channels of [1, 2, 3, 4, 15, 16, 17, 20, 33, 128]) expectMap(`channels ${channels}`, [[6, 31, channels], [channels], [1, 1, channels]], [6, 31, channels], [unary("relu", add(mul(x, scale), shift)), gt(x, scale)]);
  });

  it("takes scalars, and makes them", () => {
    expectMap("scalars", [[], []], [], [add(input(0), input(1))]);
    expectMap("a scalar for all", [[7, 130], [1]], [7, 130], [mul(input(0), unary("exp", input(1)))]);
    expectMap("a constant", [], [3, 50], [constant(-0.75)]);
    expectMap("an infinite constant", [[40]], [40], [select(gt(input(0), constant(Number.NEGATIVE_INFINITY)), input(0), constant(Number.POSITIVE_INFINITY))]);
  });

  it("takes rows that each have a number of their own, as softmax does", () => {
    for (const length of [1, 3, 5, 16, 37, 300]) expectMap(`rows ${length}`, [[9, 8, length], [9, 8, 1]], [9, 8, length], [unary("exp", sub(input(0), input(1)))]);
  });

  it("does long rows of every length", () => {
    for (let length = 1; length <= 40; length++) expectMap(`length ${length}`, [[length]], [length], [mul(input(0), input(0))]);
    for (const length of [127, 128, 129, 130, 131, 4095, 4099, 20001]) expectMap(`length ${length}`, [[length], [1]], [length], [mul(input(0), input(1))]);
  });

  it("compiles an expression whose parts are shared by the thousand", () => {
    let shared: Expr = input(0);
    for (let k = 0; k < 11; k++) shared = mul(constant(0.5), add(shared, shared));
    expectMap("shared", [[17, 3]], [17, 3], [shared]);
  });
});
