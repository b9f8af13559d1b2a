/**
 * Reverse-mode differentiation as a pass over the tape: gradients are more instructions of the same program, so a second pass would
 * differentiate them again. Each rule is the textbook vector–Jacobian product of its instruction.
 */
import { EngineError } from "../engineError.ts";
import { add, constant, derivative, div, eq, input, inputsOf, max, mul, substitute } from "./expr.ts";
import type { Expr } from "./expr.ts";
import type { Instruction, ValueId } from "./program.ts";
import type { ProgramBuilder } from "./programBuilder.ts";

const isZero = (e: Expr): boolean => e.kind === "constant" && e.value === 0;

/**
 * Adds to the program the gradients of Σ seed · value with respect to each wanted value; null for one the seeds do not depend on.
 * @throws {EngineError} for a second derivative through a max pool
 */
export function differentiate(b: ProgramBuilder, seeds: ReadonlyMap<ValueId, ValueId>, wanted: readonly ValueId[]): readonly (ValueId | null)[] {
  const tape = [...b.tape];
  const carries = new Set<ValueId>(wanted);
  for (const entry of tape) {
    const [inputs, outputs] = entry.kind === "custom" ? [entry.inputs, [entry.output]] : [entry.instruction.inputs, entry.instruction.outputs];
    if (inputs.some((id) => carries.has(id))) outputs.forEach((id) => carries.add(id));
  }
  const gradients = new Map<ValueId, ValueId>();
  const pass = (to: ValueId, gradient: ValueId | null): void => {
    if (gradient === null || !carries.has(to)) return;
    const before = gradients.get(to);
    gradients.set(to, before === undefined ? gradient : b.map([before, gradient], add(input(0), input(1))));
  };
  seeds.forEach((seed, value) => pass(value, seed));
  for (let index = tape.length - 1; index >= 0; index--) {
    const entry = tape[index];
    if (entry.kind === "custom") {
      const dOutput = gradients.get(entry.output);
      if (dOutput !== undefined && entry.inputs.some((id) => carries.has(id))) entry.vjp(dOutput).forEach((gradient, position) => pass(entry.inputs[position], gradient));
      continue;
    }
    const { instruction } = entry;
    const dOutputs = instruction.outputs.map((id) => gradients.get(id));
    if (dOutputs.every((id) => id === undefined) || !instruction.inputs.some((id) => carries.has(id))) continue;
    backward(b, instruction, dOutputs, (id) => carries.has(id), pass);
  }
  return wanted.map((id) => gradients.get(id) ?? null);
}

/** Sums an expression over `shape` down to what broadcast to it. */
function sumTo(b: ProgramBuilder, target: readonly number[], shape: readonly number[], inputs: readonly ValueId[], expr: Expr): ValueId {
  const missing = shape.length - target.length;
  const axes = shape.flatMap((side, axis) => (axis < missing || (target[axis - missing] === 1 && side !== 1) ? [axis] : []));
  const unchanged = expr.kind === "input" && b.shapeOf(inputs[expr.index]).join() === shape.join();
  if (axes.length === 0) return b.reshape(unchanged ? inputs[expr.index] : b.map(inputs, expr, shape), target);
  return b.reshape(b.reduce("sum", inputs, expr, axes), target);
}

/** A one on `shape`, so that a reduction runs over it even where no other input is that large. */
function ensureShape(b: ProgramBuilder, shape: readonly number[], inputs: readonly ValueId[]): readonly ValueId[] {
  const covered = shape.every((side, axis) => side === 1 || inputs.some((id) => b.shapeOf(id)[axis - shape.length + b.shapeOf(id).length] === side));
  return covered ? inputs : [...inputs, b.map([b.constant(Float32Array.of(1), [])], input(0), shape)];
}

