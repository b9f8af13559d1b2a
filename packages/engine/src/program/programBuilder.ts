/**
 * Builds a `Program` value by value, inferring shapes. Equal instructions on equal inputs are made once. A tape of what depends on
 * what is kept for `differentiate`.
 */
import { EngineError } from "../engineError.ts";
import { exprKey, input } from "./expr.ts";
import type { Expr } from "./expr.ts";
import { sizeOf } from "./program.ts";
import type { Instruction, Program, Value, ValueId, ValueSource, Window } from "./program.ts";

/** Gradients of the inputs, in their order, from that of the output; null where there is none. */
export type VectorJacobianProduct = (dOutput: ValueId) => readonly (ValueId | null)[];

/** One step of the tape: a primitive instruction, or a region with a gradient of its own. */
export type TapeEntry =
  | { readonly kind: "instruction"; readonly instruction: Instruction }
  | { readonly kind: "custom"; readonly inputs: readonly ValueId[]; readonly output: ValueId; readonly vjp: VectorJacobianProduct };

export interface ProgramBuilder {
  readonly values: readonly Value[];
  readonly tape: readonly TapeEntry[];
  shapeOf(value: ValueId): readonly number[];
  feed(name: string, shape: readonly number[]): ValueId;
  state(name: string, shape: readonly number[]): ValueId;
  constant(data: Float32Array, shape: readonly number[]): ValueId;
  /** Broadcasts the inputs (or to `shape`, where it is larger). */
  map(inputs: readonly ValueId[], expr: Expr, shape?: readonly number[]): ValueId;
  /** Keeps the reduced axes with length 1. Negative axes count from the end. */
  reduce(kind: "sum" | "max", inputs: readonly ValueId[], expr: Expr, axes: readonly number[]): ValueId;
  sum(x: ValueId, axes: readonly number[]): ValueId;
  moments(x: ValueId, axes: readonly number[]): { readonly mean: ValueId; readonly variance: ValueId };
  matmul(a: ValueId, b: ValueId, transposeA?: boolean, transposeB?: boolean): ValueId;
  conv(x: ValueId, kernel: ValueId, window: Window, groups: number): ValueId;
  convInputGradient(dy: ValueId, kernel: ValueId, window: Window, groups: number): ValueId;
  convKernelGradient(x: ValueId, dy: ValueId, kernelShape: readonly number[], window: Window, groups: number): ValueId;
  pool(kind: "max" | "average", x: ValueId, window: Window): ValueId;
  poolGradient(kind: "max" | "average", inputs: readonly ValueId[], xShape: readonly number[], window: Window): ValueId;
  reshape(x: ValueId, shape: readonly number[]): ValueId;
  transpose(x: ValueId, permutation: readonly number[]): ValueId;
  slice(x: ValueId, begin: readonly number[], size: readonly number[]): ValueId;
  pad(x: ValueId, before: readonly number[], shape: readonly number[]): ValueId;
  concat(inputs: readonly ValueId[], axis: number): ValueId;
  randomMask(seed: ValueId, shape: readonly number[], rate: number, stream: number): ValueId;
  /** See `Instruction`; nothing is differentiated through it. */
  update(entries: readonly { readonly value: ValueId; readonly states: readonly string[] }[], scalars: readonly ValueId[], exprs: readonly Expr[]): void;
  /** Runs `body`, whose output is differentiated by `vjp` instead of by what the body did. */
  withGradient(inputs: readonly ValueId[], body: () => ValueId, vjp: VectorJacobianProduct): ValueId;
  /** The same elements as a value of their own, never one that is there already. */
  copy(x: ValueId): ValueId;
  /** A value of its own through which no gradient passes. */
  stopGradient(x: ValueId): ValueId;
  /** The program so far; what is added later leaves it as it is. */
  build(name: string, outputs: Readonly<Record<string, ValueId>>): Program;
}

/** NumPy's broadcasting of shapes aligned at the last axis. @throws {EngineError} when two lengths differ and neither is 1 */
export function broadcastShapes(shapes: readonly (readonly number[])[]): readonly number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const side = shape[axis - rank + shape.length] ?? 1;
      if (side === 1 || side === length) continue;
      if (length !== 1) throw new EngineError("bad-graph", `Shapes ${shapes.map((s) => `[${s.join(", ")}]`).join(" and ")} do not broadcast.`, "Make the lengths equal, or 1.");
      length = side;
    }
    return length;
  });
}

