/**
 * Compiles an `Expr` to SIMD instructions, four elements at once. Functions without an instruction are polynomials: relative error below 3e-7,
 * erf 1.5e-7 absolute (Abramowitz and Stegun 1964, 7.1.26).
 */
import { exprKey } from "../../program/expr.ts";
import type { Expr, UnaryOp } from "../../program/expr.ts";
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.12194440e-4;
const COMPARISONS = { gt: "f32x4.gt", ge: "f32x4.ge", eq: "f32x4.eq" } as const;
const ARITHMETIC = { add: "f32x4.add", sub: "f32x4.sub", mul: "f32x4.mul", div: "f32x4.div", max: "f32x4.max", min: "f32x4.min" } as const;

/** Writes expressions into one function; equal subexpressions are computed once while their result is in scope. */
export interface ExprScope {
  /** Leaves the value of `e` in a local. */
  value(e: Expr): Local;
  /** A scope that starts with what this one knows, for code inside a loop; what it does not know it loads by its own `input`. */
  inner(input: (index: number) => Local): ExprScope;
}

/** `input(i)` gives the local that holds element i; it is called once for each input of a scope. */
export function exprScope(w: FunctionWriter, input: (index: number) => Local, known: ReadonlyMap<string, Local> = new Map()): ExprScope {
  const values = new Map(known);
  const remember = (key: string, make: () => void): Local => {
    const before = values.get(key);
    if (before !== undefined) return before;
    make();
    const local = w.local("v128");
    w.set(local);
    values.set(key, local);
    return local;
  };
  const splat = (value: number): FunctionWriter => w.f32(value).vector("f32x4.splat");
  const isComparison = (e: Expr): boolean => e.kind === "binary" && e.op in COMPARISONS;
  /** Leaves all ones on the stack where the test holds. */
  const mask = (e: Expr): void => {
    if (e.kind === "binary" && e.op in COMPARISONS) {
      const [a, b] = [value(e.a), value(e.b)];
      w.get(a).get(b).vector(COMPARISONS[e.op as keyof typeof COMPARISONS]);
    } else {
      w.get(value(e));
      splat(0).vector("f32x4.ne");
    }
  };
  const value = (e: Expr): Local => {
    if (e.kind === "input") {
      const before = values.get(exprKey(e));
      if (before !== undefined) return before;
      const local = input(e.index);
      values.set(exprKey(e), local);
      return local;
    }
    return remember(exprKey(e), () => {
      switch (e.kind) {
        case "constant":
          splat(e.value);
          break;
        case "unary":
          unaryCode(e.op, value(e.a));
          break;
        case "binary": {
          if (isComparison(e)) {
            mask(e);
            splat(1).vector("v128.and");
            break;
          }
          const gate = e.op === "mul" ? (isComparison(e.a) ? e.a : isComparison(e.b) ? e.b : null) : null;
          if (gate && e.kind === "binary") {
            const other = value(gate === e.a ? e.b : e.a);
            mask(gate);
            w.get(other).vector("v128.and");
            break;
          }
          const [a, b] = [value(e.a), value(e.b)];
          w.get(a).get(b).vector(ARITHMETIC[e.op as keyof typeof ARITHMETIC]);
          break;
        }
        case "select": {
          const [a, b] = [value(e.a), value(e.b)];
          w.get(a).get(b);
          mask(e.test);
          w.vector("v128.bitselect");
          break;
        }
        default:
          e satisfies never;
      }
    });
  };

  const kept = (): Local => {
    const local = w.local("v128");
    w.set(local);
    return local;
  };
  /** Horner's rule; coefficients from the highest power. */
  const polynomial = (x: Local, coefficients: readonly number[]): FunctionWriter => {
    splat(coefficients[0]);
    for (const coefficient of coefficients.slice(1)) {
      w.get(x).vector("f32x4.mul");
      splat(coefficient).vector("f32x4.add");
    }
    return w;
  };
  /** Stack: x → eˣ, for x clamped to ±87. */
  const exponential = (): void => {
    splat(-87).vector("f32x4.max");
    splat(88).vector("f32x4.min");
    const x = kept();
    w.get(x);
    splat(Math.LOG2E).vector("f32x4.mul").vector("f32x4.nearest");
    const n = kept();
    w.get(x).get(n);
    splat(LN2_HIGH).vector("f32x4.mul").vector("f32x4.sub").get(n);
    splat(LN2_LOW).vector("f32x4.mul").vector("f32x4.sub");
    const r = kept();
    polynomial(r, [1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1]);
    w.get(n).vector("i32x4.trunc_sat_f32x4_s").i32(23).vector("i32x4.shl").i32(0x3f800000).vector("i32x4.splat").vector("i32x4.add").vector("f32x4.mul");
  };
  /** Stack: u ≥ 0 → 2 artanh(u / (2 + u)) = log(1 + u), for u ≤ 1. */
  const logOnePlus = (): void => {
    const u = kept();
    w.get(u).get(u);
    splat(2).vector("f32x4.add").vector("f32x4.div");
    const s = kept();
    w.get(s).get(s).vector("f32x4.mul");
    const z = kept();
    polynomial(z, [2 / 17, 2 / 15, 2 / 13, 2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3, 2]);
    w.get(s).vector("f32x4.mul");
  };
  const unaryCode = (op: UnaryOp, a: Local): void => {
    w.get(a);
    switch (op) {
      case "neg": w.vector("f32x4.neg"); break;
      case "abs": w.vector("f32x4.abs"); break;
      case "sqrt": w.vector("f32x4.sqrt"); break;
      case "rsqrt": {
        w.vector("f32x4.sqrt");
        const root = kept();
        splat(1).get(root).vector("f32x4.div");
        break;
      }
      case "relu": splat(0).vector("f32x4.max"); break;
      case "sign":
        splat(0).vector("f32x4.gt");
        splat(1).vector("v128.and").get(a);
        splat(0).vector("f32x4.lt");
        splat(1).vector("v128.and").vector("f32x4.sub");
        break;
      case "exp": exponential(); break;
      case "log": {
        // x = m · 2^e with m in [√½, √2).
        w.i32(0x3f3504f3).vector("i32x4.splat").vector("i32x4.sub");
        const shifted = kept();
        w.get(shifted).i32(23).vector("i32x4.shr_s").vector("f32x4.convert_i32x4_s");
        const exponent = kept();
        w.get(shifted).i32(0x007fffff).vector("i32x4.splat").vector("v128.and").i32(0x3f3504f3).vector("i32x4.splat").vector("i32x4.add");
        splat(1).vector("f32x4.sub");
        const f = kept();
        w.get(f).get(f);
        splat(2).vector("f32x4.add").vector("f32x4.div");
        const s = kept();
        w.get(s).get(s).vector("f32x4.mul");
        const z = kept();
        polynomial(z, [2 / 11, 2 / 9, 2 / 7, 2 / 5, 2 / 3, 2]);
        w.get(s).vector("f32x4.mul").get(exponent);
        splat(LN2_LOW).vector("f32x4.mul").vector("f32x4.add").get(exponent);
        splat(LN2_HIGH).vector("f32x4.mul").vector("f32x4.add");
        const result = kept();
        splat(Number.NEGATIVE_INFINITY).get(result).get(a);
        splat(0).vector("f32x4.eq").vector("v128.bitselect");
        break;
      }
      case "sigmoid": {
        w.vector("f32x4.neg");
        exponential();
        splat(1).vector("f32x4.add");
        const below = kept();
        splat(1).get(below).vector("f32x4.div");
        break;
      }
      case "softplus": {
        splat(0).vector("f32x4.max").get(a).vector("f32x4.abs").vector("f32x4.neg");
        exponential();
        logOnePlus();
        w.vector("f32x4.add");
        break;
      }
      case "tanh": {
        // 1 − 2 / (e^2|x| + 1), and near 0 the odd series.
        w.vector("f32x4.abs");
        splat(2).vector("f32x4.mul");
        exponential();
        splat(1).vector("f32x4.add");
        const below = kept();
        splat(1);
        splat(2).get(below).vector("f32x4.div").vector("f32x4.sub");
        const magnitude = kept();
        w.get(magnitude).get(a);
        w.i32(0x80000000 | 0).vector("i32x4.splat").vector("v128.and").vector("v128.or");
        const far = kept();
        w.get(a).get(a).vector("f32x4.mul");
        const z = kept();
        polynomial(z, [62 / 2835, -17 / 315, 2 / 15, -1 / 3, 1]);
        w.get(a).vector("f32x4.mul");
        const near = kept();
        w.get(near).get(far).get(z);
        splat(0.0625).vector("f32x4.lt").vector("v128.bitselect");
        break;
      }
      case "erf": {
        w.vector("f32x4.abs");
        const magnitude = kept();
        splat(1).get(magnitude);
        splat(0.3275911).vector("f32x4.mul");
        splat(1).vector("f32x4.add").vector("f32x4.div");
        const t = kept();
        splat(1);
        polynomial(t, [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592, 0]);
        w.get(magnitude).get(magnitude).vector("f32x4.mul").vector("f32x4.neg");
        exponential();
        w.vector("f32x4.mul").vector("f32x4.sub").get(a).i32(0x80000000 | 0).vector("i32x4.splat").vector("v128.and").vector("v128.or");
        break;
      }
      default: op satisfies never;
    }
  };
  return { value, inner: (innerInput) => exprScope(w, innerInput, values) };
}
