/**
 * Sums and maxima of expressions in one or more passes over the same data, where a pass may use the results of those before it: an item that
 * fits in a first-level cache comes from further away only once. Accumulators stay in registers over all reduced loops.
 */
import { input, inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";
import { kernelFrame } from "./kernelFrame.ts";
import type { Pointers } from "./kernelFrame.ts";
import { finishLargest, newLargest, takeLarger } from "./largest.ts";
import { LANES, loadLanes, storeLanes } from "./lanes.ts";
import type { NestDimension } from "./loopNest.ts";
import { functionScope } from "./vectorExpr.ts";
import type { ExprScope } from "./vectorExpr.ts";

/** Totals of a pass are further inputs of the passes behind it and of the results: numbered on from the inputs, in order. */
export interface ReducePass {
  readonly kind: "sum" | "max";
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
/** Rows up to this length go four at a time. */
const SHORT_ROW = 256;
const ADD = { sum: "f32x4.add", max: "f32x4.max" } as const;
/** `spoiled` is there for a maximum. */
interface Accumulator {
  readonly value: Local;
  readonly spoiled?: Local;
}

const NEUTRAL = { sum: 0, max: Number.NEGATIVE_INFINITY } as const;

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

  const accumulators = ({ kind, exprs }: ReducePass): Accumulator[] =>
    exprs.map(() => {
      if (kind === "max") return newLargest(w);
      const value = w.local("v128");
      w.f32(0).vector("f32x4.splat").set(value);
      return { value };
    });
  const accumulate = (into: Accumulator, value: Local): void => {
    if (into.spoiled !== undefined) takeLarger({ value: into.value, spoiled: into.spoiled }, value, w);
    else w.get(into.value).get(value).vector("f32x4.add").set(into.value);
  };
  const finished = ({ value, spoiled }: Accumulator): Local => (spoiled === undefined ? value : finishLargest({ value, spoiled }, w));
  const collect = ({ exprs }: ReducePass, scope: ExprScope, into: readonly Accumulator[]): void => {
    const values = exprs.map((expr) => scope.value(expr));
    values.forEach((value, k) => accumulate(into[k], value));
  };
  /** Adds sets of accumulators into the first of them. */
  const join = ({ kind }: ReducePass, accumulated: readonly (readonly Accumulator[])[]): readonly Local[] => {
    const sets = accumulated.map((set) => set.map(finished));
    for (let half = Math.ceil(sets.length / 2), length = sets.length; length > 1; length = half, half = Math.ceil(half / 2)) {
      for (let k = half; k < length; k++) sets[k].forEach((local, e) => w.get(sets[k - half][e]).get(local).vector(ADD[kind]).set(sets[k - half][e]));
    }
    return sets[0];
  };
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
      const totals = join(pass, sets).map((local) => acrossLanes(pass, local));
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
      const totals = pass.exprs.map((_, k) => acrossFour(pass, joined.map((row) => row[k])));
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
  /** The totals of the lanes of four vectors, one in each lane. */
  const acrossFour = ({ kind }: ReducePass, [a, b, c, d]: readonly Local[]): Local => {
    const both = (x: Local, y: Local, low: readonly [number, number, number, number], high: readonly [number, number, number, number]): Local => {
      const local = w.local("v128");
      w.get(x).get(y).shuffle(low).get(x).get(y).shuffle(high).vector(ADD[kind]).set(local);
      return local;
    };
    return both(both(a, b, [0, 4, 1, 5], [2, 6, 3, 7]), both(c, d, [0, 4, 1, 5], [2, 6, 3, 7]), [0, 1, 4, 5], [2, 3, 6, 7]);
  };
  /** Lanes beyond the row hold anything: they become neutral. */
  const tail = (pass: ReducePass, scope: ExprScope, into: readonly Accumulator[]): void => {
    pass.exprs.forEach((expr, k) => {
      const value = scope.value(expr);
      const masked = w.local("v128");
      w.get(value).f32(NEUTRAL[pass.kind]).vector("f32x4.splat").shuffle([0, tailLanes > 1 ? 1 : 4, tailLanes > 2 ? 2 : 4, 4]).set(masked);
      accumulate(into[k], masked);
    });
  };
  /** The total of four lanes, in all of them. */
  const acrossLanes = ({ kind }: ReducePass, local: Local): Local => {
    const half = w.local("v128");
    w.get(local).get(local).get(local).shuffle([2, 3, 0, 1]).vector(ADD[kind]).tee(half);
    w.get(half).get(half).shuffle([1, 0, 3, 2]).vector(ADD[kind]);
    const all = w.local("v128");
    w.set(all);
    return all;
  };

  const body = (at: Pointers, scope: ExprScope): void => {
    if (vector.reduced) {
      row(at, scope);
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

/** The totals themselves. */
export const totalsOf = (inputCount: number, passes: readonly ReducePass[]): Expr[] => passes.flatMap(({ exprs }) => exprs).map((_, k) => input(inputCount + k));
