/**
 * Functions that have no SIMD instruction, as polynomials; coefficients are least-maximum fits of `tests/golden/engine/fit_functions.py`
 * (Kalium's choice of degree: beyond it float32 rounding prevails). Relative error below 5e-7 wherever the result is a normal float32 number.
 */
import type { UnaryOp } from "../../program/expr.ts";
import type { FunctionWriter, Local } from "../encoder/functionWriter.ts";

export interface VectorWriter {
  readonly w: FunctionWriter;
  /** Pushes four times the same number. */
  constant(value: number): FunctionWriter;
  /** Pushes four times the same 32 bits. */
  bits(bits: number): FunctionWriter;
  /** Takes the vector from the stack into a new local. */
  kept(): Local;
}

export const floatBits = (value: number): number => new Int32Array(new Float32Array([value]).buffer)[0];

/** ln 2 in two parts: the first has so few bits that its products with small whole numbers are exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = Math.LN2 - LN2_HIGH;
/** 1.5 · 2²³. */
const ROUNDER = 12582912;
const SQRT_HALF_BITS = floatBits(Math.SQRT1_2);
/** Below ln 2⁻¹²⁶ the result is 0; above the largest, the largest float32 number. */
const EXP_LEAST = -87.336544;
const EXP_MOST = 88.722835;

