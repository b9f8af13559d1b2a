import { describe, it } from "vitest";
import type { Instruction } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";
import { expectInstruction } from "../testing/expectInstruction.ts";
import type { Lower } from "../testing/kernelHarness.ts";
import { drawFeeds, drawFrom, drawShape, programOf } from "../testing/randomPrograms.ts";
import { lowerConcat, lowerPad, lowerSlice, lowerTranspose } from "./lowerMovement.ts";

const lower: Lower = (instruction, context) => {
  switch (instruction.op) {
    case "slice": return lowerSlice(instruction, context);
    case "pad": return lowerPad(instruction, context);
    case "concat": return lowerConcat(instruction, context);
    case "transpose": return lowerTranspose(instruction, context);
    default: throw new Error(instruction.op);
  }
};

const ROUNDS = Array.from({ length: 60 }, (_, round) => round);
const EXACT = { tolerance: 1e-30 };

function expectMovement(seed: string, shapes: readonly (readonly number[])[], output: readonly number[], make: (inputs: readonly number[], outputs: readonly number[]) => Instruction): void {
  const draw = drawFrom(seededRandom(6)(`data ${seed}`));
  const program = programOf(shapes, [output], make);
  expectInstruction(program, lower, drawFeeds(draw, program), {}, draw.random, EXACT);
}

describe("moving elements on WebAssembly", () => {
  it.each(ROUNDS)("slices and pads where the interpreter does, round %i", (round) => {
    const draw = drawFrom(seededRandom(6)(`slice ${round}`));
    const shape = drawShape(draw, draw.whole(1, 5), draw.pick([30, 500, 5000]));
    const begin = shape.map((side) => draw.whole(0, side - 1));
    const size = shape.map((side, axis) => draw.whole(1, side - begin[axis]));
    expectMovement(`slice ${round}`, [shape], size, (inputs, outputs) => ({ op: "slice", begin, inputs, outputs }));
    expectMovement(`pad ${round}`, [size], shape, (inputs, outputs) => ({ op: "pad", before: begin, inputs, outputs }));
  });

  it.each(ROUNDS)("joins values where the interpreter does, round %i", (round) => {
    const draw = drawFrom(seededRandom(6)(`concat ${round}`));
    const shape = drawShape(draw, draw.whole(1, 4), draw.pick([30, 500, 5000]));
    const axis = draw.whole(0, shape.length - 1);
    const shapes = Array.from({ length: draw.whole(1, 4) }, () => shape.map((side, at) => (at === axis ? draw.whole(1, 9) : side)));
    const output = shape.map((side, at) => (at === axis ? shapes.reduce((sum, part) => sum + part[axis], 0) : side));
    expectMovement(`concat ${round}`, shapes, output, (inputs, outputs) => ({ op: "concat", axis, inputs, outputs }));
  });

  it.each(ROUNDS)("transposes as the interpreter does, round %i", (round) => {
    const draw = drawFrom(seededRandom(6)(`transpose ${round}`));
    const shape = drawShape(draw, draw.whole(2, 5), draw.pick([30, 500, 9000]));
    const permutation = shape.map((_, axis) => ({ axis, key: draw.random() })).sort((a, b) => a.key - b.key).map(({ axis }) => axis);
    expectMovement(`transpose ${round}`, [shape], permutation.map((axis) => shape[axis]), (inputs, outputs) => ({ op: "transpose", permutation, inputs, outputs }));
  });
});
