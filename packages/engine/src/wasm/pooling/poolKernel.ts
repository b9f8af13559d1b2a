/**
 * Pools and their gradients. Channels run over the lanes, a cache line of them at once; the gradient of a maximum goes to the first tap that
 * equals it. An item of a gradient is all the positions of some channels of one sample, so that no two items add to the same place.
 */
import type { Window } from "../../program/program.ts";
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";
import { kernelFrame } from "../elementwise/kernelFrame.ts";
import type { KernelFrame } from "../elementwise/kernelFrame.ts";
import { finishLargest, newLargest, takeLarger } from "../elementwise/largest.ts";
import { LANES, loadLanes, storeLanes } from "../elementwise/lanes.ts";
import type { NestDimension } from "../elementwise/loopNest.ts";
import { writeTapRange } from "./windowRange.ts";
import type { TapRange } from "./windowRange.ts";

/** Elements between neighbours in height and width. */
export interface PlaneStrides {
  readonly height: number;
  readonly width: number;
}

export interface PoolKernelSpec {
  readonly kind: "max" | "average";
  readonly window: Window;
  /** Channels of one item, which lie side by side. */
  readonly channels: number;
  /** Operands of a pool: Y, X. Last two: rows of the output, then blocks of outputs in a row. */
  readonly items: readonly NestDimension[];
  readonly input: PlaneStrides;
  readonly output: PlaneStrides;
  /** Outputs of a block. */
  readonly blockLength: number;
}

export interface PoolGradientKernelSpec {
  readonly kind: "max" | "average";
  readonly window: Window;
  readonly channels: number;
  /** Operands: dX, dY, and for a maximum X and Y. */
  readonly items: readonly NestDimension[];
  readonly inputGradient: PlaneStrides;
  readonly outputGradient: PlaneStrides;
  readonly input: PlaneStrides;
  readonly output: PlaneStrides;
}

/** Vectors of channels at once. */
const COLUMNS = 4;
/** Windows of so many taps are written out one by one. */
const UNROLLED_TAPS = 16;

interface TapRanges {
  readonly height: TapRange | null;
  readonly width: TapRange | null;
}

/** Parameters, all i32: begin, end (items), the addresses of Y and of what tap (0, 0) of output (0, 0) would read, inside X or not. */
export function writePoolKernel(name: string, spec: PoolKernelSpec): FunctionWriter {
  const { kind, window, channels, items, input, output, blockLength } = spec;
  const frame = kernelFrame(name, 2, [0, 1]);
  const { w } = frame;
  frame.eachItem(items, ([y, x], places) => {
    const height = writeTapRange(w, window.height, places[places.length - 2]);
    const column = w.local("i32");
    w.get(places[places.length - 1]).i32(blockLength).op("i32.mul").set(column);
    const [yAt, xAt] = copyLocals(w, [y, x]);
    w.repeat(blockLength, () => {
      const ranges = { height, width: writeTapRange(w, window.width, column) };
      const share = kind === "average" ? reciprocalOfTaps(w, window, ranges) : null;
      eachColumnBlock(frame, channels, [yAt, xAt], ([yColumn, xColumn], vectors, lastLanes) => {
        const largest = Array.from({ length: kind === "max" ? vectors : 0 }, () => newLargest(w));
        const sums = Array.from({ length: vectors }, (_, vector) => {
          if (kind === "max") return largest[vector].value;
          const local = w.local("v128");
          w.f32(0).vector("f32x4.splat").set(local);
          return local;
        });
        eachTap(w, window, ranges, [xColumn], [input], ([at], [offset]) => {
          const loaded = sums.map((_, vector) => loadLanes(w, at, 1, offset + vector * LANES));
          sums.forEach((sum, vector) => {
            if (kind === "max") takeLarger(largest[vector], loaded[vector], w);
            else w.get(sum).get(loaded[vector]).vector("f32x4.add").set(sum);
          });
        });
        largest.forEach((each) => finishLargest(each, w));
        sums.forEach((sum, vector) => {
          if (share !== null) w.get(sum).get(share).vector("f32x4.mul").set(sum);
          storeLanes(w, yColumn, sum, 1, vector * LANES, vector === vectors - 1 ? lastLanes : LANES);
        });
      });
      w.step(column, 1).step(yAt, 4 * output.width).step(xAt, 4 * input.width * window.width.stride);
    });
  });
  return w;
}