export function programBuilder(): ProgramBuilder {
  const values: Value[] = [];
  const instructions: Instruction[] = [];
  const tape: TapeEntry[] = [];
  const known = new Map<string, readonly ValueId[]>();
  let taping = true;

  const shapeOf = (value: ValueId): readonly number[] => values[value].shape;
  const newValue = (shape: readonly number[], source: ValueSource | null): ValueId => values.push({ shape, source }) - 1;
  const sourced = (key: string, shape: readonly number[], source: ValueSource): ValueId => {
    const before = known.get(key);
    if (before) return before[0];
    const id = newValue(shape, source);
    known.set(key, [id]);
    return id;
  };
  /** Adds an instruction unless an equal one is there. */
  const emit = (key: string, shapes: readonly (readonly number[])[], make: (outputs: readonly ValueId[]) => Instruction): readonly ValueId[] => {
    const before = known.get(key);
    if (before) {
      // What was made inside a region with its own gradient may be needed outside it, too.
      const instruction = made.get(before[0])!;
      if (taping && !taped.has(instruction)) tapeInstruction(instruction);
      return before;
    }
    const outputs = shapes.map((shape) => newValue(shape, null));
    const instruction = make(outputs);
    instructions.push(instruction);
    outputs.forEach((output) => made.set(output, instruction));
    if (taping) tapeInstruction(instruction);
    known.set(key, outputs);
    return outputs;
  };
  const made = new Map<ValueId, Instruction>();
  const taped = new Set<Instruction>();
  const tapeInstruction = (instruction: Instruction): void => {
    taped.add(instruction);
    tape.push({ kind: "instruction", instruction });
  };
  const axesOf = (shape: readonly number[], axes: readonly number[]): number[] => [...new Set(axes.map((axis) => (axis < 0 ? axis + shape.length : axis)))].sort((a, b) => a - b);
  const reducedShape = (shape: readonly number[], axes: readonly number[]): number[] => shape.map((side, axis) => (axes.includes(axis) ? 1 : side));

  const builder: ProgramBuilder = {
    values,
    tape,
    shapeOf,
    feed: (name, shape) => sourced(`feed ${name}`, shape, { kind: "feed", name }),
    state: (name, shape) => sourced(`state ${name}`, shape, { kind: "state", name }),
    constant(data, shape) {
      const source: ValueSource = { kind: "constant", data };
      return data.length <= 64 ? sourced(`constant ${[...data].join()} ${shape.join()}`, shape, source) : newValue(shape, source);
    },
    map(inputs, expr, shape) {
      const full = shape ?? broadcastShapes(inputs.map(shapeOf));
      return emit(`map ${inputs.join()} ${exprKey(expr)} ${full.join()}`, [full], (outputs) => ({ op: "map", inputs, exprs: [expr], outputs }))[0];
    },
    reduce(kind, inputs, expr, axes) {
      const shape = broadcastShapes(inputs.map(shapeOf));
      const along = axesOf(shape, axes);
      return emit(`reduce ${kind} ${inputs.join()} ${exprKey(expr)} ${along.join()}`, [reducedShape(shape, along)], (outputs) => ({ op: "reduce", kind, inputs, exprs: [expr], shape, axes: along, outputs }))[0];
    },
    sum: (x, axes) => builder.reduce("sum", [x], input(0), axes),
    moments(x, axes) {
      const along = axesOf(shapeOf(x), axes);
      const shape = reducedShape(shapeOf(x), along);
      const [mean, variance] = emit(`moments ${x} ${along.join()}`, [shape, shape], (outputs) => ({ op: "moments", inputs: [x], axes: along, outputs }));
      return { mean, variance };
    },
    matmul(a, b, transposeA = false, transposeB = false) {
      const [left, right] = [shapeOf(a), shapeOf(b)];
      const [rows, depth] = transposeA ? [left.at(-1)!, left.at(-2)!] : [left.at(-2)!, left.at(-1)!];
      const [depthB, columns] = transposeB ? [right.at(-1)!, right.at(-2)!] : [right.at(-2)!, right.at(-1)!];
      const [leadA, leadB] = [left.slice(0, -2), right.slice(0, -2)];
      const leading = leadA.length >= leadB.length ? leadA : leadB;
      if (depth !== depthB || (leadA.length > 0 && leadB.length > 0 && leadA.join() !== leadB.join())) {
        throw new EngineError("bad-graph", `Matrices [${left.join(", ")}]${transposeA ? "ᵀ" : ""} and [${right.join(", ")}]${transposeB ? "ᵀ" : ""} cannot be multiplied.`, "Make the inner lengths equal, and the leading axes equal or absent.");
      }
      return emit(`matmul ${a} ${b} ${transposeA} ${transposeB}`, [[...leading, rows, columns]], (outputs) => ({ op: "matmul", inputs: [a, b], transposeA, transposeB, outputs }))[0];
    },
    conv(x, kernel, window, groups) {
      const shape = [...outerShape(shapeOf(x), window, "outputLength"), shapeOf(kernel).at(-1)!];
      return emit(`conv ${x} ${kernel} ${JSON.stringify(window)} ${groups}`, [shape], (outputs) => ({ op: "conv", inputs: [x, kernel], window, groups, outputs }))[0];
    },
    convInputGradient(dy, kernel, window, groups) {
      const shape = [...outerShape(shapeOf(dy), window, "inputLength"), shapeOf(kernel).at(-2)! * groups];
      return emit(`convInputGradient ${dy} ${kernel} ${JSON.stringify(window)} ${groups}`, [shape], (outputs) => ({ op: "convInputGradient", inputs: [dy, kernel], window, groups, outputs }))[0];
    },
    convKernelGradient: (x, dy, kernelShape, window, groups) =>
      emit(`convKernelGradient ${x} ${dy} ${JSON.stringify(window)} ${groups}`, [kernelShape], (outputs) => ({ op: "convKernelGradient", inputs: [x, dy], window, groups, outputs }))[0],
    pool(kind, x, window) {
      const shape = [...outerShape(shapeOf(x), window, "outputLength"), shapeOf(x).at(-1)!];
      return emit(`pool ${kind} ${x} ${JSON.stringify(window)}`, [shape], (outputs) => ({ op: "pool", kind, inputs: [x], window, outputs }))[0];
    },
    poolGradient: (kind, inputs, xShape, window) =>
      emit(`poolGradient ${kind} ${inputs.join()} ${JSON.stringify(window)}`, [xShape], (outputs) => ({ op: "poolGradient", kind, inputs, window, outputs }))[0],
    concat(inputs, axis) {
      if (inputs.length === 1) return inputs[0];
      const first = shapeOf(inputs[0]);
      const along = axis < 0 ? axis + first.length : axis;
      const shape = first.map((side, index) => (index === along ? inputs.reduce((sum, id) => sum + shapeOf(id)[along], 0) : side));
      return emit(`concat ${inputs.join()} ${along}`, [shape], (outputs) => ({ op: "concat", inputs, axis: along, outputs }))[0];
    },
    reshape(x, shape) {
      if (sizeOf(shape) !== sizeOf(shapeOf(x))) throw new EngineError("bad-graph", `[${shapeOf(x).join(", ")}] cannot become [${shape.join(", ")}].`, "Keep the number of values.");
      if (shape.join() === shapeOf(x).join()) return x;
      return emit(`reshape ${x} ${shape.join()}`, [shape], (outputs) => ({ op: "reshape", inputs: [x], outputs }))[0];
    },
    transpose: (x, permutation) =>
      keepsOrder(shapeOf(x), permutation)
        ? builder.reshape(x, permutation.map((axis) => shapeOf(x)[axis]))
        : emit(`transpose ${x} ${permutation.join()}`, [permutation.map((axis) => shapeOf(x)[axis])], (outputs) => ({ op: "transpose", inputs: [x], permutation, outputs }))[0],
    slice: (x, begin, size) =>
      size.join() === shapeOf(x).join() ? x : emit(`slice ${x} ${begin.join()} ${size.join()}`, [size], (outputs) => ({ op: "slice", inputs: [x], begin, outputs }))[0],
    pad: (x, before, shape) => (shape.join() === shapeOf(x).join() ? x : emit(`pad ${x} ${before.join()} ${shape.join()}`, [shape], (outputs) => ({ op: "pad", inputs: [x], before, outputs }))[0]),
    randomMask: (seed, shape, rate, stream) => emit(`randomMask ${seed} ${shape.join()} ${rate} ${stream}`, [shape], (outputs) => ({ op: "randomMask", inputs: [seed], rate, stream, outputs }))[0],
    update(entries, scalars, exprs) {
      if (entries.length > 0) instructions.push({ op: "update", inputs: [...entries.map(({ value }) => value), ...scalars], outputs: [], entries, scalars, exprs });
    },
    withGradient(inputs, body, vjp) {
      const before = taping;
      taping = false;
      const output = body();
      taping = before;
      if (taping) tape.push({ kind: "custom", inputs, output, vjp });
      return output;
    },
    stopGradient: (x) => builder.withGradient([], () => builder.copy(x), () => []),
    copy: (x) => emit(`copy ${values.length}`, [shapeOf(x)], (outputs) => ({ op: "map", inputs: [x], exprs: [input(0)], outputs }))[0],
    build: (name, outputs) => ({ name, values: [...values], instructions: [...instructions], outputs }),
  };
  return builder;
}

/** Whether a transpose moves axes of length 1 alone, which leaves the elements in their order. */
function keepsOrder(shape: readonly number[], permutation: readonly number[]): boolean {
  const moved = permutation.filter((axis) => shape[axis] !== 1);
  return moved.every((axis, index) => index === 0 || axis > moved[index - 1]);
}

/** The axes before the channels after a window slid over them, or before it did. */
function outerShape(shape: readonly number[], window: Window, which: "inputLength" | "outputLength"): readonly number[] {
  return shape.length === 3 ? [shape[0], window.width[which]] : [shape[0], window.height[which], window.width[which]];
}
