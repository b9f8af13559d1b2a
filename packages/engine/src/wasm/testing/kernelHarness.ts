/**
 * Runs one lowered instruction on WebAssembly memory that is full of a filler but for the elements of the operands: what is read or written
 * beyond them shows.
 */
import { sizeOf } from "../../program/program.ts";
import type { Instruction, Program, ValueId } from "../../program/program.ts";
import { encodeModule } from "../encoder/encodeModule.ts";
import { rowMajorLayout } from "../kernelCall.ts";
import type { KernelCall, Layout, LoweredInstruction, LoweringContext, Operand } from "../kernelCall.ts";

export type Lower = (instruction: Instruction, context: LoweringContext) => LoweredInstruction;

/** How the items of calls are handed out. */
export interface Schedule {
  /** Divides items into ranges. */
  ranges(items: number): readonly (readonly [number, number])[];
  /** The order of the ranges of one phase. */
  order<T>(ranges: readonly T[]): readonly T[];
}

export const WHOLE: Schedule = { ranges: (items) => [[0, items]], order: (ranges) => ranges };

/** Ranges of random lengths in random order. */
export const scattered = (random: () => number): Schedule => ({
  ranges(items) {
    const ranges: [number, number][] = [];
    for (let begin = 0; begin < items; ) {
      const end = Math.min(items, begin + 1 + Math.floor(random() * Math.max(1, items / 3)));
      ranges.push([begin, end]);
      begin = end;
    }
    return ranges;
  },
  order: (ranges) => ranges.map((range) => ({ range, key: random() })).sort((a, b) => a.key - b.key).map(({ range }) => range),
});

export interface PlacedInstruction {
  /** Runs all phases. */
  run(schedule: Schedule): void;
  /** Elements of a value, without its margins. */
  read(value: ValueId): Float32Array;
  readState(name: string): Float32Array;
  /** Whether every word that is no element of an operand still holds what it held, scratch aside. */
  bordersUntouched(): boolean;
  /** All the words of a value, margins included. */
  words(value: ValueId): Float32Array;
  readonly lowered: LoweredInstruction;
}

/** Elements that may be read behind an operand, and more, between any two. */
const BORDER = 16;
/** Not-a-numbers, which nothing that reads them can hide; and a number, as arithmetic may leave a not-a-number as it was. */
export const FILLERS = { notNumbers: 0x7fc12345, numbers: 0x4640e6b7 } as const;

/** Indices of the elements of a layout, in row-major order of the shape. */
export function elementPlaces(shape: readonly number[], { offset, strides }: Layout): number[] {
  let places = [offset];
  shape.forEach((length, axis) => (places = places.flatMap((place) => Array.from({ length }, (_, index) => place + index * strides[axis]))));
  return places;
}

export interface PlacingOptions {
  /** Calls of a phase behind those of the instruction. */
  readonly extraCalls?: (context: LoweringContext) => readonly KernelCall[];
  /** Bits of every word that is nobody's. */
  readonly filler?: number;
}

/** The only instruction of the program; feeds and constants lie in the memory as `data` says, states beside them. */
export function placeInstruction(program: Program, lower: Lower, layouts: ReadonlyMap<ValueId, Layout>, data: Readonly<Record<string, ArrayLike<number>>>, states: Readonly<Record<string, ArrayLike<number>>> = {}, { extraCalls = () => [], filler = FILLERS.notNumbers }: PlacingOptions = {}): PlacedInstruction {
  const [instruction] = program.instructions;
  const shapeOf = (value: ValueId): readonly number[] => program.values[value].shape;
  const layoutOf = (value: ValueId): Layout => layouts.get(value) ?? rowMajorLayout(shapeOf(value));
  const context: LoweringContext = { shapeOf, layoutOf };
  const lowered = lower(instruction, context);
  const phases = [...lowered.phases, extraCalls(context)];
  let next = 64;
  const place = (elements: number): number => {
    const at = next;
    next += Math.ceil(elements / 4) * 4 + BORDER;
    return at;
  };
  const valuePlaces = program.values.map((_, value) => place(layoutOf(value).elements));
  const statePlaces = new Map(Object.entries(states).map(([name, values]) => [name, place(values.length)]));
  const scratch = place(lowered.scratchElements);
  const pages = Math.ceil((4 * next) / 65536) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const floats = new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer).fill(filler);
  const owned = new Set<number>();
  program.values.forEach(({ shape, source }, value) => {
    const places = elementPlaces(shape, layoutOf(value)).map((element) => valuePlaces[value] + element);
    const isResult = source === null && instruction.outputs.includes(value);
    if (isResult) places.forEach((at) => owned.add(at));
    if (source?.kind === "feed") places.forEach((at, index) => (floats[at] = data[source.name][index]));
    if (source?.kind === "constant") places.forEach((at, index) => (floats[at] = source.data[index]));
    if (source?.kind === "state") places.forEach((at, index) => (floats[at] = states[source.name][index]));
  });
  statePlaces.forEach((at, name) => {
    floats.set(Float32Array.from(states[name]), at);
    if (instruction.op === "update") for (let index = 0; index < states[name].length; index++) owned.add(at + index);
  });
  for (let index = 0; index < lowered.scratchElements; index++) owned.add(scratch + index);
  const before = words.slice();
  const addressOf = (operand: Operand): number => 4 * (operand.element + (operand.kind === "value" ? valuePlaces[operand.value] : operand.kind === "state" ? statePlaces.get(operand.name)! : scratch));

  const calls = phases.flat();
  const keys = [...new Set(calls.map(({ key }) => key))];
  const module = new WebAssembly.Module(encodeModule(keys.map((key, index) => calls.find((call) => call.key === key)!.write(`kernel${index}`)), { minimumPages: pages, maximumPages: pages, shared: false }));
  const kernels = new WebAssembly.Instance(module, { host: { memory } }).exports as Record<string, (...parameters: number[]) => void>;
  const prepared = new Map(calls.map((call) => [call, { kernel: kernels[`kernel${keys.indexOf(call.key)}`], addresses: call.operands.map(addressOf) }]));
  return {
    lowered,
    run(schedule) {
      for (const phase of phases) {
        const ranges = phase.flatMap((call) => schedule.ranges(call.items).map((range) => ({ call, range })));
        for (const { call, range } of schedule.order(ranges)) {
          const { kernel, addresses } = prepared.get(call)!;
          kernel(range[0], range[1], ...addresses);
        }
      }
    },
    read: (value) => Float32Array.from(elementPlaces(shapeOf(value), layoutOf(value)), (element) => floats[valuePlaces[value] + element]),
    readState: (name) => floats.slice(statePlaces.get(name)!, statePlaces.get(name)! + states[name].length),
    bordersUntouched: () => words.every((word, index) => word === before[index] || owned.has(index)),
    words: (value) => floats.slice(valuePlaces[value] - BORDER, valuePlaces[value] + layoutOf(value).elements + BORDER),
  };
}

/** A random layout: zeros, or here not-a-numbers, around the inner axes as convolutions want them; row-major half of the time. */
export function randomLayout(shape: readonly number[], random: () => number): Layout {
  if (shape.length < 3 || random() < 0.4) return rowMajorLayout(shape);
  const before = shape.map((_, axis) => (axis === 0 || axis === shape.length - 1 ? 0 : Math.floor(random() * 4)));
  const full = shape.map((length, axis) => length + before[axis] + (before[axis] > 0 ? Math.floor(random() * 4) : 0));
  const { strides, elements } = rowMajorLayout(full);
  return { strides, elements, offset: before.reduce((sum, count, axis) => sum + count * strides[axis], 0) };
}
