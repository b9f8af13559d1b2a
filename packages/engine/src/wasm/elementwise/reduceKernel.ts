/**
 * Sums and maxima of expressions in one or more passes over the same data, where a pass may use the results of those before it: an item that
 * fits in a first-level cache comes from further away only once. Accumulators stay in registers over all reduced loops.
 */
import { input, inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";
import { accumulate, acrossFour, acrossLanes, finishAccumulator, JOIN, joinAccumulators, NEUTRAL, newAccumulator } from "./accumulators.ts";
import type { Accumulator, ReduceKind } from "./accumulators.ts";
import { kernelFrame } from "./kernelFrame.ts";
import type { Pointers } from "./kernelFrame.ts";
import { LANES, loadLanes, storeLanes } from "./lanes.ts";
import type { NestDimension } from "./loopNest.ts";
import { functionScope } from "./vectorExpr.ts";
import type { ExprScope } from "./vectorExpr.ts";

/** Totals of a pass are further inputs of the passes behind it and of the results: numbered on from the inputs, in order. */
export interface ReducePass {
  readonly kind: ReduceKind;
  readonly exprs: readonly Expr[];
}

export interface ReduceKernelSpec {
  /** Steps of these are the items. The operands of every dimension are the outputs, then the inputs. */
  readonly items: readonly NestDimension[];
  /** Results of one item, outer to inner, beside those along the vector. */
  readonly kept: readonly NestDimension[];
  /** What is reduced for each result, outer to inner, beside what lies along the vector. */
  readonly reduced: readonly NestDimension[];
  /** Runs over vector lanes; kept or reduced, as it says. */
  readonly vector: NestDimension;
  readonly passes: readonly ReducePass[];
  /** One an output, of the totals. */
  readonly results: readonly Expr[];
  readonly inputCount: number;
}

/** Accumulators in flight, at most, if the reduction is long enough. */
const IN_FLIGHT = 8;
/** Columns of vectors that go down the rows together: a cache line. */
const COLUMNS = 4;
/** Rows that go by together. */
const TILE_ROWS = 4;
/** Fewer rows are not worth keeping results in memory. */
const FEWEST_ROWS = 8;
/** Rows up to this length go four at a time. */
const SHORT_ROW = 256;

/** Parameters, all i32: begin, end (items), then the addresses of outputs and inputs. */
export function writeReduceKernel(name: string, spec: ReduceKernelSpec): FunctionWriter {
  const { items, kept, reduced, vector, passes, results, inputCount } = spec;
  const read = [...new Set(passes.flatMap(({ exprs }) => exprs).flatMap((expr) => [...inputsOf(expr)]))].filter((index) => index < inputCount);
  const used = [...results.keys(), ...read.map((index) => results.length + index)];
  const frame = kernelFrame(name, results.length + inputCount, used);
  const { w, advance, copyOf } = frame;
  const strideOf = (index: number, { strides }: NestDimension): number => strides[results.length + index];
  const isStill = (index: number, dimensions: readonly NestDimension[]): boolean => dimensions.every((dimension) => strideOf(index, dimension) === 0);
  const loader = (at: Pointers, axis: NestDimension, vectorNumber = 0, lanes = LANES) => (index: number) => {
    const stride = strideOf(index, axis);
    return loadLanes(w, at[results.length + index], stride, vectorNumber * LANES * stride, lanes);
  };
  const wholeVectors = Math.floor(vector.length / LANES);
  const tailLanes = vector.length % LANES;
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

  const accumulators = ({ kind, exprs }: ReducePass): Accumulator[] => exprs.map(() => newAccumulator(w, kind));
  const collect = ({ exprs }: ReducePass, scope: ExprScope, into: readonly Accumulator[]): void => {
    const values = exprs.map((expr) => scope.value(expr));
    values.forEach((value, k) => accumulate(w, into[k], value));
  };
  /** One result an expression. */
  const join = ({ kind, exprs }: ReducePass, sets: readonly (readonly Accumulator[])[]): Local[] => exprs.map((_, k) => joinAccumulators(w, kind, sets.map((set) => set[k])));
  /** Inputs of passes that are done, by number. */
  const totalsBefore = (pass: number): number => passes.slice(0, pass).reduce((sum, { exprs }) => sum + exprs.length, inputCount);
  const define = (pass: number, totals: readonly Local[], scopes: ExprScope): void => totals.forEach((local, k) => scopes.define(totalsBefore(pass) + k, local));
  const store = (scope: ExprScope, at: Pointers, vectorNumber: number, lanes: number): void => {
    const values = results.map((result) => scope.value(result));
    values.forEach((value, k) => storeLanes(w, at[k], value, vector.reduced ? 0 : vector.strides[k], vector.reduced ? 0 : vectorNumber * LANES * vector.strides[k], lanes));
  };

  /** Results side by side in the lanes: a block of columns goes down the rows. */
  const columns = (at: Pointers, outer: ExprScope, vectors: number, lastLanes: number): void => {
    const lanesOf = (number: number): number => (number === vectors - 1 ? lastLanes : LANES);
    const scopes = count(vectors).map((number) => outer.inner(loader(at, vector, number, lanesOf(number))));
    passes.forEach((pass, p) => {
      scopes.forEach((scope) => pass.exprs.forEach((expr) => scope.hoist(expr, (index) => index >= inputCount || isStill(index, reduced))));
      const rows = reduced.at(-1);
      const outerLoops = reduced.slice(0, -1);
      const most = Math.max(1, Math.floor(IN_FLIGHT / (vectors * pass.exprs.length)));
      const rowsAtOnce = rows ? Math.min(most, rows.length) : 1;
      const sets = count(rowsAtOnce).map(() => scopes.map(() => accumulators(pass)));
      frame.nest(outerLoops, at, (pointers) => {
        if (!rows) {
          scopes.forEach((scope, number) => collect(pass, scope.inner(loader(pointers, vector, number, lanesOf(number))), sets[0][number]));
          return;
        }
        const row = copyOf(pointers, [rows]);
        const group = (atOnce: number): void => {
          for (let k = 0; k < atOnce; k++) {
            scopes.forEach((scope, number) => {
              const inner = scope.inner((index) => {
                const stride = strideOf(index, vector);
                return loadLanes(w, row[results.length + index], stride, number * LANES * stride + k * strideOf(index, rows), lanesOf(number));
              });
              collect(pass, inner, sets[k][number]);
            });
          }
        };
        w.repeat(Math.floor(rows.length / rowsAtOnce), () => {
          group(rowsAtOnce);
          advance(row, rows, rowsAtOnce);
        });
        if (rows.length % rowsAtOnce > 0) group(rows.length % rowsAtOnce);
      });
      scopes.forEach((scope, number) => define(p, join(pass, sets.map((set) => set[number])), scope));
    });
    scopes.forEach((scope, number) => store(scope, at, number, lanesOf(number)));
  };

  /**
   * Results side by side, more than fit in registers: the results so far wait in memory while a few rows at a time go by, so that the data is read in
   * the order of memory. For one pass whose totals are the results.
   */
  const rowTiles = (at: Pointers, outer: ExprScope, rows: NestDimension, pass: ReducePass): void => {
    const columnsFrom = (pointers: Pointers, body: (column: Pointers, lanes: number) => void): void => {
      const column = copyOf(pointers, [vector]);
      w.repeat(wholeVectors, () => {
        body(column, LANES);
        advance(column, vector, LANES);
      });
      if (tailLanes > 0) body(column, tailLanes);
    };
    const neutral = w.local("v128");
    w.f32(NEUTRAL[pass.kind]).vector("f32x4.splat").set(neutral);
    columnsFrom(at, (column, lanes) => results.forEach((_, k) => storeLanes(w, column[k], neutral, vector.strides[k], 0, lanes)));
    const tile = (start: Pointers, height: number): void => columnsFrom(start, (column, lanes) => {
      const own = outer.inner(loader(column, vector, 0, lanes));
      pass.exprs.forEach((expr) => own.hoist(expr, (index) => isStill(index, [rows])));
      const sums = accumulators(pass);
      for (let row = 0; row < height; row++) {
        collect(pass, own.inner((index) => loadLanes(w, column[results.length + index], strideOf(index, vector), row * strideOf(index, rows), lanes)), sums);
      }
      sums.map((sum) => finishAccumulator(w, sum)).forEach((sum, k) => {
        const before = loadLanes(w, column[k], vector.strides[k], 0, lanes);
        w.get(before).get(sum).vector(JOIN[pass.kind]).set(before);
        storeLanes(w, column[k], before, vector.strides[k], 0, lanes);
      });
    });
    const height = Math.min(rows.length, TILE_ROWS);
    frame.nest(reduced.slice(0, -1), at, (pointers) => {
      const row = copyOf(pointers, [rows]);
      w.repeat(Math.floor(rows.length / height), () => {
        tile(row, height);
        advance(row, rows, height);
      });
      if (rows.length % height > 0) tile(row, rows.length % height);
    });
  };

  /** One result: lanes are summed away as well. */
  const row = (at: Pointers, outer: ExprScope): void => {
    const scope = outer.inner(loader(at, { ...vector, strides: vector.strides.map(() => 0) }));
    passes.forEach((pass, p) => {
      pass.exprs.forEach((expr) => scope.hoist(expr, (index) => index >= inputCount || isStill(index, [...reduced, vector])));
      const groups = Math.max(1, Math.min(wholeVectors, Math.floor(IN_FLIGHT / pass.exprs.length)));
      const sets = count(groups).map(() => accumulators(pass));
      frame.nest(reduced, at, (pointers) => {
        const own = copyOf(pointers, [vector]);
        const group = (vectors: number): void => count(vectors).forEach((number) => collect(pass, scope.inner(loader(own, vector, number)), sets[number]));
        const loops = Math.floor(wholeVectors / groups);
        const rest = wholeVectors % groups;
        w.repeat(loops, () => {
          group(groups);
          if (loops > 1 || rest > 0 || tailLanes > 0) advance(own, vector, groups * LANES);
        });
        group(rest);
        if (tailLanes > 0) tail(pass, scope.inner(loader(own, vector, rest, tailLanes)), sets[0]);
      });
      const totals = join(pass, sets).map((local) => acrossLanes(w, pass.kind, local));
      define(p, totals, scope);
    });
    store(scope, at, 0, 1);
  };
  /** Four rows beside each other: their totals end up in the four lanes of one vector, which costs no more than one row's. */
  const fourRows = (at: Pointers, outer: ExprScope, rows: NestDimension): void => {
    const inRow = (pointers: Pointers, number: number, vectorNumber: number, axis: NestDimension, lanes = LANES) => (index: number) => {
      const stride = strideOf(index, axis);
      return loadLanes(w, pointers[results.length + index], stride, number * strideOf(index, rows) + vectorNumber * LANES * stride, lanes);
    };
    const still = { ...vector, strides: vector.strides.map(() => 0) };
    const scopes = count(LANES).map((number) => outer.inner(inRow(at, number, 0, still)));
    const together = outer.inner(loader(at, still));
    passes.forEach((pass, p) => {
      scopes.forEach((scope) => pass.exprs.forEach((expr) => scope.hoist(expr, (index) => index >= inputCount || isStill(index, [vector]))));
      const perRow = Math.max(1, Math.min(wholeVectors, Math.floor(IN_FLIGHT / (LANES * pass.exprs.length))));
      const sets = scopes.map(() => count(perRow).map(() => accumulators(pass)));
      const own = copyOf(at, [vector]);
      const group = (vectors: number): void => {
        for (const vectorNumber of count(vectors)) scopes.forEach((scope, number) => collect(pass, scope.inner(inRow(own, number, vectorNumber, vector)), sets[number][vectorNumber]));
      };
      const loops = Math.floor(wholeVectors / perRow);
      const rest = wholeVectors % perRow;
      w.repeat(loops, () => {
        group(perRow);
        if (loops > 1 || rest > 0 || tailLanes > 0) advance(own, vector, perRow * LANES);
      });
      group(rest);
      if (tailLanes > 0) scopes.forEach((scope, number) => tail(pass, scope.inner(inRow(own, number, rest, vector, tailLanes)), sets[number][0]));
      const joined = sets.map((set) => join(pass, set));
      const totals = pass.exprs.map((_, k) => acrossFour(w, pass.kind, joined.map((row) => row[k])));
      define(p, totals, together);
      if (p < passes.length - 1) {
        scopes.forEach((scope, number) => {
          const own = totals.map((total) => {
            const everywhere = w.local("v128");
            w.get(total).get(total).shuffle([number, number, number, number]).set(everywhere);
            return everywhere;
          });
          define(p, own, scope);
        });
      }
    });
    const values = results.map((result) => together.value(result));
    values.forEach((value, k) => storeLanes(w, at[k], value, rows.strides[k]));
  };
  /** Lanes beyond the row hold anything: they become neutral. */
  const tail = (pass: ReducePass, scope: ExprScope, into: readonly Accumulator[]): void => {
    pass.exprs.forEach((expr, k) => {
      const value = scope.value(expr);
      const masked = w.local("v128");
      w.get(value).f32(NEUTRAL[pass.kind]).vector("f32x4.splat").shuffle([0, tailLanes > 1 ? 1 : 4, tailLanes > 2 ? 2 : 4, 4]).set(masked);
      accumulate(w, into[k], masked);
    });
  };

  const body = (at: Pointers, scope: ExprScope): void => {
    if (vector.reduced) {
      row(at, scope);
      return;
    }
    const rows = reduced.at(-1);
    if (rows && rows.length >= FEWEST_ROWS && wholeVectors >= COLUMNS && passes.length === 1 && areTotals(results, inputCount)) {
      rowTiles(at, scope, rows, passes[0]);
      return;
    }
    const column = copyOf(at, [vector]);
    const blocks = Math.floor(wholeVectors / COLUMNS);
    const rest = wholeVectors % COLUMNS;
    w.repeat(blocks, () => {
      columns(column, scope, COLUMNS, LANES);
      if (blocks > 1 || rest > 0 || tailLanes > 0) advance(column, vector, COLUMNS * LANES);
    });
    if (tailLanes > 0) columns(column, scope, rest + 1, tailLanes);
    else if (rest > 0) columns(column, scope, rest, LANES);
  };
  const scope = functionScope(w, [...passes.flatMap(({ exprs }) => exprs), ...results]);
  const level = (depth: number, at: Pointers, outer: ExprScope): void => {
    const dimensions = [...kept.slice(depth), ...reduced, vector];
    const own = outer.inner(loader(at, { ...vector, strides: vector.strides.map(() => 0) }));
    passes[0].exprs.forEach((expr) => own.hoist(expr, (index) => index < inputCount && isStill(index, dimensions)));
    const next = kept[depth];
    if (depth === kept.length) body(at, own);
    else if (depth === kept.length - 1 && next.length >= LANES && vector.reduced && reduced.length === 0 && vector.length <= SHORT_ROW) {
      const row = copyOf(at, [next]);
      w.repeat(Math.floor(next.length / LANES), () => {
        fourRows(row, own, next);
        advance(row, next, LANES);
      });
      w.repeat(next.length % LANES, () => {
        level(depth + 1, row, own);
        advance(row, next);
      });
    } else frame.nest([kept[depth]], at, (pointers) => level(depth + 1, pointers, own));
  };
  frame.eachItem(items, (pointers) => level(0, pointers, scope));
  return w;
}

const areTotals = (results: readonly Expr[], inputCount: number): boolean => results.every((result, k) => result.kind === "input" && result.index === inputCount + k);

/** The totals themselves. */
export const totalsOf = (inputCount: number, passes: readonly ReducePass[]): Expr[] => passes.flatMap(({ exprs }) => exprs).map((_, k) => input(inputCount + k));
