/**
 * What an instruction becomes for WebAssembly: phases of calls to emitted kernels. Between two phases all threads meet; within a
 * phase, items may run on any thread in any order, so an item writes what no other item of the phase reads or writes.
 * The result of an item never depends on how items are divided, which keeps any number of threads bit-identical.
 */
import type { FunctionWriter } from "./encoder/functionWriter.ts";
import type { ValueId } from "../program/program.ts";

/** Where the elements of a value lie: element (i₀, i₁, …) is 4 · (offset + Σ i · stride) bytes behind the address of the value. */
export interface Layout {
  readonly offset: number;
  /** In elements, one for each axis of the shape. */
  readonly strides: readonly number[];
  /** All of it, margins included. */
  readonly elements: number;
}

/** A place in memory, known when a program is loaded. `element` counts from the address of the thing, before its layout's offset. */
export type Operand =
  | { readonly kind: "value"; readonly value: ValueId; readonly element: number }
  | { readonly kind: "state"; readonly name: string; readonly element: number }
  /** A block that all instructions share; nothing in it outlives the instruction. */
  | { readonly kind: "scratch"; readonly element: number };

export interface KernelCall {
  /** Calls with equal keys share one function. */
  readonly key: string;
  /** A function whose i32 parameters are begin and end of the items to do, then the addresses of the operands in bytes. */
  readonly write: (name: string) => FunctionWriter;
  readonly operands: readonly Operand[];
  readonly items: number;
  /** About how many nanoseconds an item takes on one thread; decides how many items go together. */
  readonly itemNanoseconds: number;
  /** Where items read the same memory: they go together in at most so many groups, each of which reads it once. */
  readonly mostGroups?: number;
}

export type Phase = readonly KernelCall[];

/** What the lowering of an instruction may ask about its program. */
export interface LoweringContext {
  shapeOf(value: ValueId): readonly number[];
  layoutOf(value: ValueId): Layout;
}

export interface LoweredInstruction {
  readonly phases: readonly Phase[];
  /** Elements of scratch it uses. */
  readonly scratchElements: number;
}

export const rowMajorLayout = (shape: readonly number[]): Layout => {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return { offset: 0, strides, elements: stride };
};
