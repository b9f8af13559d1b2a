/** How long expressions take, roughly: it only decides how many items go together. */
import { inputsOf } from "../../program/expr.ts";
import type { Expr, UnaryOp } from "../../program/expr.ts";

/** Nanoseconds for four elements, measured on one core of a 2.6 GHz server. */
const HEAVY: Readonly<Partial<Record<UnaryOp, number>>> = { exp: 2.8, log: 2.5, tanh: 3.3, sigmoid: 3.5, erf: 4, softplus: 6, sqrt: 1, rsqrt: 2 };
const LIGHT = 0.1;
const DIVISION = 1;
/** A load or a store. */
const ACCESS = 0.2;

/** Nanoseconds for four elements with the loads of all inputs that move and `writes` stores. What reads only inputs that stay where they are is computed once, outside the loop. */
export function nanosecondsPerVector(exprs: readonly Expr[], moves: (input: number) => boolean, writes: number): number {
  const read = new Set(exprs.flatMap((e) => [...inputsOf(e)]).filter(moves));
  return arithmeticNanoseconds(exprs, moves) + ACCESS * (read.size + writes);
}

/** The same without loads and stores. */
export function arithmeticNanoseconds(exprs: readonly Expr[], moves: (input: number) => boolean): number {
  const seen = new Set<Expr>();
  const visit = (e: Expr): number => {
    if (seen.has(e)) return 0;
    seen.add(e);
    if (e.kind === "constant" || ![...inputsOf(e)].some(moves)) return 0;
    switch (e.kind) {
      case "input": return 0;
      case "unary": return (HEAVY[e.op] ?? LIGHT) + visit(e.a);
      case "binary": return (e.op === "div" ? DIVISION : LIGHT) + visit(e.a) + visit(e.b);
      case "select": return LIGHT + visit(e.test) + visit(e.a) + visit(e.b);
      default: return e satisfies never;
    }
  };
  return exprs.reduce((sum, e) => sum + visit(e), 0);
}
