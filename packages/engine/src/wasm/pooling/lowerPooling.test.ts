import { describe, expect, it } from "vitest";
import type { AxisWindow, Instruction, Program, Window } from "../../program/program.ts";
import { sizeOf } from "../../program/program.ts";
import { interpretProgram } from "../../program/interpretProgram.ts";
import { seededRandom } from "../../seededRandom.ts";
import { expectInstruction } from "../testing/expectInstruction.ts";
import { placeInstruction, WHOLE } from "../testing/kernelHarness.ts";
import type { Lower } from "../testing/kernelHarness.ts";
import { drawFrom, programOf } from "../testing/randomPrograms.ts";
import type { Draw } from "../testing/randomPrograms.ts";
import { lowerPool, lowerPoolGradient } from "./lowerPooling.ts";

const lower: Lower = (instruction, context) => {
  if (instruction.op === "pool") return lowerPool(instruction, context);
  if (instruction.op === "poolGradient") return lowerPoolGradient(instruction, context);
  throw new Error(instruction.op);
};

const STILL: AxisWindow = { inputLength: 1, outputLength: 1, size: 1, stride: 1, dilation: 1, padBefore: 0 };

/** A window that always has a sample inside. */
function drawAxis(draw: Draw, longest: number): AxisWindow {
  for (;;) {
    const { whole } = draw;
    const [size, stride, dilation, inputLength] = [draw.pick([1, 2, 3, 5, 9, 20]), whole(1, 3), whole(1, 3), whole(1, longest)];
    const padBefore = whole(0, size - 1);
    const outputLength = Math.floor((inputLength + padBefore + whole(0, size - 1) - (size - 1) * dilation - 1) / stride) + 1;
    const hasSample = (at: number): boolean => Array.from({ length: size }, (_, tap) => at * stride + tap * dilation - padBefore).some((sample) => sample >= 0 && sample < inputLength);
    if (outputLength >= 1 && Array.from({ length: outputLength }, (_, at) => at).every(hasSample)) return { inputLength, outputLength, size, stride, dilation, padBefore };
  }
}

interface PoolCase {
  readonly window: Window;
  readonly xShape: readonly number[];
  readonly yShape: readonly number[];
}

function drawCase(draw: Draw): PoolCase {
  const isImage = draw.random() < 0.5;
  const window: Window = isImage ? { height: drawAxis(draw, 9), width: drawAxis(draw, 14) } : { height: STILL, width: drawAxis(draw, draw.pick([6, 60, 600])) };
  const [batch, channels] = [draw.whole(1, 4), draw.pick([1, 2, 3, 4, 7, 16, 20, 33, 48])];
  const shapeOf = (which: "inputLength" | "outputLength"): number[] => [batch, ...(isImage ? [window.height[which]] : []), window.width[which], channels];
  return { window, xShape: shapeOf("inputLength"), yShape: shapeOf("outputLength") };
}

/** Few distinct values, half of the time all negative: ties, and windows without a positive value. */
function drawTied(draw: Draw, shape: readonly number[]): Float32Array {
  const shift = draw.pick([0, -3]);
  return Float32Array.from({ length: sizeOf(shape) }, () => draw.whole(-3, 3) / 2 + shift);
}
const drawSigned = (draw: Draw, shape: readonly number[]): Float32Array => Float32Array.from({ length: sizeOf(shape) }, () => 2 * draw.random() - 1);

describe("pools on WebAssembly", () => {
  it.each(Array.from({ length: 60 }, (_, round) => round))("give what the interpreter gives, and so do their gradients, round %i", (round) => {
    const draw = drawFrom(seededRandom(12)(`pool ${round}`));
    const { window, xShape, yShape } = drawCase(draw);
    for (const kind of ["max", "average"] as const) {
      const forward: Program = programOf([xShape], [yShape], (inputs, outputs) => ({ op: "pool", kind, window, inputs, outputs }) satisfies Instruction);
      const x = drawTied(draw, xShape);
      expectInstruction(forward, lower, { x0: x }, {}, draw.random);
      const dy = drawSigned(draw, yShape);
      const y = Float32Array.from(interpretProgram(forward, { x0: x }, {})[1]);
      const backward = programOf(kind === "max" ? [xShape, yShape, yShape] : [yShape], [xShape], (inputs, outputs) => ({ op: "poolGradient", kind, window, inputs, outputs }));
      expectInstruction(backward, lower, kind === "max" ? { x0: x, x1: y, x2: dy } : { x0: dy }, {}, draw.random);
    }
  });

  it("show a not-a-number in every window that has one", () => {
    const width: AxisWindow = { inputLength: 12, outputLength: 6, size: 3, stride: 2, dilation: 1, padBefore: 1 };
    const program = programOf([[1, 12, 5]], [[1, 6, 5]], (inputs, outputs) => ({ op: "pool", kind: "max", window: { height: STILL, width }, inputs, outputs }));
    const x0 = new Float32Array(60).fill(2);
    // Sample 3 of channel 2 lies in the windows of outputs 1 (samples 1 … 3) and 2 (3 … 5).
    x0[3 * 5 + 2] = Number.NaN;
    const placed = placeInstruction(program, lower, new Map(), { x0 });
    placed.run(WHOLE);
    expect([...placed.read(1).keys()].filter((index) => Number.isNaN(placed.read(1)[index]))).toEqual([1 * 5 + 2, 2 * 5 + 2]);
  });
});
