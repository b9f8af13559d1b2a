import "../testing/allowRelaxedSimd.ts";
import { describe, expect, test } from "vitest";
import { interpretProgram } from "../program/interpretProgram.ts";
import { input } from "../program/expr.ts";
import { sizeOf } from "../program/program.ts";
import type { Instruction, Program, Value } from "../program/program.ts";
import { createWasmDevice } from "./createWasmDevice.ts";

const randomOf = (seed: number): (() => number) => {
  let s = seed;
  return () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32;
};

const axis = (inputLength: number, size: number, stride: number, dilation: number, padBefore: number, padAfter: number) => ({
  inputLength, size, stride, dilation, padBefore, outputLength: Math.floor((inputLength + padBefore + padAfter - (size - 1) * dilation - 1) / stride) + 1,
});

/** conv, and its two gradients from a feed dY. */
function convolutionProgram(random: () => number, isImage: boolean): Program {
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const oneAxis = () => {
    for (;;) {
      const made = axis(whole(1, 23), whole(1, 7), whole(1, 3), whole(1, 3), whole(0, 4), whole(0, 4));
      if (made.outputLength >= 1) return made;
    }
  };
  const groups = [1, 1, 2, 3][whole(0, 3)];
  const width = oneAxis();
  const height = isImage ? oneAxis() : axis(1, 1, 1, 1, 0, 0);
  const [batch, channels, filters] = [whole(1, 4), groups * whole(1, 9), groups * whole(1, 13)];
  const image = (h: number, w: number, c: number): number[] => (isImage ? [batch, h, w, c] : [batch, w, c]);
  const xShape = image(height.inputLength, width.inputLength, channels);
  const yShape = image(height.outputLength, width.outputLength, filters);
  const kShape = isImage ? [height.size, width.size, channels / groups, filters] : [width.size, channels / groups, filters];
  const values: Value[] = [
    { shape: xShape, source: { kind: "feed", name: "x" } },
    { shape: kShape, source: { kind: "state", name: "k" } },
    { shape: yShape, source: { kind: "feed", name: "dy" } },
    { shape: yShape, source: null },
    { shape: xShape, source: null },
    { shape: kShape, source: null },
  ];
  const window = { height, width };
  const instructions: Instruction[] = [
    { op: "conv", inputs: [0, 1], outputs: [3], window, groups },
    { op: "convInputGradient", inputs: [2, 1], outputs: [4], window, groups },
    { op: "convKernelGradient", inputs: [0, 2], outputs: [5], window, groups },
  ];
  return { name: "convolution", values, instructions, outputs: { y: 3, dx: 4, dk: 5 } };
}

function matmulProgram(random: () => number): Program {
  const whole = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  const [m, k, n, count] = [whole(1, 40), whole(1, 30), whole(1, 30), whole(1, 3)];
  const [transposeA, transposeB] = [random() < 0.5, random() < 0.5];
  const aLeads = random() < 0.6;
  const bLeads = !aLeads || random() < 0.5;
  const lead = (yes: boolean, shape: number[]): number[] => (yes ? [count, ...shape] : shape);
  return {
    name: "matmul",
    values: [
      { shape: lead(aLeads, transposeA ? [k, m] : [m, k]), source: { kind: "feed", name: "x" } },
      { shape: lead(bLeads, transposeB ? [n, k] : [k, n]), source: { kind: "feed", name: "dy" } },
      { shape: lead(aLeads || bLeads, [m, n]), source: null },
      { shape: lead(aLeads || bLeads, [m, n]), source: null },
    ],
    instructions: [
      { op: "matmul", inputs: [0, 1], outputs: [2], transposeA, transposeB },
      { op: "map", inputs: [2], outputs: [3], exprs: [input(0)] },
    ],
    outputs: { y: 3 },
  };
}

