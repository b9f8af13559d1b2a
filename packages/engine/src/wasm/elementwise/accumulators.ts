/** Sums and maxima that grow in registers, and how four lanes or several registers become one result. */
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";
import { finishLargest, newLargest, takeLarger } from "./largest.ts";

export type ReduceKind = "sum" | "max";

/** `spoiled` is there for a maximum: see `largest.ts`. */
export interface Accumulator {
  readonly value: Local;
  readonly spoiled?: Local;
}

/** What joins two results. */
export const JOIN = { sum: "f32x4.add", max: "f32x4.max" } as const;
/** The result of nothing. */
export const NEUTRAL = { sum: 0, max: Number.NEGATIVE_INFINITY } as const;

export function newAccumulator(w: FunctionWriter, kind: ReduceKind): Accumulator {
  if (kind === "max") return newLargest(w);
  const value = w.local("v128");
  w.f32(0).vector("f32x4.splat").set(value);
  return { value };
}

export function accumulate(w: FunctionWriter, into: Accumulator, next: Local): void {
  if (into.spoiled !== undefined) takeLarger({ value: into.value, spoiled: into.spoiled }, next, w);
  else w.get(into.value).get(next).vector("f32x4.add").set(into.value);
}

/** The local that holds the result from here on. */
export const finishAccumulator = (w: FunctionWriter, { value, spoiled }: Accumulator): Local => (spoiled === undefined ? value : finishLargest({ value, spoiled }, w));

/** One result of several accumulators, summed as a tree. */
export function joinAccumulators(w: FunctionWriter, kind: ReduceKind, accumulators: readonly Accumulator[]): Local {
  let locals = accumulators.map((accumulator) => finishAccumulator(w, accumulator));
  while (locals.length > 1) {
    const half = Math.ceil(locals.length / 2);
    locals.slice(half).forEach((local, k) => w.get(locals[k]).get(local).vector(JOIN[kind]).set(locals[k]));
    locals = locals.slice(0, half);
  }
  return locals[0];
}

/** The total of the lanes of a vector, in all lanes. */
export function acrossLanes(w: FunctionWriter, kind: ReduceKind, local: Local): Local {
  const [half, all] = [w.local("v128"), w.local("v128")];
  w.get(local).get(local).get(local).shuffle([2, 3, 0, 1]).vector(JOIN[kind]).tee(half);
  w.get(half).get(half).shuffle([1, 0, 3, 2]).vector(JOIN[kind]).set(all);
  return all;
}

/** The totals of the lanes of four vectors, one in each lane. */
export function acrossFour(w: FunctionWriter, kind: ReduceKind, [a, b, c, d]: readonly Local[]): Local {
  const both = (x: Local, y: Local, low: readonly [number, number, number, number], high: readonly [number, number, number, number]): Local => {
    const local = w.local("v128");
    w.get(x).get(y).shuffle(low).get(x).get(y).shuffle(high).vector(JOIN[kind]).set(local);
    return local;
  };
  return both(both(a, b, [0, 4, 1, 5], [2, 6, 3, 7]), both(c, d, [0, 4, 1, 5], [2, 6, 3, 7]), [0, 1, 4, 5], [2, 3, 6, 7]);
}
