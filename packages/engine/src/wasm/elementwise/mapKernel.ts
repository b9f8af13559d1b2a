/**
 * Element-wise kernels: a loop nest over any strides with one or more expressions in its heart. Per-channel operands stay in registers while
 * time runs, because reading them again for every row would cost more than the arithmetic.
 */
import { inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import { loadLanes, storeLanes } from "./lanes.ts";
import type { NestDimension } from "./loopNest.ts";
import { exprScope } from "./vectorExpr.ts";

export interface MapKernelSpec {
  /** Outer to inner; the operands are the outputs, then the inputs. At least one. */
  readonly dimensions: readonly NestDimension[];
  readonly exprs: readonly Expr[];
  readonly inputCount: number;
  /** The one dimension is handled in whole vectors whatever its length: memory behind every operand is free to be overwritten up to 16 bytes. */
  readonly wholeVectors: boolean;
}

const VECTOR = 4;

/** Items of a kernel: vectors of a single dimension, else steps of the first one. */
export const mapItems = ({ dimensions }: MapKernelSpec): number => (dimensions.length === 1 ? Math.ceil(dimensions[0].length / VECTOR) : dimensions[0].length);

/** Parameters, all i32: begin, end (items), then the addresses of outputs and inputs. */
export function writeMapKernel(name: string, spec: MapKernelSpec): FunctionWriter {
  const { dimensions, exprs, inputCount, wholeVectors } = spec;
  const operandCount = exprs.length + inputCount;
  const w = new FunctionWriter(name, Array.from({ length: 2 + operandCount }, () => "i32" as const));
  const [begin, end] = [0, 1];
  const read = new Set(exprs.flatMap((expr) => [...inputsOf(expr)]));
  const used = Array.from({ length: operandCount }, (_, operand) => operand).filter((operand) => operand < exprs.length || read.has(operand - exprs.length));
  const last = dimensions.length - 1;
  const strideOf = (operand: number, dimension: number): number => dimensions[dimension].strides[operand];
  const parameters = Array.from({ length: operandCount }, (_, operand) => 2 + operand);

  const advance = (pointers: readonly Local[], dimension: number, times = 1): void => {
    for (const operand of used) {
      const bytes = 4 * strideOf(operand, dimension) * times;
      if (bytes !== 0) w.step(pointers[operand], bytes);
    }
  };
  /** New pointer locals that start where the given ones are. */
  const copyOf = (pointers: readonly Local[]): Local[] => {
    const copy = [...pointers];
    for (const operand of used) {
      copy[operand] = w.local("i32");
      w.get(pointers[operand]).set(copy[operand]);
    }
    return copy;
  };
  /** pointer += item · stride, where the items of a single dimension are vectors. */
  const skipTo = (pointers: readonly Local[], item: Local): void => {
    for (const operand of used) {
      const bytes = 4 * strideOf(operand, 0) * (last === 0 ? VECTOR : 1);
      if (bytes !== 0) w.get(pointers[operand]).get(item).i32(bytes).op("i32.mul").op("i32.add").set(pointers[operand]);
    }
  };
  const loaderAt = (pointers: readonly Local[], lanes: number) => (index: number): Local => {
    const operand = exprs.length + index;
    loadLanes(w, pointers[operand], strideOf(operand, last), lanes);
    const local = w.local("v128");
    w.set(local);
    return local;
  };
  const storeAll = (scope: ReturnType<typeof exprScope>, pointers: readonly Local[], lanes: number): void => {
    // Every value is known before any is written: an output may lie on an input.
    const results = exprs.map((expr) => scope.value(expr));
    results.forEach((result, k) => storeLanes(w, pointers[k], result, strideOf(k, last), lanes));
  };
  const repeat = (count: number, body: () => void): void => {
    const left = w.local("i32");
    w.i32(count).set(left).countDown(left, 1, body);
  };

  const pointers = copyOf(parameters);
  skipTo(pointers, begin);
  const items = w.local("i32");
  w.get(end).get(begin).op("i32.sub").set(items);
  const length = dimensions[last].length;
  const whole = Math.floor(length / VECTOR);
  const tail = length % VECTOR;

  if (last === 0) {
    if (!wholeVectors && tail > 0) {
      // The last item is the tail, if this range reaches it.
      w.get(end).i32(whole).op("i32.gt_s").when(() => w.step(items, -1));
    }
    w.countDown(items, 1, () => {
      storeAll(exprScope(w, loaderAt(pointers, VECTOR)), pointers, VECTOR);
      advance(pointers, 0, VECTOR);
    });
    if (!wholeVectors && tail > 0) w.get(end).i32(whole).op("i32.gt_s").when(() => storeAll(exprScope(w, loaderAt(pointers, tail)), pointers, tail));
    return w;
  }

  const hoists = used.some((operand) => operand >= exprs.length && strideOf(operand, last) !== 0 && strideOf(operand, last - 1) === 0);
  /** The two innermost dimensions, or the innermost one, at these pointers. `rows` counts the second to last where it is the item range. */
  const heart = (at: readonly Local[], rows: Local | null): void => {
    if (!hoists) {
      vectorLoop(copyOf(at), (row, lanes) => storeAll(exprScope(w, loaderAt(row, lanes)), row, lanes));
      return;
    }
    vectorLoop(copyOf(at), (column, lanes) => {
      const fixed = new Map<number, Local>();
      const isFixed = (index: number): boolean => strideOf(exprs.length + index, last - 1) === 0;
      const row: Local[] = [...column];
      const outer = exprScope(w, (index) => {
        const before = fixed.get(index);
        if (before !== undefined) return before;
        const local = loaderAt(column, lanes)(index);
        fixed.set(index, local);
        return local;
      });
      [...read].filter(isFixed).forEach((index) => outer.value({ kind: "input", index }));
      exprs.forEach((expr) => hoistFixed(expr, isFixed, outer));
      for (const operand of used) if (strideOf(operand, last - 1) !== 0) {
        row[operand] = w.local("i32");
        w.get(column[operand]).set(row[operand]);
      }
      const left = w.local("i32");
      if (rows === null) w.i32(dimensions[last - 1].length).set(left);
      else w.get(rows).set(left);
      w.countDown(left, 1, () => {
        storeAll(outer.inner(loaderAt(row, lanes)), row, lanes);
        advance(row, last - 1);
      });
    });
  };
  const vectorLoop = (at: readonly Local[], body: (pointers: readonly Local[], lanes: number) => void): void => {
    if (whole === 1) body(at, VECTOR);
    else if (whole > 1) repeat(whole, () => {
      body(at, VECTOR);
      advance(at, last, VECTOR);
    });
    if (tail > 0) {
      if (whole === 1) advance(at, last, VECTOR);
      body(at, tail);
    }
  };
  /** Loops from `dimension` to where the heart begins. */
  const nest = (dimension: number, at: readonly Local[]): void => {
    if (dimension === (hoists ? last - 1 : last)) {
      heart(at, null);
      return;
    }
    const own = copyOf(at);
    repeat(dimensions[dimension].length, () => {
      nest(dimension + 1, own);
      advance(own, dimension);
    });
  };
  if (hoists && last === 1) heart(pointers, items);
  else w.countDown(items, 1, () => {
    nest(1, pointers);
    advance(pointers, 0);
  });
  return w;
}

/** Computes the largest parts of an expression that read only fixed inputs. */
function hoistFixed(e: Expr, isFixed: (index: number) => boolean, scope: ReturnType<typeof exprScope>): void {
  const reads = [...inputsOf(e)];
  if (e.kind !== "input" && e.kind !== "constant" && reads.every(isFixed)) {
    scope.value(e);
    return;
  }
  if (e.kind === "unary") hoistFixed(e.a, isFixed, scope);
  else if (e.kind === "binary") [e.a, e.b].forEach((part) => hoistFixed(part, isFixed, scope));
  else if (e.kind === "select") [e.test, e.a, e.b].forEach((part) => hoistFixed(part, isFixed, scope));
}
