/**
 * Compiles an `Expr` to SIMD instructions, four elements at once. Constants wait in locals from the start of the function on, because
 * engines do not move them out of loops; so does, in the scope outside, whatever does not change inside.
 */
import { inputsOf } from "../../program/expr.ts";
import type { Expr } from "../../program/expr.ts";
import { FunctionWriter } from "../encoder/functionWriter.ts";
import type { Local } from "../encoder/functionWriter.ts";
import { expressionNames } from "./expressionNames.ts";
import { floatBits, writeUnary } from "./vectorFunctions.ts";
import type { VectorWriter } from "./vectorFunctions.ts";

const COMPARISONS = { gt: "f32x4.gt", ge: "f32x4.ge", eq: "f32x4.eq" } as const;
const ARITHMETIC = { add: "f32x4.add", sub: "f32x4.sub", mul: "f32x4.mul", div: "f32x4.div", max: "f32x4.max", min: "f32x4.min" } as const;

/** Puts element(s) of an input into a local. */
export type LoadInput = (index: number) => Local;

/** Writes expressions into one function; equal subexpressions are computed once while their result is in scope. */
export interface ExprScope {
  /** Leaves the value of `e` in a local. */
  value(e: Expr): Local;
  /** Computes the largest parts of `e` that read only fixed inputs, so that scopes inside find them. */
  hoist(e: Expr, isFixed: (index: number) => boolean): void;
  /** Gives an input a value that is already in a local. */
  define(index: number, local: Local): void;
  /** A scope that starts with what this one knows, for code inside a loop; inputs that nobody knows it loads by its own `load`. */
  inner(load: LoadInput): ExprScope;
}

/** A scope at the start of a function for these expressions, and the constants they need. Its inputs have yet to come, by `inner`. */
export function functionScope(w: FunctionWriter, exprs: readonly Expr[]): ExprScope {
  const { nameOf } = expressionNames();
  const constants = new Map<number, Local>();
  for (const bits of constantsOf(exprs)) {
    const local = w.local("v128");
    w.i32(bits).vector("i32x4.splat").set(local);
    constants.set(bits, local);
  }
  return scopeOf(w, nameOf, (bits) => constants.get(bits)!, () => { throw new Error("A function scope has no inputs of its own."); }, new Map());
}

/** Found by writing the expressions to a function that nobody keeps. */
function constantsOf(exprs: readonly Expr[]): ReadonlySet<number> {
  const found = new Set<number>();
  const w = new FunctionWriter("", []);
  const local = w.local("v128");
  const scope = scopeOf(w, expressionNames().nameOf, (bits) => (found.add(bits), local), () => local, new Map());
  exprs.forEach((e) => scope.value(e));
  return found;
}

function scopeOf(w: FunctionWriter, nameOf: (e: Expr) => number, constantLocal: (bits: number) => Local, load: LoadInput, known: ReadonlyMap<number, Local>): ExprScope {
  const values = new Map(known);
  const kept = (): Local => {
    const local = w.local("v128");
    w.set(local);
    return local;
  };
  const vw: VectorWriter = { w, kept, bits: (bits) => w.get(constantLocal(bits)), constant: (value) => w.get(constantLocal(floatBits(value))) };
  const isComparison = (e: Expr): boolean => e.kind === "binary" && e.op in COMPARISONS;
  /** Leaves all ones on the stack where the test holds. */
  const mask = (e: Expr): void => {
    if (e.kind === "binary" && e.op in COMPARISONS) {
      const [a, b] = [value(e.a), value(e.b)];
      w.get(a).get(b).vector(COMPARISONS[e.op as keyof typeof COMPARISONS]);
    } else {
      w.get(value(e));
      vw.constant(0).vector("f32x4.ne");
    }
  };
  const compute = (e: Expr): Local => {
    switch (e.kind) {
      case "input": return load(e.index);
      case "constant": return constantLocal(floatBits(e.value));
      case "unary":
        writeUnary(vw, e.op, value(e.a));
        return kept();
      case "binary": {
        if (isComparison(e)) {
          mask(e);
          vw.constant(1).vector("v128.and");
          return kept();
        }
        // A product with a comparison is the other factor, or nothing.
        const gate = e.op === "mul" ? (isComparison(e.a) ? e.a : isComparison(e.b) ? e.b : null) : null;
        if (gate) {
          const other = value(gate === e.a ? e.b : e.a);
          mask(gate);
          w.get(other).vector("v128.and");
          return kept();
        }
        const [a, b] = [value(e.a), value(e.b)];
        w.get(a).get(b).vector(ARITHMETIC[e.op as keyof typeof ARITHMETIC]);
        return kept();
      }
      case "select": {
        const [a, b] = [value(e.a), value(e.b)];
        const test = (mask(e.test), kept());
        w.get(a).get(b).get(test).vector("v128.bitselect");
        return kept();
      }
      default: return e satisfies never;
    }
  };
  const value = (e: Expr): Local => {
    const name = nameOf(e);
    const before = values.get(name);
    if (before !== undefined) return before;
    const local = compute(e);
    values.set(name, local);
    return local;
  };
  const hoist = (e: Expr, isFixed: (index: number) => boolean): void => {
    const seen = new Set<Expr>();
    const visit = (part: Expr): void => {
      if (part.kind === "constant" || seen.has(part)) return;
      seen.add(part);
      if ([...inputsOf(part)].every(isFixed)) value(part);
      else if (part.kind === "unary") visit(part.a);
      else if (part.kind === "binary") [part.a, part.b].forEach(visit);
      else if (part.kind === "select") [part.test, part.a, part.b].forEach(visit);
    };
    visit(e);
  };
  return {
    value,
    hoist,
    define: (index, local) => values.set(nameOf({ kind: "input", index }), local),
    inner: (innerLoad) => scopeOf(w, nameOf, constantLocal, innerLoad, values),
  };
}
