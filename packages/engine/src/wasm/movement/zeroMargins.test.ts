import { describe, expect, it } from "vitest";
import { input } from "../../program/expr.ts";
import type { Instruction, ValueId } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";
import { lowerMap } from "../elementwise/lowerMap.ts";
import type { Layout } from "../kernelCall.ts";
import { elementPlaces, placeInstruction, randomLayout, scattered } from "../testing/kernelHarness.ts";
import { drawFeeds, drawFrom, drawShape, programOf } from "../testing/randomPrograms.ts";
import { zeroMargins } from "./zeroMargins.ts";

describe("the margins of a layout", () => {
  it.each(Array.from({ length: 40 }, (_, round) => round))("are zeros and nothing else is, round %i", (round) => {
    const draw = drawFrom(seededRandom(8)(`margins ${round}`));
    const shape = drawShape(draw, draw.whole(3, 4), 400);
    const program = programOf([shape], [shape], (inputs, outputs) => ({ op: "map", inputs, outputs, exprs: [input(0)] }));
    const layout = randomLayout(shape, draw.random);
    const layouts = new Map<ValueId, Layout>([[1, layout]]);
    const feeds = drawFeeds(draw, program);
    const placed = placeInstruction(program, (instruction, context) => lowerMap(instruction as Extract<Instruction, { op: "map" }>, context), layouts, feeds, {}, { extraCalls: (context) => zeroMargins(1, context) });
    placed.run(scattered(draw.random));
    const words = placed.words(1);
    const border = (words.length - layout.elements) / 2;
    const wanted = new Float32Array(layout.elements);
    elementPlaces(shape, layout).forEach((place, index) => (wanted[place] = feeds.x0[index]));
    expect(words.slice(border, border + layout.elements)).toEqual(wanted);
    expect(words.slice(0, border).every(Number.isNaN) && words.slice(border + layout.elements).every(Number.isNaN)).toBe(true);
  });
});
