import { describe, expect, test } from "vitest";
import { constant } from "./expr.ts";
import { planMemory } from "./planMemory.ts";
import type { Instruction, Program, Value } from "./program.ts";

/** A program of `count` instructions, each reading up to three earlier values. */
function randomProgram(seed: number, count: number): Program {
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const values: Value[] = [{ shape: [5], source: { kind: "feed", name: "x" } }];
  const instructions: Instruction[] = [];
  for (let at = 1; at <= count; at++) {
    const inputs = Array.from({ length: 1 + Math.floor(random() * 3) }, () => Math.floor(random() * at));
    const isReshape = random() < 0.15;
    values.push({ shape: isReshape ? values[inputs[0]].shape : [1 + Math.floor(random() * 400)], source: null });
    instructions.push(isReshape ? { op: "reshape", inputs: [inputs[0]], outputs: [at] } : { op: "map", inputs, outputs: [at], exprs: [constant(0)] });
  }
  return { name: "random", values, instructions, outputs: { last: count, middle: count >> 1 } };
}

/** First and last instruction at which the memory of each value that is not a source is needed, reshapes counting for what they name. */
function lifetimes({ values, instructions, outputs }: Program): Map<number, { first: number; last: number; members: number[] }> {
  const rootOf = new Map<number, number>();
  instructions.forEach(({ op, inputs, outputs: made }) => op === "reshape" && rootOf.set(made[0], rootOf.get(inputs[0]) ?? inputs[0]));
  const lives = new Map<number, { first: number; last: number; members: number[] }>();
  const see = (id: number, at: number): void => {
    const root = rootOf.get(id) ?? id;
    if (values[root].source !== null) return;
    const life = lives.get(root) ?? { first: at, last: at, members: [] };
    life.last = Math.max(life.last, at);
    if (!life.members.includes(id)) life.members.push(id);
    lives.set(root, life);
  };
  instructions.forEach((instruction, at) => [...instruction.inputs, ...instruction.outputs].forEach((id) => see(id, at)));
  Object.values(outputs).forEach((id) => see(id, instructions.length));
  return lives;
}

describe("the memory plan", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("never lets two values share bytes while both are needed, program %i", (seed) => {
    const program = randomProgram(seed, 120);
    const { offsetOf, arenaBytes, liveBytes } = planMemory(program, { alignBytes: 64 });
    const blocks = [...lifetimes(program)].map(([root, life]) => ({ ...life, offset: offsetOf.get(life.members[0])!, bytes: 4 * program.values[root].shape[0] }));
    expect(blocks.length).toBeGreaterThan(50);
    for (const [index, block] of blocks.entries()) {
      expect(block.offset % 64).toBe(0);
      expect(block.offset + block.bytes).toBeLessThanOrEqual(arenaBytes);
      for (const member of block.members) expect(offsetOf.get(member)).toBe(block.offset);
      for (const other of blocks.slice(0, index)) {
        const bothNeeded = other.first <= block.last && block.first <= other.last;
        const apart = other.offset + other.bytes <= block.offset || block.offset + block.bytes <= other.offset;
        expect(!bothNeeded || apart).toBe(true);
      }
    }
    expect(liveBytes).toBeLessThanOrEqual(arenaBytes);
    expect(arenaBytes).toBeLessThan(1.3 * liveBytes);
  });

  test("keeps scratch apart from what its instruction reads and writes", () => {
    const program = randomProgram(9, 60);
    const { offsetOf, scratchOffsetOf } = planMemory(program, { scratchOf: () => 640 });
    program.instructions.forEach(({ inputs, outputs }, at) => {
      const scratch = scratchOffsetOf.get(at)!;
      for (const id of [...inputs, ...outputs]) {
        const offset = offsetOf.get(id);
        if (offset !== undefined) expect(offset + 4 * program.values[id].shape[0] <= scratch || scratch + 640 <= offset).toBe(true);
      }
    });
  });

  test("gives sources other memory than the block", () => {
    expect(planMemory(randomProgram(3, 10)).offsetOf.has(0)).toBe(false);
  });
});
