/**
 * Element-wise kernels: a loop nest over any strides with one or more expressions in its heart. What does not change along the inner loops is
 * loaded and computed outside them; per-channel operands stay in registers while time runs.
 */
import { inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import type { FunctionWriter } from "../encoder/functionWriter.ts";
import { arithmeticNanoseconds } from "./expressionCost.ts";
import { kernelFrame } from "./kernelFrame.ts";
import type { Pointers } from "./kernelFrame.ts";
import { LANES, loadLanes, storeLanes } from "./lanes.ts";
import type { NestDimension } from "./loopNest.ts";
import { functionScope } from "./vectorExpr.ts";
import type { ExprScope } from "./vectorExpr.ts";

export interface MapKernelSpec {
  /** Steps of these are the items of the kernel. The operands of every dimension are the outputs, then the inputs. */
  readonly items: readonly NestDimension[];
  /** What one item does, outer to inner; vectors run along the last one. At least one. */
  readonly inner: readonly NestDimension[];
  readonly exprs: readonly Expr[];
  readonly inputCount: number;
}

/** Vectors in flight. */
const UNROLL = 4;
/** Fewer rows than this are not worth keeping per-column operands in registers. */
const FEWEST_ROWS = 4;
/** Rows up to this length, a cache line, keep the operands of all their columns in registers. */
const NARROW = 16;
/** Rows beyond this go one after another, as a processor fetches one stream of memory ahead of time better than four that are far apart. */
const WIDE = 64;
/** Nanoseconds a vector of column operands must cost to be worth several rows at a time all the same. */
const DEAR = 0.5;
/** Rows of a tile. */
const ROWS = 4;

/** Parameters, all i32: begin, end (items), then the addresses of outputs and inputs. */
export function writeMapKernel(name: string, { items, inner, exprs, inputCount }: MapKernelSpec): FunctionWriter {
  const operandCount = exprs.length + inputCount;
  const read = [...new Set(exprs.flatMap((expr) => [...inputsOf(expr)]))];
  const used = Array.from({ length: operandCount }, (_, operand) => operand).filter((operand) => operand < exprs.length || read.includes(operand - exprs.length));
  const frame = kernelFrame(name, operandCount, used);
  const { w, advance, copyOf } = frame;
  const vectorAxis = inner[inner.length - 1];
  const rowAxis = inner.length > 1 ? inner[inner.length - 2] : null;
  const strideOf = (index: number, { strides }: NestDimension): number => strides[exprs.length + index];

  const loader = (at: Pointers, vector = 0, lanes = LANES) => (index: number) => {
    const stride = strideOf(index, vectorAxis);
    return loadLanes(w, at[exprs.length + index], stride, vector * LANES * stride, lanes);
  };
  /** Several vectors in a row, the last of them perhaps with fewer lanes: all loads first, then all stores, as an output may lie on an input. */
  const step = (scopes: readonly ExprScope[], at: Pointers, lastLanes = LANES): void => {
    const results = scopes.map((scope) => exprs.map((expr) => scope.value(expr)));
    results.forEach((locals, vector) => locals.forEach((local, k) => {
      const stride = vectorAxis.strides[k];
      storeLanes(w, at[k], local, stride, vector * LANES * stride, vector === results.length - 1 ? lastLanes : LANES);
    }));
  };
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
  const hoist = (scope: ExprScope, dimensions: readonly NestDimension[]): void => exprs.forEach((expr) => scope.hoist(expr, (index) => dimensions.every((dimension) => strideOf(index, dimension) === 0)));

  const wholeVectors = Math.floor(vectorAxis.length / LANES);
  const tailLanes = vectorAxis.length % LANES;

  /** Along one row, several vectors at once. */
  const alongRow = (at: Pointers, scope: ExprScope): void => {
    const own = copyOf(at, [vectorAxis]);
    const group = (vectors: number, lastLanes = LANES): void => step(count(vectors).map((vector) => scope.inner(loader(own, vector, vector === vectors - 1 ? lastLanes : LANES))), own, lastLanes);
    const groups = Math.floor(wholeVectors / UNROLL);
    const rest = wholeVectors % UNROLL;
    w.repeat(groups, () => {
      group(UNROLL);
      if (groups > 1 || rest > 0 || tailLanes > 0) advance(own, vectorAxis, UNROLL * LANES);
    });
    if (tailLanes > 0) group(rest + 1, tailLanes);
    else if (rest > 0) group(rest);
  };

  /** Down narrow rows, all columns at once, whose own operands stay in registers. */
  const downRows = (at: Pointers, scope: ExprScope, rows: NestDimension): void => {
    const vectors = wholeVectors + (tailLanes > 0 ? 1 : 0);
    const lastLanes = tailLanes > 0 ? tailLanes : LANES;
    const lanesOf = (vector: number): number => (vector === vectors - 1 ? lastLanes : LANES);
    const scopes = count(vectors).map((vector) => {
      const own = scope.inner(loader(at, vector, lanesOf(vector)));
      hoist(own, [rows]);
      return own;
    });
    const row = copyOf(at, [rows]);
    w.repeat(rows.length, () => {
      step(scopes.map((own, vector) => own.inner(loader(row, vector, lanesOf(vector)))), row, lastLanes);
      advance(row, rows);
    });
  };

  /** A few rows at a time, column by column: memory is read in its order, and what belongs to the columns is fetched once for all those rows. */
  const downTiles = (at: Pointers, scope: ExprScope, rows: NestDimension): void => {
    const tile = (start: Pointers, height: number): void => {
      const column = copyOf(start, [vectorAxis]);
      const square = (lanes: number): void => {
        const own = scope.inner(loader(column, 0, lanes));
        hoist(own, [rows]);
        const values = count(height).map((row) => {
          const inRow = own.inner((index) => loadLanes(w, column[exprs.length + index], strideOf(index, vectorAxis), row * strideOf(index, rows), lanes));
          return exprs.map((expr) => inRow.value(expr));
        });
        values.forEach((locals, row) => locals.forEach((local, k) => storeLanes(w, column[k], local, vectorAxis.strides[k], row * rows.strides[k], lanes)));
      };
      w.repeat(wholeVectors, () => {
        square(LANES);
        advance(column, vectorAxis, LANES);
      });
      if (tailLanes > 0) square(tailLanes);
    };
    const own = copyOf(at, [rows]);
    w.repeat(Math.floor(rows.length / ROWS), () => {
      tile(own, ROWS);
      advance(own, rows, ROWS);
    });
    if (rows.length % ROWS > 0) tile(own, rows.length % ROWS);
  };

  const isColumn = (index: number): boolean => rowAxis !== null && strideOf(index, rowAxis) === 0;
  const isDear = (): boolean => arithmeticNanoseconds(exprs, () => true) - arithmeticNanoseconds(exprs, (index) => !isColumn(index)) > DEAR;
  const goesDown = rowAxis !== null && rowAxis.length >= FEWEST_ROWS && read.some((index) => strideOf(index, vectorAxis) !== 0 && isColumn(index)) && (vectorAxis.length <= WIDE || isDear());
  const heartDepth = goesDown ? inner.length - 2 : inner.length - 1;
  const nest = (depth: number, at: Pointers, outer: ExprScope): void => {
    const scope = outer.inner(loader(at));
    hoist(scope, inner.slice(depth));
    if (depth === heartDepth) {
      if (goesDown && vectorAxis.length <= NARROW) downRows(at, scope, rowAxis);
      else if (goesDown) downTiles(at, scope, rowAxis);
      else alongRow(at, scope);
      return;
    }
    frame.nest([inner[depth]], at, (pointers) => nest(depth + 1, pointers, scope));
  };
  const scope = functionScope(w, exprs);
  frame.eachItem(items, (pointers) => nest(0, pointers, scope));
  return w;
}

/** One long row of unknown length: an item is a vector. `strides` by operand. Serves any tensor of whole vectors. */
export function writeFlatMapKernel(name: string, strides: readonly number[], exprs: readonly Expr[], inputCount: number): FunctionWriter {
  const operandCount = exprs.length + inputCount;
  const read = new Set(exprs.flatMap((expr) => [...inputsOf(expr)]));
  const used = Array.from({ length: operandCount }, (_, operand) => operand).filter((operand) => operand < exprs.length || read.has(operand - exprs.length));
  const frame = kernelFrame(name, operandCount, used);
  const { w } = frame;
  const axis: NestDimension = { length: 1, strides, reduced: false };
  const parameters = Array.from({ length: operandCount }, (_, operand) => 2 + operand);
  const scope = functionScope(w, exprs).inner((index) => loadLanes(w, parameters[exprs.length + index], 0));
  exprs.forEach((expr) => scope.hoist(expr, (index) => strides[exprs.length + index] === 0));
  const at = frame.copyOf(parameters, [axis]);
  for (const operand of used) if (strides[operand] !== 0) w.get(at[operand]).get(0).i32(4 * LANES * strides[operand]).op("i32.mul").op("i32.add").set(at[operand]);
  const left = w.local("i32");
  w.get(1).get(0).op("i32.sub").set(left);
  const group = (vectors: number): void => {
    const results = Array.from({ length: vectors }, (_, vector) => {
      const own = scope.inner((index) => loadLanes(w, at[exprs.length + index], strides[exprs.length + index], vector * LANES * strides[exprs.length + index]));
      return exprs.map((expr) => own.value(expr));
    });
    results.forEach((locals, vector) => locals.forEach((local, k) => storeLanes(w, at[k], local, strides[k], vector * LANES * strides[k])));
    frame.advance(at, axis, vectors * LANES);
  };
  w.countDown(left, UNROLL, () => group(UNROLL));
  w.countDown(left, 1, () => group(1));
  return w;
}