interface Fraction {
  readonly most: number;
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** eʳ for |r| ≤ ln 2 / 2. */
const EXP = [0.00138366376, 0.008374981, 0.0416682381, 0.166664182, 0.49999992, 1.00000004, 1];
/** erf(x) / x for |x| ≤ 3.95 as a fraction of polynomials in x²; beyond it erf is 1 to float32. */
const ERF: Fraction = { most: 3.95, above: [2.02591324e-06, 0.000284687643, 0.00380814883, 0.052875408, 0.191549988, 1.12837914], below: [3.78318503e-05, 0.00117072304, 0.0150550642, 0.114559494, 0.503089432, 1] };
/** tanh(x) / x for |x| ≤ 9.1 in the same way. */
const TANH: Fraction = { most: 9.1, above: [1.31775829e-08, 2.04812341e-05, 0.00348781408, 0.133744778, 0.999999977], below: [7.70407198e-07, 0.000327292504, 0.0258474003, 0.467077916, 1] };
/** log((1 + s) / (1 − s)) / s in s² for |s| ≤ 0.1716. */
const LOG = [0.29926958, 0.399747404, 0.666668165, 2];
/** The same for |s| ≤ 1/3. */
const LOG_WIDE = [0.244249085, 0.213899607, 0.286210421, 0.399986782, 0.666666795, 2];

/** Pushes op(a). */
export function writeUnary(v: VectorWriter, op: UnaryOp, a: Local): void {
  const { w } = v;
  w.get(a);
  switch (op) {
    case "neg": w.vector("f32x4.neg"); break;
    case "abs": w.vector("f32x4.abs"); break;
    case "sqrt": w.vector("f32x4.sqrt"); break;
    case "relu": v.constant(0).vector("f32x4.pmax"); break;
    case "exp": exponential(v); break;
    case "rsqrt": {
      w.vector("f32x4.sqrt");
      const root = v.kept();
      v.constant(1).get(root).vector("f32x4.div");
      break;
    }
    case "sign":
      v.constant(0).vector("f32x4.gt");
      v.constant(1).vector("v128.and").get(a);
      v.constant(0).vector("f32x4.lt");
      v.constant(1).vector("v128.and").vector("f32x4.sub");
      break;
    case "log": logarithm(v, a); break;
    case "sigmoid": {
      w.vector("f32x4.neg");
      exponential(v);
      v.constant(1).vector("f32x4.add");
      const below = v.kept();
      v.constant(1).get(below).vector("f32x4.div");
      break;
    }
    case "softplus":
      v.constant(0).vector("f32x4.pmax").get(a).vector("f32x4.abs").vector("f32x4.neg");
      exponential(v);
      logOnePlus(v);
      w.vector("f32x4.add");
      break;
    case "tanh": oddFraction(v, TANH); break;
    case "erf": oddFraction(v, ERF); break;
    default: op satisfies never;
  }
}

/** Coefficients from the highest power; pairs are summed beside each other (Estrin's scheme), as the wait for one product after another is what would take the time. */
function polynomial(v: VectorWriter, x: Local, coefficients: readonly number[]): void {
  const { w } = v;
  let power = x;
  let terms: (() => void)[] = [...coefficients].reverse().map((coefficient) => () => void v.constant(coefficient));
  while (terms.length > 1) {
    const multiplier = power;
    const next: Local[] = [];
    for (let k = 0; k < terms.length; k += 2) {
      terms[k]();
      if (k + 1 < terms.length) {
        terms[k + 1]();
        w.get(multiplier).vector("f32x4.mul").vector("f32x4.add");
      }
      next.push(v.kept());
    }
    terms = next.map((local) => () => void w.get(local));
    if (terms.length > 1) {
      w.get(multiplier).get(multiplier).vector("f32x4.mul");
      power = v.kept();
    }
  }
  terms[0]();
}

/** Stack: x → eˣ = 2ⁿ · eʳ. Adding a number whose last bit is worth one rounds to n, and leaves n in the lowest bits. */
function exponential(v: VectorWriter): void {
  const { w } = v;
  const given = v.kept();
  w.get(given);
  v.constant(EXP_LEAST).vector("f32x4.pmax");
  v.constant(EXP_MOST).vector("f32x4.pmin");
  const x = v.kept();
  w.get(x);
  v.constant(Math.LOG2E).vector("f32x4.mul");
  v.constant(ROUNDER).vector("f32x4.add");
  const rounded = v.kept();
  w.get(rounded);
  v.constant(ROUNDER).vector("f32x4.sub");
  const n = v.kept();
  w.get(x).get(n);
  v.constant(LN2_HIGH).vector("f32x4.mul").vector("f32x4.sub").get(n);
  v.constant(LN2_LOW).vector("f32x4.mul").vector("f32x4.sub");
  const r = v.kept();
  polynomial(v, r, EXP);
  w.get(rounded).i32(23).vector("i32x4.shl").vector("i32x4.add");
  w.get(given);
  v.constant(EXP_LEAST).vector("f32x4.lt").vector("v128.andnot");
}

/** Stack: u in 0 … 1 → log(1 + u) = log((1 + s) / (1 − s)) at s = u / (2 + u). */
function logOnePlus(v: VectorWriter): void {
  const { w } = v;
  const u = v.kept();
  w.get(u).get(u);
  v.constant(2).vector("f32x4.add").vector("f32x4.div");
  const s = v.kept();
  w.get(s).get(s).vector("f32x4.mul");
  const z = v.kept();
  polynomial(v, z, LOG_WIDE);
  w.get(s).vector("f32x4.mul");
}

/** Stack: x → log x, for x = m · 2^e with m in √½ … √2. */
function logarithm(v: VectorWriter, a: Local): void {
  const { w } = v;
  v.bits(SQRT_HALF_BITS).vector("i32x4.sub");
  const shifted = v.kept();
  w.get(shifted).i32(23).vector("i32x4.shr_s").vector("f32x4.convert_i32x4_s");
  const exponent = v.kept();
  w.get(shifted);
  v.bits(0x007fffff).vector("v128.and");
  v.bits(SQRT_HALF_BITS).vector("i32x4.add");
  v.constant(1).vector("f32x4.sub");
  const f = v.kept();
  w.get(f).get(f);
  v.constant(2).vector("f32x4.add").vector("f32x4.div");
  const s = v.kept();
  w.get(s).get(s).vector("f32x4.mul");
  const z = v.kept();
  polynomial(v, z, LOG);
  w.get(s).vector("f32x4.mul").get(exponent);
  v.constant(LN2_LOW).vector("f32x4.mul").vector("f32x4.add").get(exponent);
  v.constant(LN2_HIGH).vector("f32x4.mul").vector("f32x4.add");
  const result = v.kept();
  v.constant(Number.NEGATIVE_INFINITY).get(result).get(a);
  v.constant(0).vector("f32x4.eq").vector("v128.bitselect");
}

/** Stack: x → x · above(x²) / below(x²), within ±1. */
function oddFraction(v: VectorWriter, { most, above, below }: Fraction): void {
  const { w } = v;
  v.constant(-most).vector("f32x4.pmax");
  v.constant(most).vector("f32x4.pmin");
  const x = v.kept();
  w.get(x).get(x).vector("f32x4.mul");
  const z = v.kept();
  polynomial(v, z, above);
  w.get(x).vector("f32x4.mul");
  polynomial(v, z, below);
  w.vector("f32x4.div");
  v.constant(-1).vector("f32x4.pmax");
  v.constant(1).vector("f32x4.pmin");
}
