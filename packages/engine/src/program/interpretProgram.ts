/** Runs a program in float64 by the plainest loops: what every executor is compared with. */
import { evaluate } from "./expr.ts";
import { maskHash } from "./maskHash.ts";
import { sizeOf } from "./program.ts";
import type { AxisWindow, Instruction, Program, ValueId, Window } from "./program.ts";

export interface InterpreterState {
  /** By name; `update` writes here. */
  readonly [name: string]: Float64Array;
}

const stridesOf = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

/** Position in a tensor of `shape` that broadcasts at position `at` of a larger one. */
function broadcastIndex(shape: readonly number[], at: readonly number[]): number {
  let index = 0;
  shape.forEach((side, axis) => (index = index * side + (side === 1 ? 0 : at[axis - shape.length + at.length])));
  return index;
}

function eachPosition(shape: readonly number[], visit: (at: readonly number[], index: number) => void): void {
  const at = shape.map(() => 0);
  const count = sizeOf(shape);
  for (let index = 0; index < count; index++) {
    visit(at, index);
    for (let axis = shape.length - 1; axis >= 0 && ++at[axis] === shape[axis]; axis--) at[axis] = 0;
  }
}

/** All values after a run. Feeds by name; states are changed in place. */
export function interpretProgram(program: Program, feeds: Readonly<Record<string, ArrayLike<number>>>, states: InterpreterState): readonly Float64Array[] {
  const data: Float64Array[] = program.values.map(({ shape, source }) => {
    if (source === null) return new Float64Array(sizeOf(shape));
    if (source.kind === "state") return states[source.name];
    return Float64Array.from(source.kind === "feed" ? feeds[source.name] : source.data);
  });
  const shapeOf = (id: ValueId): readonly number[] => program.values[id].shape;
  for (const instruction of program.instructions) run(instruction);
  return data;

  function run(instruction: Instruction): void {
    const { inputs, outputs } = instruction;
    const [x, second, third] = inputs.map((id) => data[id]);
    const y = data[outputs[0]];
    const yShape = outputs.length > 0 ? shapeOf(outputs[0]) : [];
    const xShape = inputs.length > 0 ? shapeOf(inputs[0]) : [];
    switch (instruction.op) {
      case "map":
        instruction.exprs.forEach((expr, k) => eachPosition(yShape, (at, index) => {
          data[outputs[k]][index] = evaluate(expr, (i) => data[inputs[i]][broadcastIndex(shapeOf(inputs[i]), at)]);
        }));
        break;
      case "reduce":
        instruction.exprs.forEach((expr, k) => {
          const result = data[outputs[k]].fill(instruction.kind === "sum" ? 0 : Number.NEGATIVE_INFINITY);
          eachPosition(instruction.shape, (at) => {
            const value = evaluate(expr, (i) => data[inputs[i]][broadcastIndex(shapeOf(inputs[i]), at)]);
            const to = broadcastIndex(yShape, at);
            result[to] = instruction.kind === "sum" ? result[to] + value : Math.max(result[to], value);
          });
        });
        break;
      case "moments": {
        const [mean, variance] = [y.fill(0), data[outputs[1]].fill(0)];
        const count = x.length / mean.length;
        eachPosition(xShape, (at, index) => (mean[broadcastIndex(yShape, at)] += x[index] / count));
        eachPosition(xShape, (at, index) => (variance[broadcastIndex(yShape, at)] += (x[index] - mean[broadcastIndex(yShape, at)]) ** 2 / count));
        break;
      }
      case "matmul": {
        const [rows, columns] = yShape.slice(-2);
        const depth = instruction.transposeA ? xShape.at(-2)! : xShape.at(-1)!;
        const count = sizeOf(yShape.slice(0, -2));
        const [offsetA, offsetB] = [xShape.length > 2 ? rows * depth : 0, shapeOf(inputs[1]).length > 2 ? depth * columns : 0];
        for (let n = 0; n < count; n++) for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
          let sum = 0;
          for (let k = 0; k < depth; k++) sum += x[n * offsetA + (instruction.transposeA ? k * rows + i : i * depth + k)] * second[n * offsetB + (instruction.transposeB ? j * depth + k : k * columns + j)];
          y[(n * rows + i) * columns + j] = sum;
        }
        break;
      }
      case "conv":
        eachProduct(xShape, yShape, shapeOf(inputs[1]), instruction.window, instruction.groups, y, (xi, wi, yi) => (y[yi] += x[xi] * second[wi]));
        break;
      case "convInputGradient":
        eachProduct(yShape, xShape, shapeOf(inputs[1]), instruction.window, instruction.groups, y, (xi, wi, yi) => (y[xi] += x[yi] * second[wi]));
        break;
      case "convKernelGradient":
        eachProduct(xShape, shapeOf(inputs[1]), yShape, instruction.window, instruction.groups, y, (xi, wi, yi) => (y[wi] += x[xi] * second[yi]));
        break;
      case "pool":
        eachWindow(xShape, yShape, instruction.window, (from, to) => {
          y[to] = instruction.kind === "max" ? Math.max(...from.map((i) => x[i])) : from.reduce((sum, i) => sum + x[i], 0) / from.length;
        });
        break;
      case "poolGradient":
        y.fill(0);
        eachWindow(yShape, instruction.kind === "max" ? shapeOf(inputs[1]) : xShape, instruction.window, (from, to) => {
          if (instruction.kind === "max") y[from.find((i) => x[i] === second[to])!] += third[to];
          else for (const i of from) y[i] += x[to] / from.length;
        });
        break;
      case "reshape":
        y.set(x);
        break;
      case "transpose": {
        const strides = stridesOf(xShape);
        eachPosition(yShape, (at, index) => (y[index] = x[at.reduce((sum, place, axis) => sum + place * strides[instruction.permutation[axis]], 0)]));
        break;
      }
      case "slice": {
        const strides = stridesOf(xShape);
        eachPosition(yShape, (at, index) => (y[index] = x[at.reduce((sum, place, axis) => sum + (place + instruction.begin[axis]) * strides[axis], 0)]));
        break;
      }
      case "pad": {
        const strides = stridesOf(yShape);
        y.fill(0);
        eachPosition(xShape, (at, index) => (y[at.reduce((sum, place, axis) => sum + (place + instruction.before[axis]) * strides[axis], 0)] = x[index]));
        break;
      }
      case "concat": {
        const strides = stridesOf(yShape);
        let begin = 0;
        for (const id of inputs) {
          const from = begin;
          eachPosition(shapeOf(id), (at, index) => (y[at.reduce((sum, place, axis) => sum + (place + (axis === instruction.axis ? from : 0)) * strides[axis], 0)] = data[id][index]));
          begin += shapeOf(id)[instruction.axis];
        }
        break;
      }
      case "randomMask":
        y.forEach((_, index) => (y[index] = maskHash(x[0], instruction.stream, index) < instruction.rate * 2 ** 32 ? 0 : 1 / (1 - instruction.rate)));
        break;
      case "update": {
        const scalars = instruction.scalars.map((id) => data[id][0]);
        for (const { value, states: names } of instruction.entries) {
          data[value].forEach((_, index) => {
            const old = names.map((name) => states[name][index]);
            const operands = [data[value][index], ...old, ...scalars];
            const fresh = instruction.exprs.map((expr) => evaluate(expr, (i) => operands[i]));
            names.forEach((name, k) => (states[name][index] = fresh[k]));
          });
        }
        break;
      }
      default:
        instruction satisfies never;
    }
  }
}