function backward(b: ProgramBuilder, instruction: Instruction, dOutputs: readonly (ValueId | undefined)[], carries: (id: ValueId) => boolean, pass: (to: ValueId, gradient: ValueId | null) => void): void {
  const { inputs, outputs } = instruction;
  const [dy] = dOutputs as readonly ValueId[];
  switch (instruction.op) {
    case "map": {
      const [expr] = instruction.exprs;
      const shape = b.shapeOf(outputs[0]);
      // Inputs of the gradient: those of the map, then its own output and the gradient of it.
      const [y, d] = [input(inputs.length), input(inputs.length + 1)];
      new Set(inputs).forEach((id) => {
        if (!carries(id)) return;
        let slope: Expr = constant(0);
        inputs.forEach((other, position) => {
          if (other === id) slope = add(slope, derivative(expr, position, y));
        });
        if (isZero(slope)) return;
        const compact = compactInputs([...inputs, outputs[0], dy], mul(d, slope));
        pass(id, sumTo(b, b.shapeOf(id), shape, ensureShape(b, shape, compact.inputs), compact.expr));
      });
      break;
    }
    case "reduce": {
      const [expr] = instruction.exprs;
      const y = outputs[0];
      if (instruction.kind === "max") {
        // Equal maxima share the gradient. A device that rounds the expression otherwise here than in the forward pass could find none equal: then
        // the gradient is lost, and not divided by zero.
        const count = b.reduce("sum", [...inputs, y], eq(expr, input(inputs.length)), instruction.axes);
        const share = b.map([dy, count], div(input(0), max(input(1), constant(1))));
        const isMaximum = eq(expr, input(inputs.length));
        passThrough([...inputs, y, share], mul(isMaximum, input(inputs.length + 1)));
      } else {
        passThrough([...inputs, y, dy], input(inputs.length + 1));
      }
      break;
      function passThrough(all: readonly ValueId[], weight: Expr): void {
        inputs.forEach((id, position) => {
          if (!carries(id) || inputs.indexOf(id) !== position) return;
          let slope: Expr = constant(0);
          inputs.forEach((other, at) => {
            if (other === id) slope = add(slope, derivative(expr, at));
          });
          if (isZero(slope)) return;
          const compact = compactInputs(all, mul(weight, slope));
          const shape = instruction.op === "reduce" ? instruction.shape : [];
          const target = b.shapeOf(id);
          pass(id, target.join() === shape.join() ? b.map(compact.inputs, compact.expr, shape) : sumTo(b, target, shape, ensureShape(b, shape, compact.inputs), compact.expr));
        });
      }
    }
    case "moments": {
      const [x] = inputs;
      const [mean] = outputs;
      const shape = b.shapeOf(x);
      const count = instruction.axes.reduce((product, axis) => product * shape[axis], 1);
      const [dMean, dVariance] = dOutputs;
      if (dMean !== undefined) pass(x, b.map([dMean], mul(input(0), constant(1 / count)), shape));
      if (dVariance !== undefined) pass(x, b.map([x, mean, dVariance], mul(mul(constant(2 / count), input(2)), { kind: "binary", op: "sub", a: input(0), b: input(1) })));
      break;
    }
    case "matmul": {
      const [left, right] = inputs;
      const { transposeA, transposeB } = instruction;
      if (carries(left)) pass(left, contract(b, transposeA ? [right, dy, transposeB, true] : [dy, right, false, !transposeB], b.shapeOf(left)));
      if (carries(right)) pass(right, contract(b, transposeB ? [dy, left, true, transposeA] : [left, dy, !transposeA, false], b.shapeOf(right)));
      break;
    }
    case "conv": {
      const [x, kernel] = inputs;
      const { window, groups } = instruction;
      if (carries(x)) pass(x, b.convInputGradient(dy, kernel, window, groups));
      if (carries(kernel)) pass(kernel, b.convKernelGradient(x, dy, b.shapeOf(kernel), window, groups));
      break;
    }
    case "convInputGradient": {
      // Linear in both: its adjoints are the other two of the family.
      const [g, kernel] = inputs;
      const { window, groups } = instruction;
      if (carries(g)) pass(g, b.conv(dy, kernel, window, groups));
      if (carries(kernel)) pass(kernel, b.convKernelGradient(dy, g, b.shapeOf(kernel), window, groups));
      break;
    }
    case "convKernelGradient": {
      const [x, g] = inputs;
      const { window, groups } = instruction;
      if (carries(x)) pass(x, b.convInputGradient(g, dy, window, groups));
      if (carries(g)) pass(g, b.conv(x, dy, window, groups));
      break;
    }
    case "pool":
      pass(inputs[0], b.poolGradient(instruction.kind, instruction.kind === "max" ? [inputs[0], outputs[0], dy] : [dy], b.shapeOf(inputs[0]), instruction.window));
      break;
    case "poolGradient":
      if (instruction.kind === "average") pass(inputs[0], b.pool("average", dy, instruction.window));
      else if (carries(inputs[2])) throw new EngineError("bad-graph", "A second derivative through a windowed maximum is not built.", "Use an average pool, or a global maximum, where second derivatives are needed.");
      break;
    case "reshape":
      pass(inputs[0], b.reshape(dy, b.shapeOf(inputs[0])));
      break;
    case "transpose": {
      const inverse = instruction.permutation.map((_, axis) => instruction.permutation.indexOf(axis));
      pass(inputs[0], b.transpose(dy, inverse));
      break;
    }
    case "slice":
      pass(inputs[0], b.pad(dy, instruction.begin, b.shapeOf(inputs[0])));
      break;
    case "pad":
      pass(inputs[0], b.slice(dy, instruction.before, b.shapeOf(inputs[0])));
      break;
    case "concat": {
      let at = 0;
      for (const id of inputs) {
        const shape = b.shapeOf(id);
        const begin = shape.map((_, axis) => (axis === instruction.axis ? at : 0));
        if (carries(id)) pass(id, b.slice(dy, begin, shape));
        at += shape[instruction.axis];
      }
      break;
    }
    case "randomMask":
    case "update":
      break;
    default:
      instruction satisfies never;
  }
}

/** A matrix product whose leading axes are summed away where the target has none. */
function contract(b: ProgramBuilder, [left, right, transposeLeft, transposeRight]: readonly [ValueId, ValueId, boolean, boolean], target: readonly number[]): ValueId {
  const [a, c] = [b.shapeOf(left), b.shapeOf(right)];
  if (target.length > 2 || (a.length === 2 && c.length === 2)) return b.matmul(left, right, transposeLeft, transposeRight);
  // The target was shared by all leading positions: they join the axis that is summed over, where that is the row axis of both.
  if (transposeLeft && !transposeRight && a.length === c.length) {
    return b.matmul(b.reshape(left, [a.slice(0, -1).reduce((p, s) => p * s, 1), a.at(-1)!]), b.reshape(right, [c.slice(0, -1).reduce((p, s) => p * s, 1), c.at(-1)!]), true, false);
  }
  const product = b.matmul(left, right, transposeLeft, transposeRight);
  const lead = b.shapeOf(product).length - 2;
  return b.reshape(b.sum(product, Array.from({ length: lead }, (_, axis) => axis)), target);
}

/** Drops inputs the expression does not read, and reads a repeated one once. */
export function compactInputs(inputs: readonly ValueId[], expr: Expr): { readonly inputs: readonly ValueId[]; readonly expr: Expr } {
  const used = [...new Set([...inputsOf(expr)].map((index) => inputs[index]))];
  return { inputs: used, expr: substitute(expr, (index) => input(used.indexOf(inputs[index]))) };
}
