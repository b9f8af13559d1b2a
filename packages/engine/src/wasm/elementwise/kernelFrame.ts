/** What element-wise kernels have in common: pointers of operands that walk through a loop nest, and a loop over the items of a call. */
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import type { NestDimension } from "./loopNest.ts";

/** One address for each operand. */
export type Pointers = readonly Local[];

export interface KernelFrame {
  readonly w: FunctionWriter;
  /** Moves the pointers that move along this dimension by so many steps. */
  advance(pointers: Pointers, dimension: NestDimension, times?: number): void;
  /** Pointers that start where these are; those that stay along all the dimensions are shared. */
  copyOf(pointers: Pointers, dimensions: readonly NestDimension[]): Pointers;
  /** Runs the body once for each item, with its pointers and its place along each of the dimensions, the last one fastest. */
  eachItem(items: readonly NestDimension[], body: (pointers: Pointers, places: readonly Local[]) => void): void;
  /** Runs the body for every step of the dimensions, outer to inner. */
  nest(dimensions: readonly NestDimension[], at: Pointers, body: (pointers: Pointers) => void): void;
}

const BEGIN: Local = 0;
const END: Local = 1;

/** `used` lists the operands that the kernel touches at all. */
export function kernelFrame(name: string, operandCount: number, used: readonly number[]): KernelFrame {
  const w = new FunctionWriter(name, Array.from({ length: 2 + operandCount }, () => "i32" as const));
  const frame: KernelFrame = {
    w,
    advance(pointers, { strides }, times = 1) {
      for (const operand of used) if (strides[operand] * times !== 0) w.step(pointers[operand], 4 * strides[operand] * times);
    },
    copyOf(pointers, dimensions) {
      const copy = [...pointers];
      for (const operand of used) {
        if (dimensions.every(({ strides }) => strides[operand] === 0)) continue;
        copy[operand] = w.local("i32");
        w.get(pointers[operand]).set(copy[operand]);
      }
      return copy;
    },
    eachItem(items, body) {
      const parameters = Array.from({ length: operandCount }, (_, operand) => 2 + operand);
      if (items.length === 0) {
        // The only item: nothing to do for an empty range.
        w.get(BEGIN).get(END).op("i32.lt_s").when(() => body(parameters, []));
        return;
      }
      const pointers = [...parameters];
      for (const operand of used) if (items.some(({ strides }) => strides[operand] !== 0)) pointers[operand] = w.local("i32");
      const item = w.local("i32");
      w.get(BEGIN).set(item);
      w.loopWhile(
        () => w.get(item).get(END).op("i32.lt_s"),
        () => {
          let rest = item;
          const places = new Array<Local>(items.length);
          for (let dimension = items.length - 1; dimension > 0; dimension--) {
            places[dimension] = w.local("i32");
            w.get(rest).i32(items[dimension].length).op("i32.rem_u").set(places[dimension]);
            const next = w.local("i32");
            w.get(rest).i32(items[dimension].length).op("i32.div_u").set(next);
            rest = next;
          }
          places[0] = rest;
          for (const operand of used) {
            if (pointers[operand] === parameters[operand]) continue;
            w.get(parameters[operand]);
            items.forEach(({ strides }, dimension) => {
              if (strides[operand] !== 0) w.get(places[dimension]).i32(4 * strides[operand]).op("i32.mul").op("i32.add");
            });
            w.set(pointers[operand]);
          }
          body(pointers, places);
          w.step(item, 1);
        },
      );
    },
    nest(dimensions, at, body) {
      if (dimensions.length === 0) {
        body(at);
        return;
      }
      const [outer, ...inner] = dimensions;
      const own = frame.copyOf(at, [outer]);
      w.repeat(outer.length, () => {
        frame.nest(inner, own, body);
        frame.advance(own, outer);
      });
    },
  };
  return frame;
}