async function expectLikeInterpreter(program: Program, random: () => number, portable: boolean): Promise<void> {
  const fill = (size: number): Float32Array => Float32Array.from({ length: size }, () => 2 * random() - 1);
  const feeds: Record<string, Float32Array> = {};
  const states: Record<string, Float32Array> = {};
  for (const { source, shape } of program.values) {
    if (source?.kind === "feed") feeds[source.name] = fill(sizeOf(shape));
    if (source?.kind === "state") states[source.name] = fill(sizeOf(shape));
  }
  const truth = interpretProgram(program, feeds, Object.fromEntries(Object.entries(states).map(([name, data]) => [name, Float64Array.from(data)])));
  const device = await createWasmDevice({ threads: 1, portable });
  expect(device.info.adapter.includes("relaxed")).toBe(!portable);
  // What others left in the memory must not reach a result.
  const left = device.createStates();
  left.declare({ left: 1 << 18 });
  left.write("left", new Float32Array(1 << 18).fill(NaN));
  left.dispose();
  const store = device.createStates();
  store.declare(Object.fromEntries(Object.entries(states).map(([name, data]) => [name, data.length])));
  Object.entries(states).forEach(([name, data]) => store.write(name, data));
  const loaded = await device.load(program, store);
  for (let run = 0; run < 2; run++) {
    const results = await loaded.run(feeds, Object.keys(program.outputs));
    for (const [name, id] of Object.entries(program.outputs)) {
      const wanted = truth[id];
      const norm = Math.sqrt(wanted.reduce((sum, value) => sum + value * value, 0)) + 1e-6;
      const error = Math.sqrt(wanted.reduce((sum, value, index) => sum + (value - results[name][index]) ** 2, 0));
      expect(error / norm, `${name} of ${JSON.stringify(program.instructions)} ${JSON.stringify(program.values.map(({ shape }) => shape))}`).toBeLessThan(2e-6);
    }
  }
  device.dispose();
}

describe.each([{ portable: true }, { portable: false }])("the WebAssembly device, portable $portable", ({ portable }) => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))("computes convolutions of signals and their gradients like the interpreter, case %i", async (seed) => {
    const random = randomOf(seed + 1);
    await expectLikeInterpreter(convolutionProgram(random, false), random, portable);
  });
  test.each(Array.from({ length: 30 }, (_, seed) => seed))("computes convolutions of images and their gradients like the interpreter, case %i", async (seed) => {
    const random = randomOf(seed + 1001);
    await expectLikeInterpreter(convolutionProgram(random, true), random, portable);
  });
  test.each(Array.from({ length: 40 }, (_, seed) => seed))("multiplies matrices like the interpreter, case %i", async (seed) => {
    const random = randomOf(seed + 2001);
    await expectLikeInterpreter(matmulProgram(random), random, portable);
  });
});

describe("what the WebAssembly device refuses", () => {
  const program: Program = {
    name: "copy",
    values: [{ shape: [3], source: { kind: "feed", name: "x" } }, { shape: [3], source: null }],
    instructions: [{ op: "map", inputs: [0], outputs: [1], exprs: [input(0)] }],
    outputs: { y: 1 },
  };

  test("feeds of the wrong size, outputs that are not there and the states of another device are told, and nothing is kept", async () => {
    const device = await createWasmDevice({ threads: 1 });
    const states = device.createStates();
    const loaded = await device.load(program, states);
    await expect(loaded.run({ x: new Float32Array(2) }, ["y"])).rejects.toThrow(/Feed "x" has 2 values, not 3/);
    await expect(loaded.run({}, ["y"])).rejects.toThrow(/Feed "x" has 0 values/);
    await expect(loaded.run({ x: new Float32Array(3) }, ["z"])).rejects.toThrow(/no output "z"/);
    await expect(device.load(program, (await createWasmDevice({ threads: 1 })).createStates())).rejects.toThrow(/another device/);
    loaded.dispose();
    await expect(loaded.run({ x: new Float32Array(3) }, ["y"])).rejects.toThrow(/is disposed/);
    states.dispose();
    await expect(device.load(program, states)).rejects.toThrow(/are disposed/);
    expect(device.memoryBytes().used).toBe(0);
  });

  test("programs for a device that is disposed are told at once", async () => {
    const device = await createWasmDevice({ threads: 1 });
    const states = device.createStates();
    device.dispose();
    await expect(device.load(program, states)).rejects.toMatchObject({ code: "device-lost" });
  });
});
