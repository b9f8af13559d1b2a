/**
 * Optimiser steps: the same expressions over many pairs of arrays of different lengths, as one kernel whose items are the vectors of all of them
 * in a row. A network has dozens of small parameters; a call for each would cost more than the arithmetic.
 */
import { inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import { LANES, loadLanes, storeLanes } from "./lanes.ts";
import { functionScope } from "./vectorExpr.ts";
import type { ExprScope } from "./vectorExpr.ts";

export interface UpdateKernelSpec {
  /** Elements of each entry. */
  readonly lengths: readonly number[];
  /** New states. Inputs: the value, the old states, the scalars. */
  readonly exprs: readonly Expr[];
  readonly scalarCount: number;
}

const UNROLL = 2;
const BYTES = 4 * LANES;

export const updateItems = ({ lengths }: UpdateKernelSpec): number => lengths.reduce((sum, length) => sum + Math.ceil(length / LANES), 0);

/** Parameters, all i32: begin, end (items), then for each entry the addresses of its value and its states, then the scalars. */
export function writeUpdateKernel(name: string, { lengths, exprs, scalarCount }: UpdateKernelSpec): FunctionWriter {
  const perEntry = 1 + exprs.length;
  const w = new FunctionWriter(name, Array.from({ length: 2 + lengths.length * perEntry + scalarCount }, () => "i32" as const));
  const [cursor, end] = [0, 1];
  const scope = functionScope(w, exprs).inner((index) => loadLanes(w, 2 + lengths.length * perEntry + index - perEntry, 0));
  exprs.forEach((expr) => scope.hoist(expr, (index) => index >= perEntry));
  const read = new Set(exprs.flatMap((expr) => [...inputsOf(expr)]));
  const used = Array.from({ length: perEntry }, (_, k) => k).filter((k) => k > 0 || read.has(0));
  const pointers: Local[] = Array.from({ length: perEntry }, () => w.local("i32"));
  /** Where the items of the entry end, where its whole vectors do, how many items are left to do, and lanes of the vector behind them. */
  const [limit, wholeLimit, left, tail] = [w.local("i32"), w.local("i32"), w.local("i32"), w.local("i32")];

  const enter = (entry: number, start: number): void => {
    const whole = Math.floor(lengths[entry] / LANES);
    const items = Math.ceil(lengths[entry] / LANES);
    const choose = (): void => {
      for (const k of used) w.get(2 + entry * perEntry + k).get(cursor).i32(start).op("i32.sub").i32(BYTES).op("i32.mul").op("i32.add").set(pointers[k]);
      w.i32(start + items).set(limit).i32(start + whole).set(wholeLimit).i32(lengths[entry] % LANES).set(tail);
    };
    if (entry === lengths.length - 1) choose();
    else w.get(cursor).i32(start + items).op("i32.lt_s").when(choose, () => enter(entry + 1, start + items));
  };
  const results = (vector: number): readonly Local[] => {
    const own: ExprScope = scope.inner((index) => loadLanes(w, pointers[index], 1, vector * LANES));
    return exprs.map((expr) => own.value(expr));
  };
  const group = (vectors: number): void => {
    const all = Array.from({ length: vectors }, (_, vector) => results(vector));
    all.forEach((locals, vector) => locals.forEach((local, k) => storeLanes(w, pointers[1 + k], local, 1, vector * LANES)));
    for (const k of used) w.step(pointers[k], vectors * BYTES);
  };
  const smaller = (a: Local, b: Local): FunctionWriter => w.get(a).get(b).get(a).get(b).op("i32.lt_s").op("select");

  w.loopWhile(
    () => w.get(cursor).get(end).op("i32.lt_s"),
    () => {
      enter(0, 0);
      smaller(end, wholeLimit).get(cursor).op("i32.sub").set(left);
      w.countDown(left, UNROLL, () => group(UNROLL));
      w.countDown(left, 1, () => group(1));
      // Reached only when the range goes beyond the whole vectors of an entry whose length is not a multiple of four.
      smaller(end, limit).get(wholeLimit).op("i32.gt_s").when(() => {
        const locals = results(0);
        for (let lanes = 1; lanes < LANES; lanes++) w.get(tail).i32(lanes).op("i32.eq").when(() => locals.forEach((local, k) => storeLanes(w, pointers[1 + k], local, 1, 0, lanes)));
      });
      smaller(end, limit).set(cursor);
    },
  );
  return w;
}
