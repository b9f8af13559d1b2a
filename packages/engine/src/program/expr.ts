/**
 * What one element of a result is, in terms of the elements of the inputs at the same place: the text that executors
 * compile to SIMD or WGSL and the interpreter evaluates. Expressions are plain data; equal subexpressions may be shared objects.
 */

/** `softplus` is log(1 + eˣ); `sign` is −1, 0 or 1; `erf` is the error function; `relu` is max(x, 0). */
export type UnaryOp = "neg" | "exp" | "log" | "sqrt" | "rsqrt" | "tanh" | "sigmoid" | "erf" | "softplus" | "abs" | "sign" | "relu";

/** Comparisons give 1 or 0. */
export type BinaryOp = "add" | "sub" | "mul" | "div" | "max" | "min" | "gt" | "ge" | "eq";

export type Expr =
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "unary"; readonly op: UnaryOp; readonly a: Expr }
  | { readonly kind: "binary"; readonly op: BinaryOp; readonly a: Expr; readonly b: Expr }
  /** `a` where the test is not zero, else `b`. */
  | { readonly kind: "select"; readonly test: Expr; readonly a: Expr; readonly b: Expr };

export const input = (index: number): Expr => ({ kind: "input", index });
export const constant = (value: number): Expr => ({ kind: "constant", value });

const isConstant = (e: Expr, value?: number): e is Extract<Expr, { kind: "constant" }> => e.kind === "constant" && (value === undefined || e.value === value);

export function unary(op: UnaryOp, a: Expr): Expr {
  if (isConstant(a)) return constant(applyUnary(op, a.value));
  if (op === "neg" && a.kind === "unary" && a.op === "neg") return a.a;
  return { kind: "unary", op, a };
}

function binary(op: BinaryOp, a: Expr, b: Expr): Expr {
  if (isConstant(a) && isConstant(b)) return constant(applyBinary(op, a.value, b.value));
  return { kind: "binary", op, a, b };
}

export const add = (a: Expr, b: Expr): Expr => (isConstant(a, 0) ? b : isConstant(b, 0) ? a : binary("add", a, b));
export const sub = (a: Expr, b: Expr): Expr => (isConstant(b, 0) ? a : isConstant(a, 0) ? unary("neg", b) : binary("sub", a, b));
export const mul = (a: Expr, b: Expr): Expr =>
  isConstant(a, 0) || isConstant(b, 0) ? constant(0) : isConstant(a, 1) ? b : isConstant(b, 1) ? a : isConstant(a, -1) ? unary("neg", b) : isConstant(b, -1) ? unary("neg", a) : binary("mul", a, b);
export const div = (a: Expr, b: Expr): Expr => (isConstant(a, 0) ? a : isConstant(b, 1) ? a : binary("div", a, b));
export const max = (a: Expr, b: Expr): Expr => binary("max", a, b);
export const min = (a: Expr, b: Expr): Expr => binary("min", a, b);
export const gt = (a: Expr, b: Expr): Expr => binary("gt", a, b);
export const ge = (a: Expr, b: Expr): Expr => binary("ge", a, b);
export const eq = (a: Expr, b: Expr): Expr => binary("eq", a, b);
export const select = (test: Expr, a: Expr, b: Expr): Expr => (isConstant(test) ? (test.value !== 0 ? a : b) : isConstant(a, 0) && isConstant(b, 0) ? a : { kind: "select", test, a, b });

export function applyUnary(op: UnaryOp, x: number): number {
  switch (op) {
    case "neg": return -x;
    case "exp": return Math.exp(x);
    case "log": return Math.log(x);
    case "sqrt": return Math.sqrt(x);
    case "rsqrt": return 1 / Math.sqrt(x);
    case "tanh": return Math.tanh(x);
    case "sigmoid": return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    case "erf": return erf(x);
    case "softplus": return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    case "abs": return Math.abs(x);
    case "sign": return Math.sign(x);
    case "relu": return Math.max(x, 0);
    default: return op satisfies never;
  }
}

export function applyBinary(op: BinaryOp, a: number, b: number): number {
  switch (op) {
    case "add": return a + b;
    case "sub": return a - b;
    case "mul": return a * b;
    case "div": return a / b;
    case "max": return Math.max(a, b);
    case "min": return Math.min(a, b);
    case "gt": return a > b ? 1 : 0;
    case "ge": return a >= b ? 1 : 0;
    case "eq": return a === b ? 1 : 0;
    default: return op satisfies never;
  }
}

/**
 * Error function to float64 accuracy: the power series below 3, the continued fraction of erfc above
 * (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14).
 */
export function erf(x: number): number {
  const z = Math.abs(x);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; term > 1e-17 * sum; n++) {
      term *= (2 * z * z) / (2 * n + 1);
      sum += term;
    }
    return Math.sign(x) * ((2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum);
  }
  let fraction = z;
  for (let n = 60; n > 0; n--) fraction = z + n / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * fraction));
}

