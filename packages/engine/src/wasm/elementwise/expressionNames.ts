/** Short names for expressions whose shared parts may be shared many times over: nothing is ever written out twice. */
import type { Expr } from "../../program/expr.ts";
import { floatBits } from "./vectorFunctions.ts";

/** Numbers that are equal for equal expressions, and the text of each number in terms of others. */
export function expressionNames(): { readonly nameOf: (e: Expr) => number; readonly texts: readonly string[] } {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const known = new Map<Expr, number>();
  const nameOf = (e: Expr): number => {
    const before = known.get(e);
    if (before !== undefined) return before;
    const text = textOf(e);
    const number = numbers.get(text) ?? texts.push(text) - 1;
    numbers.set(text, number);
    known.set(e, number);
    return number;
  };
  const textOf = (e: Expr): string => {
    switch (e.kind) {
      case "input": return `$${e.index}`;
      case "constant": return `#${floatBits(e.value)}`;
      case "unary": return `${e.op} ${nameOf(e.a)}`;
      case "binary": return `${e.op} ${nameOf(e.a)} ${nameOf(e.b)}`;
      case "select": return `select ${nameOf(e.test)} ${nameOf(e.a)} ${nameOf(e.b)}`;
      default: return e satisfies never;
    }
  };
  return { nameOf, texts };
}

/** A text that is equal for lists of equal expressions. */
export function keyOfExpressions(exprs: readonly Expr[]): string {
  const { nameOf, texts } = expressionNames();
  const results = exprs.map(nameOf);
  return `${texts.join(";")}=>${results.join()}`;
}