/** Height and width of a signal or an image. */
const planeOf = (shape: readonly number[]): readonly [number, number] => (shape.length === 3 ? [1, shape[1]] : [shape[1], shape[2]]);

/** Samples that tap `tap` of output `at` falls on, or −1 outside. */
function sampleAt(window: AxisWindow, at: number, tap: number): number {
  const sample = at * window.stride + tap * window.dilation - window.padBefore;
  return sample >= 0 && sample < window.inputLength ? sample : -1;
}

/** Visits every product of a convolution: indices into x, kernel and y. Zeroes `result` first. */
function eachProduct(xShape: readonly number[], yShape: readonly number[], kernelShape: readonly number[], window: Window, groups: number, result: Float64Array, visit: (xi: number, wi: number, yi: number) => void): void {
  result.fill(0);
  const [inHeight, inWidth] = planeOf(xShape);
  const [outHeight, outWidth] = planeOf(yShape);
  const [channels, filters] = [xShape.at(-1)!, yShape.at(-1)!];
  const [perGroup, filtersPerGroup] = [kernelShape.at(-2)!, filters / groups];
  for (let b = 0; b < xShape[0]; b++) for (let oh = 0; oh < outHeight; oh++) for (let ow = 0; ow < outWidth; ow++) {
    for (let kh = 0; kh < window.height.size; kh++) for (let kw = 0; kw < window.width.size; kw++) {
      const [ih, iw] = [sampleAt(window.height, oh, kh), sampleAt(window.width, ow, kw)];
      if (ih < 0 || iw < 0) continue;
      for (let c = 0; c < perGroup; c++) for (let f = 0; f < filters; f++) {
        const channel = Math.floor(f / filtersPerGroup) * perGroup + c;
        visit(((b * inHeight + ih) * inWidth + iw) * channels + channel, ((kh * window.width.size + kw) * perGroup + c) * filters + f, ((b * outHeight + oh) * outWidth + ow) * filters + f);
      }
    }
  }
}

/** Visits every window: the input indices inside, in order, and the output index. */
function eachWindow(xShape: readonly number[], yShape: readonly number[], window: Window, visit: (from: readonly number[], to: number) => void): void {
  const [inHeight, inWidth] = planeOf(xShape);
  const [outHeight, outWidth] = planeOf(yShape);
  const channels = xShape.at(-1)!;
  for (let b = 0; b < xShape[0]; b++) for (let oh = 0; oh < outHeight; oh++) for (let ow = 0; ow < outWidth; ow++) for (let c = 0; c < channels; c++) {
    const from: number[] = [];
    for (let kh = 0; kh < window.height.size; kh++) for (let kw = 0; kw < window.width.size; kw++) {
      const [ih, iw] = [sampleAt(window.height, oh, kh), sampleAt(window.width, ow, kw)];
      if (ih >= 0 && iw >= 0) from.push(((b * inHeight + ih) * inWidth + iw) * channels + c);
    }
    visit(from, ((b * outHeight + oh) * outWidth + ow) * channels + c);
  }
}