/** The value of an expression in float64; `at(i)` is the element of input i. */
export function evaluate(e: Expr, at: (index: number) => number): number {
  switch (e.kind) {
    case "input": return at(e.index);
    case "constant": return e.value;
    case "unary": return applyUnary(e.op, evaluate(e.a, at));
    case "binary": return applyBinary(e.op, evaluate(e.a, at), evaluate(e.b, at));
    case "select": return evaluate(e.test, at) !== 0 ? evaluate(e.a, at) : evaluate(e.b, at);
    default: return e satisfies never;
  }
}

/** Replaces input i by `replacement(i)`; shared subexpressions stay shared. */
export function substitute(e: Expr, replacement: (index: number) => Expr): Expr {
  const done = new Map<Expr, Expr>();
  const visit = (part: Expr): Expr => {
    const known = done.get(part);
    if (known) return known;
    const fresh = rebuild(part);
    done.set(part, fresh);
    return fresh;
  };
  const rebuild = (part: Expr): Expr => {
    switch (part.kind) {
      case "input": return replacement(part.index);
      case "constant": return part;
      case "unary": return unary(part.op, visit(part.a));
      case "binary": return binary(part.op, visit(part.a), visit(part.b));
      case "select": return select(visit(part.test), visit(part.a), visit(part.b));
      default: return part satisfies never;
    }
  };
  return visit(e);
}

/** Indices of the inputs an expression reads. */
export function inputsOf(e: Expr): ReadonlySet<number> {
  const found = new Set<number>();
  const seen = new Set<Expr>();
  const visit = (part: Expr): void => {
    if (seen.has(part)) return;
    seen.add(part);
    if (part.kind === "input") found.add(part.index);
    else if (part.kind === "unary") visit(part.a);
    else if (part.kind === "binary") [part.a, part.b].forEach(visit);
    else if (part.kind === "select") [part.test, part.a, part.b].forEach(visit);
  };
  visit(e);
  return found;
}

/**
 * ∂e/∂(input `index`). At kinks relu and abs have slope 0, and max and
 * min give a tie to their first argument. `output`, where given, is an expression for the value of `e` itself, which makes the slopes of
 * relu, tanh, sigmoid, exp and the roots cheaper when `e` is that one operation.
 */
export function derivative(e: Expr, index: number, output: Expr | null = null): Expr {
  switch (e.kind) {
    case "input": return constant(e.index === index ? 1 : 0);
    case "constant": return constant(0);
    case "unary": {
      const inner = derivative(e.a, index);
      return isConstant(inner, 0) ? inner : mul(unarySlope(e.op, e.a, output ?? e), inner);
    }
    case "binary": {
      const da = derivative(e.a, index);
      const db = derivative(e.b, index);
      switch (e.op) {
        case "add": return add(da, db);
        case "sub": return sub(da, db);
        case "mul": return add(mul(da, e.b), mul(e.a, db));
        case "div": return isConstant(db, 0) ? div(da, e.b) : div(sub(da, mul(output ?? e, db)), e.b);
        case "max": return select(ge(e.a, e.b), da, db);
        case "min": return select(ge(e.b, e.a), da, db);
        case "gt":
        case "ge":
        case "eq": return constant(0);
        default: return e satisfies never;
      }
    }
    case "select": return select(e.test, derivative(e.a, index), derivative(e.b, index));
    default: return e satisfies never;
  }
}

function unarySlope(op: UnaryOp, a: Expr, y: Expr): Expr {
  switch (op) {
    case "neg": return constant(-1);
    case "exp": return y;
    case "log": return div(constant(1), a);
    case "sqrt": return div(constant(0.5), y);
    case "rsqrt": return mul(constant(-0.5), mul(y, mul(y, y)));
    case "tanh": return sub(constant(1), mul(y, y));
    case "sigmoid": return mul(y, sub(constant(1), y));
    case "erf": return mul(constant(2 / Math.sqrt(Math.PI)), unary("exp", unary("neg", mul(a, a))));
    case "softplus": return unary("sigmoid", a);
    case "abs": return unary("sign", a);
    case "sign": return constant(0);
    case "relu": return gt(y, constant(0));
    default: return op satisfies never;
  }
}

/** A text that is equal for equal expressions. */
export function exprKey(e: Expr): string {
  switch (e.kind) {
    case "input": return `$${e.index}`;
    case "constant": return String(e.value);
    case "unary": return `${e.op}(${exprKey(e.a)})`;
    case "binary": return `${e.op}(${exprKey(e.a)},${exprKey(e.b)})`;
    case "select": return `select(${exprKey(e.test)},${exprKey(e.a)},${exprKey(e.b)})`;
    default: return e satisfies never;
  }
}
