import { describe, it } from "vitest";
import { optimizerForm } from "../../program/optimizers.ts";
import type { Instruction, Program, Value } from "../../program/program.ts";
import { sizeOf } from "../../program/program.ts";
import { seededRandom } from "../../seededRandom.ts";
import { expectInstruction } from "../testing/expectInstruction.ts";
import type { Lower } from "../testing/kernelHarness.ts";
import { lowerUpdate } from "./lowerUpdate.ts";

const lower: Lower = (instruction, context) => lowerUpdate(instruction as Extract<Instruction, { op: "update" }>, context);

describe("an optimiser step on WebAssembly", () => {
  it.each(["adam", "adamW", "sgd"] as const)("moves parameters of all sizes by %s as the interpreter does", (kind) => {
    const random = seededRandom(2)(kind);
    const form = optimizerForm({ kind, learningRate: 0.01, ...(kind === "sgd" ? { momentum: 0.9 } : {}) });
    const shapes = [[3, 5], [7], [1], [16, 16], [4], [2, 3], [33, 67], [129], ...Array.from({ length: 150 }, (_, k) => [1 + (k % 11)])];
    const gradients = shapes.map((shape, k): Value => ({ shape, source: { kind: "feed", name: `gradient ${k}` } }));
    const scalars = form.scalars(3, 0.01).map((value): Value => ({ shape: [], source: { kind: "constant", data: Float32Array.of(value) } }));
    const names = ["parameter", ...form.slots];
    const program: Program = {
      name: kind,
      values: [...gradients, ...scalars],
      instructions: [
        {
          op: "update",
          inputs: [...gradients.keys(), ...scalars.map((_, k) => gradients.length + k)],
          outputs: [],
          entries: shapes.map((_, k) => ({ value: k, states: names.map((name) => `${name} ${k}`) })),
          scalars: scalars.map((_, k) => gradients.length + k),
          exprs: form.exprs(true),
        },
      ],
      outputs: {},
    };
    const numbers = (length: number, least: number): Float32Array => Float32Array.from({ length }, () => least + random());
    const feeds = Object.fromEntries(shapes.map((shape, k) => [`gradient ${k}`, numbers(sizeOf(shape), -0.5)]));
    const states = Object.fromEntries(shapes.flatMap((shape, k) => names.map((name) => [`${name} ${k}`, numbers(sizeOf(shape), name === "adam.second" ? 0 : -0.5)])));
    expectInstruction(program, lower, feeds, states, random, { margins: false });
  });
});
