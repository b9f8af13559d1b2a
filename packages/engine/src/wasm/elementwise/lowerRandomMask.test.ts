import { describe, expect, it } from "vitest";
import type { Instruction } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";
import { expectInstruction } from "../testing/expectInstruction.ts";
import { placeInstruction, WHOLE } from "../testing/kernelHarness.ts";
import type { Lower } from "../testing/kernelHarness.ts";
import { drawFrom, drawShape, programOf } from "../testing/randomPrograms.ts";
import { lowerRandomMask } from "./lowerRandomMask.ts";

const lower: Lower = (instruction, context) => lowerRandomMask(instruction as Extract<Instruction, { op: "randomMask" }>, context);

describe("a dropout mask on WebAssembly", () => {
  it.each(Array.from({ length: 20 }, (_, round) => round))("is the mask of the counter hash, element by element, round %i", (round) => {
    const draw = drawFrom(seededRandom(4)(`mask ${round}`));
    const program = programOf([[]], [drawShape(draw, draw.whole(1, 4))], (inputs, outputs) => ({ op: "randomMask", inputs, outputs, rate: draw.pick([0, 0.1, 0.5, 0.999]), stream: draw.whole(0, 1e6) }));
    expectInstruction(program, lower, { x0: Float32Array.of(draw.whole(0, 2 ** 24 - 1)) }, {}, draw.random, { tolerance: 1e-7 });
  });

  it("drops about as many as its rate says", () => {
    const program = programOf([[]], [[100, 1000]], (inputs, outputs) => ({ op: "randomMask", inputs, outputs, rate: 0.3, stream: 7 }));
    const placed = placeInstruction(program, lower, new Map(), { x0: [123456] });
    placed.run(WHOLE);
    const dropped = placed.read(1).filter((value) => value === 0).length;
    // Five standard deviations of the binomial.
    expect(Math.abs(dropped - 30000)).toBeLessThan(5 * Math.sqrt(100000 * 0.3 * 0.7));
  });
});
