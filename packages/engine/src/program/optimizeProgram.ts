/**
 * Rewrites a program to the same results with fewer passes over memory: drops what nothing reads, puts element-wise instructions into the ones
 * that read them, and joins sums over the same data.
 */
import { input, inputsOf, substitute } from "./expr.ts";
import type { Expr } from "./expr.ts";
import { sizeOf } from "./program.ts";
import type { Instruction, Program, ValueId } from "./program.ts";

export interface OptimizeOptions {
  /** Whether a small per-channel result may be computed again for every element that reads it, which saves an instruction but costs arithmetic. */
  readonly inlineBroadcast: boolean;
  /** Most inputs of one instruction. Default 12. */
  readonly maxInputs?: number;
}

/** Readers into which a cheap expression may be copied instead of being kept in memory. */
const MOST_COPIES = 2;
const CHEAP_OPERATIONS = 8;

type Elementwise = Extract<Instruction, { op: "map" | "reduce" }>;
const isElementwise = (instruction: Instruction): instruction is Elementwise => instruction.op === "map" || instruction.op === "reduce";

/** Operations of an expression; a transcendental one counts as many. */
function costOf(e: Expr): number {
  const seen = new Set<Expr>();
  const visit = (part: Expr): number => {
    if (seen.has(part)) return 0;
    seen.add(part);
    switch (part.kind) {
      case "input":
      case "constant": return 0;
      case "unary": return (["neg", "relu", "abs", "sign"].includes(part.op) ? 1 : 20) + visit(part.a);
      case "binary": return (part.op === "div" ? 4 : 1) + visit(part.a) + visit(part.b);
      case "select": return 1 + visit(part.test) + visit(part.a) + visit(part.b);
      default: return part satisfies never;
    }
  };
  return visit(e);
}

export function optimizeProgram(program: Program, options: OptimizeOptions): Program {
  let instructions = dropUnread(program, program.instructions);
  instructions = fuseMaps(program, instructions, options);
  instructions = joinReductions(instructions);
  return { ...program, instructions };
}

function dropUnread(program: Program, instructions: readonly Instruction[]): Instruction[] {
  const needed = new Set<ValueId>(Object.values(program.outputs));
  const kept: Instruction[] = [];
  for (const instruction of [...instructions].reverse()) {
    if (instruction.op !== "update" && !instruction.outputs.some((id) => needed.has(id))) continue;
    instruction.inputs.forEach((id) => needed.add(id));
    kept.push(instruction);
  }
  return kept.reverse();
}

const shapeKey = (shape: readonly number[]): string => shape.join();
const iterationShape = (program: Program, instruction: Elementwise): readonly number[] => (instruction.op === "reduce" ? instruction.shape : program.values[instruction.outputs[0]].shape);

function fuseMaps(program: Program, instructions: readonly Instruction[], { inlineBroadcast, maxInputs = 12 }: OptimizeOptions): Instruction[] {
  const list: (Instruction | null)[] = [...instructions];
  const readers = new Map<ValueId, Set<number>>();
  list.forEach((instruction, at) => instruction!.inputs.forEach((id) => readers.set(id, (readers.get(id) ?? new Set()).add(at))));
  const kept = new Set<ValueId>(Object.values(program.outputs));
  list.forEach((producer, at) => {
    if (producer?.op !== "map" || producer.exprs.length !== 1) return;
    const [output] = producer.outputs;
    const reading = [...(readers.get(output) ?? [])];
    if (kept.has(output) || reading.length === 0) return;
    const [expr] = producer.exprs;
    if (reading.length > 1 && (reading.length > MOST_COPIES || costOf(expr) > CHEAP_OPERATIONS)) return;
    const shape = program.values[output].shape;
    const fused = reading.map((index) => {
      const reader = list[index]!;
      if (!isElementwise(reader)) return null;
      const full = iterationShape(program, reader);
      if (shapeKey(full) !== shapeKey(shape) && !(inlineBroadcast && sizeOf(shape) < sizeOf(full) && costOf(expr) <= 2 * CHEAP_OPERATIONS + 20)) return null;
      return inlineInto(reader, output, producer.inputs, expr, maxInputs);
    });
    if (fused.some((instruction) => instruction === null)) return;
    reading.forEach((index, position) => {
      list[index] = fused[position];
      fused[position]!.inputs.forEach((id) => readers.set(id, (readers.get(id) ?? new Set()).add(index)));
    });
    producer.inputs.forEach((id) => readers.get(id)!.delete(at));
    list[at] = null;
  });
  return list.filter((instruction): instruction is Instruction => instruction !== null);
}

function inlineInto(reader: Elementwise, output: ValueId, producerInputs: readonly ValueId[], expr: Expr, maxInputs: number): Instruction | null {
  const inputs = [...new Set([...reader.inputs.filter((id) => id !== output), ...producerInputs])];
  if (inputs.length > maxInputs) return null;
  const inlined = substitute(expr, (index) => input(inputs.indexOf(producerInputs[index])));
  const exprs = reader.exprs.map((text) => substitute(text, (index) => (reader.inputs[index] === output ? inlined : input(inputs.indexOf(reader.inputs[index])))));
  const used = new Set(exprs.flatMap((text) => [...inputsOf(text)]));
  if (used.size < inputs.length) {
    // Inputs that gave the reader no more than its shape are kept: the reduction still runs over it.
    const order = inputs.map((_, index) => index).filter((index) => used.has(index) || reader.op === "reduce");
    const compact = exprs.map((text) => substitute(text, (index) => input(order.indexOf(index))));
    return { ...reader, inputs: order.map((index) => inputs[index]), exprs: compact };
  }
  return { ...reader, inputs, exprs };
}

/** Joins reductions of one kind over one shape and the same axes whose inputs are all there at the first of them. */
function joinReductions(instructions: readonly Instruction[]): Instruction[] {
  const madeAt = new Map<ValueId, number>();
  instructions.forEach((instruction, at) => instruction.outputs.forEach((id) => madeAt.set(id, at)));
  const result: (Instruction | null)[] = [...instructions];
  const groups = new Map<string, number[]>();
  instructions.forEach((instruction, at) => {
    if (instruction.op !== "reduce") return;
    const key = `${instruction.kind} ${shapeKey(instruction.shape)} ${instruction.axes.join()}`;
    for (const leader of groups.get(key) ?? []) {
      const into = result[leader] as Extract<Instruction, { op: "reduce" }>;
      const shared = instruction.inputs.some((id) => into.inputs.includes(id));
      const ready = instruction.inputs.every((id) => (madeAt.get(id) ?? -1) < leader);
      if (!shared || !ready || new Set([...into.inputs, ...instruction.inputs]).size > 8) continue;
      const inputs = [...new Set([...into.inputs, ...instruction.inputs])];
      const moved = instruction.exprs.map((text) => substitute(text, (index) => input(inputs.indexOf(instruction.inputs[index]))));
      const kept = into.exprs.map((text) => substitute(text, (index) => input(inputs.indexOf(into.inputs[index]))));
      result[leader] = { ...into, inputs, exprs: [...kept, ...moved], outputs: [...into.outputs, ...instruction.outputs] };
      result[at] = null;
      return;
    }
    groups.set(key, [...(groups.get(key) ?? []), at]);
  });
  return result.filter((instruction): instruction is Instruction => instruction !== null);
}