/** Parameters, all i32: begin, end (items), the addresses of dX and dY, for a maximum those of X and Y, and the places of tap (0, 0) of output (0, 0) in dX and X. */
export function writePoolGradientKernel(name: string, spec: PoolGradientKernelSpec): FunctionWriter {
  const { kind, window, channels, items, inputGradient, outputGradient, input, output } = spec;
  const isMax = kind === "max";
  const frame = kernelFrame(name, isMax ? 4 : 2, isMax ? [0, 1, 2, 3] : [0, 1]);
  const { w } = frame;
  const { height, width } = window;
  /** From the first element of an input to where tap (0, 0) of output (0, 0) would lie. */
  const firstTap = (strides: PlaneStrides): number => -(height.padBefore * strides.height + width.padBefore * strides.width);
  frame.eachItem(items, (pointers) => {
    zeroPlane(w, pointers[0], window, channels, inputGradient);
    const outputStrides = isMax ? [inputGradient, outputGradient, input, output] : [inputGradient, outputGradient];
    const rowSteps = outputStrides.map((strides, operand) => (operand % 2 === 0 ? strides.height * height.stride : strides.height));
    const columnSteps = outputStrides.map((strides, operand) => (operand % 2 === 0 ? strides.width * width.stride : strides.width));
    const row = copyLocals(w, pointers);
    outputStrides.forEach((strides, operand) => operand % 2 === 0 && firstTap(strides) !== 0 && w.step(row[operand], 4 * firstTap(strides)));
    const rowPlace = w.local("i32");
    w.i32(0).set(rowPlace);
    w.repeat(height.outputLength, () => {
      const heightRange = writeTapRange(w, height, rowPlace);
      const at = copyLocals(w, row);
      const columnPlace = w.local("i32");
      w.i32(0).set(columnPlace);
      w.repeat(width.outputLength, () => {
        const ranges = { height: heightRange, width: writeTapRange(w, width, columnPlace) };
        const share = isMax ? null : reciprocalOfTaps(w, window, ranges);
        eachColumnBlock(frame, channels, at, (columns, vectors, lastLanes) => {
          const numbers = Array.from({ length: vectors }, (_, vector) => vector);
          const store = (to: Local, value: Local, offset: number, vector: number): void => storeLanes(w, to, value, 1, offset + vector * LANES, vector === vectors - 1 ? lastLanes : LANES);
          const dy = numbers.map((vector) => loadLanes(w, columns[1], 1, vector * LANES));
          if (share !== null) dy.forEach((local) => w.get(local).get(share).vector("f32x4.mul").set(local));
          const largest = isMax ? numbers.map((vector) => loadLanes(w, columns[3], 1, vector * LANES)) : [];
          // What has not found its tap yet.
          const open = isMax ? dy : [];
          const walked = isMax ? [columns[0], columns[2]] : [columns[0]];
          eachTap(w, window, ranges, walked, isMax ? [inputGradient, input] : [inputGradient], (taps, offsets) => {
            for (const vector of numbers) {
              const sum = loadLanes(w, taps[0], 1, offsets[0] + vector * LANES);
              if (!isMax) {
                w.get(sum).get(dy[vector]).vector("f32x4.add").set(sum);
              } else {
                const x = loadLanes(w, taps[1], 1, offsets[1] + vector * LANES);
                const hit = w.local("v128");
                w.get(x).get(largest[vector]).vector("f32x4.eq").set(hit);
                w.get(sum).get(open[vector]).get(hit).vector("v128.and").vector("f32x4.add").set(sum);
                w.get(open[vector]).get(hit).vector("v128.andnot").set(open[vector]);
              }
              store(taps[0], sum, offsets[0], vector);
            }
          });
        });
        w.step(columnPlace, 1);
        columnSteps.forEach((step, operand) => w.step(at[operand], 4 * step));
      });
      w.step(rowPlace, 1);
      rowSteps.forEach((step, operand) => w.step(row[operand], 4 * step));
    });
  });
  return w;
}

function copyLocals(w: FunctionWriter, locals: readonly Local[]): Local[] {
  return locals.map((local) => {
    const copy = w.local("i32");
    w.get(local).set(copy);
    return copy;
  });
}

