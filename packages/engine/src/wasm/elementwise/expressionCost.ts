/** How long expressions take, roughly: it only decides how many items go together. */
import type { Expr, UnaryOp } from "../../program/expr.ts";

const HEAVY: Readonly<Partial<Record<UnaryOp, number>>> = { exp: 6, log: 9, tanh: 12, sigmoid: 9, erf: 14, softplus: 14, sqrt: 1.5, rsqrt: 3 };

/** Nanoseconds for four elements, the loads of `reads` operands and the stores of `writes` included (measured on one 2.6 GHz server core). */
export function nanosecondsPerVector(exprs: readonly Expr[], reads: number, writes: number): number {
  const seen = new Set<Expr>();
  const visit = (e: Expr): number => {
    if (seen.has(e)) return 0;
    seen.add(e);
    switch (e.kind) {
      case "input":
      case "constant": return 0;
      case "unary": return (HEAVY[e.op] ?? 0.15) + visit(e.a);
      case "binary": return (e.op === "div" ? 1.2 : 0.15) + visit(e.a) + visit(e.b);
      case "select": return 0.15 + visit(e.test) + visit(e.a) + visit(e.b);
      default: return e satisfies never;
    }
  };
  return exprs.reduce((sum, e) => sum + visit(e), 0.4 * (reads + writes));
}
