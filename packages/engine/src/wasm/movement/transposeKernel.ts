/** Transposes in squares of four by four: rows of the input are loaded as they lie, columns of them stored as rows. */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";
import { kernelFrame } from "../elementwise/kernelFrame.ts";
import type { Pointers } from "../elementwise/kernelFrame.ts";
import { LANES, loadLanes, storeLanes } from "../elementwise/lanes.ts";
import type { NestDimension } from "../elementwise/loopNest.ts";

/** Operands: output, input. */
export interface TransposeKernelSpec {
  readonly items: readonly NestDimension[];
  /** The output lies side by side along it. */
  readonly down: NestDimension;
  /** The input lies side by side along it. */
  readonly across: NestDimension;
}

/** Parameters, all i32: begin, end (items), the addresses of output and input. */
export function writeTransposeKernel(name: string, { items, down, across }: TransposeKernelSpec): FunctionWriter {
  const frame = kernelFrame(name, 2, [0, 1]);
  const { w, advance, copyOf } = frame;
  /** Up to four rows (along `down`) and columns (along `across`) of the input. */
  const square = (at: Pointers, rows: number, columns: number): void => {
    const loaded = Array.from({ length: rows }, (_, row) => loadLanes(w, at[1], 1, row * down.strides[1]));
    const shuffled = (a: Local, b: Local, lanes: readonly [number, number, number, number]): Local => {
      const local = w.local("v128");
      w.get(a).get(b).shuffle(lanes).set(local);
      return local;
    };
    const [a, b, c, d] = [0, 1, 2, 3].map((row) => loaded[Math.min(row, rows - 1)]);
    const [lowAB, lowCD] = [shuffled(a, b, [0, 4, 1, 5]), shuffled(c, d, [0, 4, 1, 5])];
    const results = [() => shuffled(lowAB, lowCD, [0, 1, 4, 5]), () => shuffled(lowAB, lowCD, [2, 3, 6, 7])];
    if (columns > 2) {
      const [highAB, highCD] = [shuffled(a, b, [2, 6, 3, 7]), shuffled(c, d, [2, 6, 3, 7])];
      results.push(() => shuffled(highAB, highCD, [0, 1, 4, 5]), () => shuffled(highAB, highCD, [2, 3, 6, 7]));
    }
    results.slice(0, columns).forEach((result, column) => storeLanes(w, at[0], result(), 1, column * across.strides[0], rows));
  };
  const loop = (at: Pointers, dimension: NestDimension, body: (pointers: Pointers, count: number) => void): void => {
    const own = copyOf(at, [dimension]);
    const whole = Math.floor(dimension.length / LANES);
    w.repeat(whole, () => {
      body(own, LANES);
      advance(own, dimension, LANES);
    });
    if (dimension.length % LANES > 0) body(own, dimension.length % LANES);
  };
  frame.eachItem(items, (pointers) => loop(pointers, down, (row, rows) => loop(row, across, (column, columns) => square(column, rows, columns))));
  return w;
}
