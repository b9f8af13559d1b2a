/**
 * Sums and maxima of expressions. The accumulators stay in registers over all reduced loops of one item; where an item is a sample, what is
 * summed over samples is a second kernel, so that no float32 accumulator runs over a whole batch and the result does not depend on threads.
 */
import { inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import { loadLanes, storeLanes } from "./lanes.ts";
import type { NestDimension } from "./loopNest.ts";
import { exprScope } from "./vectorExpr.ts";
import type { ExprScope } from "./vectorExpr.ts";

export interface ReduceKernelSpec {
  readonly kind: "sum" | "max";
  /** Dimensions of the result, outer to inner; the operands of every dimension are the outputs, then the inputs. */
  readonly kept: readonly NestDimension[];
  /** Dimensions that are summed away, outer to inner. */
  readonly reduced: readonly NestDimension[];
  /** The dimension that runs over vector lanes, kept or reduced as it says, beside those above; null: none. */
  readonly vector: NestDimension | null;
  readonly exprs: readonly Expr[];
  readonly inputCount: number;
}

const VECTOR = 4;

/** Items of a kernel: steps of the first kept dimension. */
export const reduceItems = ({ kept }: ReduceKernelSpec): number => (kept.length > 0 ? kept[0].length : 1);

/** Parameters, all i32: begin, end (items), then the addresses of outputs and inputs. */
export function writeReduceKernel(name: string, spec: ReduceKernelSpec): FunctionWriter {
  const { kind, kept, reduced, exprs, inputCount } = spec;
  const operandCount = exprs.length + inputCount;
  const w = new FunctionWriter(name, Array.from({ length: 2 + operandCount }, () => "i32" as const));
  const [begin, end] = [0, 1];
  const vector = spec.vector ?? { length: 1, strides: new Array<number>(operandCount).fill(0), reduced: false };
  const operands = Array.from({ length: operandCount }, (_, operand) => operand);
  const accumulate = kind === "sum" ? ("f32x4.add" as const) : ("f32x4.max" as const);

  const advance = (pointers: readonly Local[], dimension: NestDimension, which: readonly number[], times = 1): void => {
    for (const operand of which) {
      const bytes = 4 * dimension.strides[operand] * times;
      if (bytes !== 0) w.step(pointers[operand], bytes);
    }
  };
  const copyOf = (pointers: readonly Local[], which: readonly number[]): Local[] => {
    const copy = [...pointers];
    for (const operand of which) {
      copy[operand] = w.local("i32");
      w.get(pointers[operand]).set(copy[operand]);
    }
    return copy;
  };
  const repeat = (count: number, body: () => void): void => {
    const left = w.local("i32");
    w.i32(count).set(left).countDown(left, 1, body);
  };
  const newAccumulators = (): Local[] =>
    exprs.map(() => {
      const local = w.local("v128");
      w.f32(kind === "sum" ? 0 : Number.NEGATIVE_INFINITY).vector("f32x4.splat").set(local);
      return local;
    });
  const inputOperands = operands.slice(exprs.length);
  const isStill = (operand: number, dimensions: readonly NestDimension[]): boolean => dimensions.every(({ strides }) => strides[operand] === 0);
  const load = (pointer: Local, stride: number, lanes: number): Local => {
    loadLanes(w, pointer, stride, lanes);
    const local = w.local("v128");
    w.set(local);
    return local;
  };
  const collect = (scope: ExprScope, accumulators: readonly Local[]): void => {
    exprs.forEach((expr, k) => {
      const value = scope.value(expr);
      w.get(accumulators[k]).get(value).vector(accumulate).set(accumulators[k]);
    });
  };
  /** Loops over the reduced dimensions from `at`; `body` sees pointers of the inputs that move. */
  const reduceFrom = (dimension: number, at: readonly Local[], moving: readonly number[], body: (pointers: readonly Local[]) => void): void => {
    if (dimension === reduced.length) {
      body(at);
      return;
    }
    const own = copyOf(at, moving);
    repeat(reduced[dimension].length, () => {
      reduceFrom(dimension + 1, own, moving, body);
      advance(own, reduced[dimension], moving);
    });
  };

  /** One column of up to four results at these pointers. */
  const column = (at: readonly Local[], lanes: number): void => {
    const accumulators = newAccumulators();
    const stillScope = exprScope(w, (index) => load(at[exprs.length + index], vector.strides[exprs.length + index], lanes));
    const read = new Set(exprs.flatMap((expr) => [...inputsOf(expr)]));
    for (const index of read) if (isStill(exprs.length + index, reduced)) stillScope.value({ kind: "input", index });
    const moving = inputOperands.filter((operand) => !isStill(operand, reduced));
    reduceFrom(0, at, moving, (pointers) => collect(stillScope.inner((index) => load(pointers[exprs.length + index], vector.strides[exprs.length + index], lanes)), accumulators));
    accumulators.forEach((accumulator, k) => storeLanes(w, at[k], accumulator, vector.strides[k], lanes));
  };

  /** One result, the vector dimension summed away as well. */
  const row = (at: readonly Local[]): void => {
    const accumulators = newAccumulators();
    const singles = newAccumulators();
    const all = [...reduced, vector];
    const moving = inputOperands.filter((operand) => !isStill(operand, all));
    const stillScope = exprScope(w, (index) => load(at[exprs.length + index], 0, 1));
    const read = new Set(exprs.flatMap((expr) => [...inputsOf(expr)]));
    for (const index of read) if (isStill(exprs.length + index, all)) stillScope.value({ kind: "input", index });
    const whole = Math.floor(vector.length / VECTOR);
    const tail = vector.length % VECTOR;
    reduceFrom(0, at, moving, (pointers) => {
      const own = copyOf(pointers, moving);
      const step = (stride: (operand: number) => number, into: readonly Local[]): void => collect(stillScope.inner((index) => load(own[exprs.length + index], stride(exprs.length + index), VECTOR)), into);
      if (whole > 0) repeat(whole, () => {
        step((operand) => vector.strides[operand], accumulators);
        advance(own, vector, moving, VECTOR);
      });
      // What is left goes one by one, the same number in every lane.
      if (tail > 0) repeat(tail, () => {
        step(() => 0, singles);
        advance(own, vector, moving);
      });
    });
    accumulators.forEach((accumulator, k) => {
      w.get(at[k]);
      w.get(singles[k]).extractLane(0);
      for (let lane = 0; lane < VECTOR; lane++) w.get(accumulator).extractLane(lane).op(kind === "sum" ? "f32.add" : "f32.max");
      w.memory("f32.store");
    });
  };

  const results = (at: readonly Local[]): void => {
    if (vector.reduced) {
      row(at);
      return;
    }
    const own = copyOf(at, operands);
    const whole = Math.floor(vector.length / VECTOR);
    const tail = vector.length % VECTOR;
    if (whole > 0) repeat(whole, () => {
      column(own, VECTOR);
      advance(own, vector, operands, VECTOR);
    });
    if (tail > 0) column(own, tail);
  };
  const keptFrom = (dimension: number, at: readonly Local[]): void => {
    if (dimension >= kept.length) {
      results(at);
      return;
    }
    const own = copyOf(at, operands);
    repeat(kept[dimension].length, () => {
      keptFrom(dimension + 1, own);
      advance(own, kept[dimension], operands);
    });
  };

  const pointers = copyOf(operands.map((operand) => 2 + operand), operands);
  if (kept.length === 0) {
    results(pointers);
    return w;
  }
  for (const operand of operands) {
    const bytes = 4 * kept[0].strides[operand];
    if (bytes !== 0) w.get(pointers[operand]).get(begin).i32(bytes).op("i32.mul").op("i32.add").set(pointers[operand]);
  }
  const items = w.local("i32");
  w.get(end).get(begin).op("i32.sub").set(items);
  w.countDown(items, 1, () => {
    keptFrom(1, pointers);
    advance(pointers, kept[0], operands);
  });
  return w;
}
