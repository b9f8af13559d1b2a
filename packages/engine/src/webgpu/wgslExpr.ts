/** Element-wise expressions as WGSL over f32. Equal subexpressions are computed once. */
import type { BinaryOp, Expr, UnaryOp } from "../program/expr.ts";

/** A float32 literal. Infinities and NaN, which WGSL has no text for, come from bits it cannot see through. */
export function wgslNumber(value: number): string {
  const rounded = Math.fround(value);
  if (Number.isNaN(rounded)) return "bitcast<f32>(nanBits)";
  if (!Number.isFinite(rounded)) return rounded > 0 ? "bitcast<f32>(infinityBits)" : "(-bitcast<f32>(infinityBits))";
  return rounded < 0 || Object.is(rounded, -0) ? `(-${-rounded}f)` : `${rounded}f`;
}

/**
 * Functions that expressions call, by the name that a text must hold to need them. Arguments of exp and tanh are held where a driver's formula
 * cannot overflow. erf: the power series below 1 (Abramowitz and Stegun 1964, 7.1.5, to z¹⁵) and 7.1.26 above (|error| ≤ 1.5e-7).
 */
const EXPR_FUNCTIONS: Readonly<Record<string, string>> = {
  nanBits: "var<private> nanBits: u32 = 0x7fc00000u;",
  infinityBits: "var<private> infinityBits: u32 = 0x7f800000u;",
  sigmoidOf: "fn sigmoidOf(x: f32) -> f32 { return 1f / (1f + exp(-clamp(x, -87f, 87f))); }",
  softplusOf: `fn softplusOf(x: f32) -> f32 {
  let e = exp(-min(abs(x), 87f));
  return max(x, 0f) + select(log(1f + e), e * (1f - e * (0.5f - e * 0.33333334f)), e < 0.005f);
}`,
  // Near zero exp cancels; the odd series to x⁹ has an error below 1e-8 there.
  tanhOf: `fn tanhOf(x: f32) -> f32 {
  let held = clamp(x, -12f, 12f);
  let square = held * held;
  let small = held * (1f - square * (0.33333334f - square * (0.13333334f - square * (0.053968254f - square * 0.021869488f))));
  let e = exp(-2f * abs(held));
  return select(sign(held) * (1f - e) / (1f + e), small, square < 0.04f);
}`,
  erfOf: `fn erfOf(x: f32) -> f32 {
  let z = abs(x);
  let t = 1f / (1f + 0.3275911f * z);
  let p = t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
  let s = min(z, 1f) * min(z, 1f);
  let series = 1.1283791671f * z * (1f - s * (0.33333334f - s * (0.1f - s * (0.023809524f - s * (0.0046296297f - s * (0.00075757576f - s * (0.00010683761f - s * 0.000013227513f)))))));
  return sign(x) * select(1f - p * exp(-min(z * z, 87f)), series, z < 1f);
}`,
  isNumber: "fn isNumber(x: f32) -> f32 { return select(0f, 1f, (bitcast<u32>(x) & 0x7fffffffu) <= 0x7f800000u); }",
};

/** The functions a text needs. */
export const exprFunctions = (text: string): string => Object.entries(EXPR_FUNCTIONS).flatMap(([name, body]) => (text.includes(name) ? [`${body}\n`] : [])).join("");

const UNARY: Readonly<Record<UnaryOp, (a: string) => string>> = {
  neg: (a) => `-${a}`,
  exp: (a) => `exp(${a})`,
  log: (a) => `log(${a})`,
  sqrt: (a) => `sqrt(${a})`,
  // One division and a root are rounded better than a driver's reciprocal root.
  rsqrt: (a) => `1f / sqrt(${a})`,
  tanh: (a) => `tanhOf(${a})`,
  sigmoid: (a) => `sigmoidOf(${a})`,
  erf: (a) => `erfOf(${a})`,
  softplus: (a) => `softplusOf(${a})`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `sign(${a})`,
  relu: (a) => `max(${a}, 0f)`,
};

const BINARY: Readonly<Record<BinaryOp, (a: string, b: string) => string>> = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  max: (a, b) => `max(${a}, ${b})`,
  min: (a, b) => `min(${a}, ${b})`,
  gt: (a, b) => `select(0f, 1f, ${a} > ${b})`,
  ge: (a, b) => `select(0f, 1f, ${a} >= ${b})`,
  eq: (a, b) => `select(0f, 1f, ${a} == ${b})`,
};

/** Writes expressions one after the other; what an earlier one computed is not computed again. */
export interface ExprScope {
  /** The `let` statements since the last call. */
  takeLines(): readonly string[];
  /** Names or literals of the values. `inputText(i)` is a text for the element of input i; the same text is evaluated once. */
  write(exprs: readonly Expr[], inputText: (index: number) => string): readonly string[];
  /** The name of a text. */
  named(text: string): string;
}

export function exprScope(prefix = "e", outer: ReadonlyMap<string, string> = new Map()): ExprScope & { readonly names: ReadonlyMap<string, string> } {
  let lines: string[] = [];
  const nameOfText = new Map<string, string>(outer);
  let count = 0;
  const named = (text: string): string => {
    const known = nameOfText.get(text);
    if (known) return known;
    const name = `${prefix}${count++}`;
    lines.push(`let ${name} = ${text};`);
    nameOfText.set(text, name);
    return name;
  };
  return {
    named,
    names: nameOfText,
    takeLines() {
      const taken = lines;
      lines = [];
      return taken;
    },
    write(exprs, inputText) {
      const nameOfExpr = new Map<Expr, string>();
      const visit = (e: Expr): string => {
        const known = nameOfExpr.get(e);
        if (known) return known;
        const name = rebuild(e);
        nameOfExpr.set(e, name);
        return name;
      };
      const rebuild = (e: Expr): string => {
        switch (e.kind) {
          case "input": return named(inputText(e.index));
          case "constant": return Number.isFinite(Math.fround(e.value)) ? wgslNumber(e.value) : named(wgslNumber(e.value));
          case "unary": return named(UNARY[e.op](visit(e.a)));
          case "binary": {
            const [a, b] = [visit(e.a), visit(e.b)];
            // x = x asks for NaN, which a compiler may assume away.
            return named(e.op === "eq" && a === b ? `isNumber(${a})` : BINARY[e.op](a, b));
          }
          case "select": {
            const [test, a, b] = [visit(e.test), visit(e.a), visit(e.b)];
            return named(`select(${b}, ${a}, ${test} != 0f)`);
          }
          default: return e satisfies never;
        }
      };
      return exprs.map(visit);
    },
  };
}
