/**
 * Functions that have no SIMD instruction, as polynomials; coefficients are least-maximum fits of `tests/golden/engine/fitPolynomials.py`
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
const SIGN = 0x80000000 | 0;
const SQRT_HALF_BITS = floatBits(Math.SQRT1_2);
/** Below ln 2⁻¹²⁶ the result is 0; above the largest, the largest float32 number. */
const EXP_LEAST = -87.336544;
const EXP_MOST = 88.722835;

/** eʳ for |r| ≤ ln 2 / 2. */
const EXP = [0.00138366376, 0.008374981, 0.0416682381, 0.166664182, 0.49999992, 1.00000004, 1];
/** erf(x) / x in x² for |x| ≤ 1. */
const ERF_NEAR = [7.85385497e-05, -0.000801019169, 0.00518832747, -0.0268538118, 0.112835851, -0.376126258, 1.12837917];
/** log erfc(x) in x for 1 ≤ x ≤ 4. */
const ERF_FAR = [0.000185574069, -0.00293960787, 0.0218053205, -0.103037373, -0.638225672, -1.12704004, -0.000353718793];
/** log((1 + s) / (1 − s)) / s in s² for |s| ≤ 0.1716. */
const LOG = [0.29926958, 0.399747404, 0.666668165, 2];
/** The same for |s| ≤ 1/3. */
const LOG_WIDE = [0.244249085, 0.213899607, 0.286210421, 0.399986782, 0.666666795, 2];
/** tanh(x) / x in x² for x² ≤ 0.4. */
const TANH_NEAR = [-0.0056155722, 0.0205527889, -0.0537098269, 0.133309967, -0.333332554, 0.999999996];

/** Pushes op(a). */
export function writeUnary(v: VectorWriter, op: UnaryOp, a: Local): void {
  const { w } = v;
  w.get(a);
  switch (op) {
    case "neg": w.vector("f32x4.neg"); break;
    case "abs": w.vector("f32x4.abs"); break;
    case "sqrt": w.vector("f32x4.sqrt"); break;
    case "relu": v.constant(0).vector("f32x4.max"); break;
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
      v.constant(0).vector("f32x4.max").get(a).vector("f32x4.abs").vector("f32x4.neg");
      exponential(v);
      logOnePlus(v);
      w.vector("f32x4.add");
      break;
    case "tanh": hyperbolicTangent(v, a); break;
    case "erf": errorFunction(v, a); break;
    default: op satisfies never;
  }
}

/** Horner's rule; coefficients from the highest power. */
function polynomial(v: VectorWriter, x: Local, coefficients: readonly number[]): void {
  v.constant(coefficients[0]);
  for (const coefficient of coefficients.slice(1)) {
    v.w.get(x).vector("f32x4.mul");
    v.constant(coefficient).vector("f32x4.add");
  }
}

/** Stack: x → eˣ = 2ⁿ · eʳ. */
function exponential(v: VectorWriter): void {
  const { w } = v;
  const given = v.kept();
  w.get(given);
  v.constant(EXP_LEAST).vector("f32x4.max");
  v.constant(EXP_MOST).vector("f32x4.min");
  const x = v.kept();
  w.get(x);
  v.constant(Math.LOG2E).vector("f32x4.mul").vector("f32x4.nearest");
  const n = v.kept();
  w.get(x).get(n);
  v.constant(LN2_HIGH).vector("f32x4.mul").vector("f32x4.sub").get(n);
  v.constant(LN2_LOW).vector("f32x4.mul").vector("f32x4.sub");
  const r = v.kept();
  polynomial(v, r, EXP);
  w.get(n).vector("i32x4.trunc_sat_f32x4_s").i32(23).vector("i32x4.shl").vector("i32x4.add");
  w.get(given);
  v.constant(EXP_LEAST).vector("f32x4.ge").vector("v128.and");
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

/** Stack: x → tanh x = 1 − 2 / (e^2|x| + 1) with the sign of x; near 0, where that would cancel, a polynomial. */
function hyperbolicTangent(v: VectorWriter, a: Local): void {
  const { w } = v;
  w.vector("f32x4.abs");
  const magnitude = v.kept();
  w.get(magnitude).get(magnitude).vector("f32x4.add");
  exponential(v);
  v.constant(1).vector("f32x4.add");
  const below = v.kept();
  v.constant(1);
  v.constant(2).get(below).vector("f32x4.div").vector("f32x4.sub").get(a);
  v.bits(SIGN).vector("v128.and").vector("v128.or");
  const far = v.kept();
  w.get(a).get(a).vector("f32x4.mul");
  const z = v.kept();
  polynomial(v, z, TANH_NEAR);
  w.get(a).vector("f32x4.mul");
  const near = v.kept();
  w.get(near).get(far).get(z);
  v.constant(0.4).vector("f32x4.lt").vector("v128.bitselect");
}

/** Stack: x → erf x: a polynomial within ±1, beyond it one minus an exponential. */
function errorFunction(v: VectorWriter, a: Local): void {
  const { w } = v;
  w.vector("f32x4.abs");
  v.constant(4).vector("f32x4.min");
  const magnitude = v.kept();
  polynomial(v, magnitude, ERF_FAR);
  exponential(v);
  const rest = v.kept();
  v.constant(1).get(rest).vector("f32x4.sub").get(a);
  v.bits(SIGN).vector("v128.and").vector("v128.or");
  const far = v.kept();
  w.get(magnitude).get(magnitude).vector("f32x4.mul");
  const z = v.kept();
  polynomial(v, z, ERF_NEAR);
  w.get(a).vector("f32x4.mul");
  const near = v.kept();
  w.get(near).get(far).get(magnitude);
  v.constant(1).vector("f32x4.lt").vector("v128.bitselect");
}