function zeroPlane(w: FunctionWriter, pointer: Local, { height, width }: Window, channels: number, strides: PlaneStrides): void {
  const row = w.local("i32");
  w.get(pointer).set(row);
  w.repeat(height.inputLength, () => {
    if (strides.width === channels || width.inputLength === 1) w.get(row).i32(0).i32(4 * channels * width.inputLength).memoryFill();
    else {
      const [at] = copyLocals(w, [row]);
      w.repeat(width.inputLength, () => {
        w.get(at).i32(0).i32(4 * channels).memoryFill();
        w.step(at, 4 * strides.width);
      });
    }
    w.step(row, 4 * strides.height);
  });
}

/** One over the number of taps inside, in all lanes. */
function reciprocalOfTaps(w: FunctionWriter, { height, width }: Window, ranges: TapRanges): Local {
  const share = w.local("v128");
  w.f32(1);
  if (ranges.height || ranges.width) {
    const count = (range: TapRange | null, size: number): void => {
      if (range) w.get(range.limit).get(range.first).op("i32.sub");
      else w.i32(size);
    };
    count(ranges.height, height.size);
    count(ranges.width, width.size);
    w.op("i32.mul").op("f32.convert_i32_s").op("f32.div");
  } else w.f32(height.size * width.size).op("f32.div");
  w.vector("f32x4.splat").set(share);
  return share;
}

/** Runs the body for blocks of up to four vectors of channels; the last one of a block may have fewer lanes. */
function eachColumnBlock({ w }: KernelFrame, channels: number, pointers: readonly Local[], body: (at: readonly Local[], vectors: number, lastLanes: number) => void): void {
  const whole = Math.floor(channels / LANES);
  const tail = channels % LANES;
  const blocks = Math.floor(whole / COLUMNS);
  const rest = whole % COLUMNS;
  const moves = blocks > 1 || (blocks === 1 && rest + tail > 0);
  const at = moves ? copyLocals(w, pointers) : pointers;
  w.repeat(blocks, () => {
    body(at, COLUMNS, LANES);
    if (moves) at.forEach((local) => w.step(local, 4 * COLUMNS * LANES));
  });
  if (tail > 0) body(at, rest + 1, tail);
  else if (rest > 0) body(at, rest, LANES);
}

/** Runs the body for every tap inside, in order: a pointer for each operand, and how many elements behind it the tap lies. */
function eachTap(w: FunctionWriter, { height, width }: Window, ranges: TapRanges, pointers: readonly Local[], strides: readonly PlaneStrides[], body: (at: readonly Local[], offsets: readonly number[]) => void): void {
  const rowStep = strides.map((stride) => stride.height * height.dilation);
  const columnStep = strides.map((stride) => stride.width * width.dilation);
  const written = (): void => {
    for (let kh = 0; kh < height.size; kh++) for (let kw = 0; kw < width.size; kw++) body(pointers, pointers.map((_, k) => kh * rowStep[k] + kw * columnStep[k]));
  };
  const still = pointers.map(() => 0);
  const looped = (): void => {
    const row = copyLocals(w, pointers);
    alongTaps(w, ranges.height, height.size, row, rowStep, () => {
      const at = copyLocals(w, row);
      alongTaps(w, ranges.width, width.size, at, columnStep, () => body(at, still));
    });
  };
  if (height.size * width.size > UNROLLED_TAPS) {
    looped();
    return;
  }
  const clipped = [[ranges.height, height.size] as const, [ranges.width, width.size] as const].flatMap(([range, size]) => (range ? [{ range, size }] : []));
  if (clipped.length === 0) {
    written();
    return;
  }
  clipped.forEach(({ range, size }, k) => {
    w.get(range.limit).get(range.first).op("i32.sub").i32(size).op("i32.eq");
    if (k > 0) w.op("i32.and");
  });
  w.when(written, looped);
}

function alongTaps(w: FunctionWriter, range: TapRange | null, size: number, at: readonly Local[], steps: readonly number[], body: () => void): void {
  const next = (): void => {
    body();
    steps.forEach((step, k) => w.step(at[k], 4 * step));
  };
  if (!range) {
    w.repeat(size, next);
    return;
  }
  const left = w.local("i32");
  w.get(range.limit).get(range.first).op("i32.sub").set(left);
  steps.forEach((step, k) => w.get(at[k]).get(range.first).i32(4 * step).op("i32.mul").op("i32.add").set(at[k]));
  w.countDown(left, 1, next);
}
