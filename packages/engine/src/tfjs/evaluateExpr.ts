/** Expressions of a program as tfjs operations on whole tensors that broadcast. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { BinaryOp, Expr, UnaryOp } from "../program/expr.ts";

type Comparison = Extract<BinaryOp, "gt" | "ge" | "eq">;

const isComparison = (op: BinaryOp): op is Comparison => op === "gt" || op === "ge" || op === "eq";

/** Call inside a tidy. `known` holds what earlier expressions over the same operands have made. */
export function evaluateExpr(e: Expr, operands: readonly Tensor[], known: Map<Expr, Tensor>): Tensor {
  const before = known.get(e);
  if (before) return before;
  const fresh = evaluateFresh(e, (part) => evaluateExpr(part, operands, known));
  known.set(e, fresh);
  return fresh;

  function evaluateFresh(part: Expr, of: (inner: Expr) => Tensor): Tensor {
    switch (part.kind) {
      case "input": return operands[part.index];
      case "constant": return tf.scalar(part.value, "float32");
      case "unary": return applyUnary(part.op, of(part.a));
      case "binary": return isComparison(part.op) ? asNumbers(condition(part, of)) : applyArithmetic(part.op, of(part.a), of(part.b));
      case "select": return tf.where(condition(part.test, of), of(part.a), of(part.b));
      default: return part satisfies never;
    }
  }
}

/** 1 or 0. On webgpu a cast leaves integers in the buffer, which the shaders of some operations then take for floats; arithmetic writes floats. */
function asNumbers(truth: Tensor): Tensor {
  const cast = tf.cast(truth, "float32");
  return tf.getBackend() === "webgpu" ? tf.mul(cast, 1) : cast;
}

/** A tensor of truth values. */
function condition(e: Expr, of: (inner: Expr) => Tensor): Tensor {
  if (e.kind !== "binary" || !isComparison(e.op)) return tf.notEqual(of(e), tf.scalar(0));
  // Shader compilers may take x = x for true; asked in so many words, NaN is found.
  if (e.op === "eq" && isSame(e.a, e.b)) return tf.logicalNot(tf.isNaN(of(e.a)));
  switch (e.op) {
    case "gt": return tf.greater(of(e.a), of(e.b));
    case "ge": return tf.greaterEqual(of(e.a), of(e.b));
    case "eq": return tf.equal(of(e.a), of(e.b));
    default: return e.op satisfies never;
  }
}

const isSame = (a: Expr, b: Expr): boolean => a === b || (a.kind === "input" && b.kind === "input" && a.index === b.index);

function applyArithmetic(op: Exclude<BinaryOp, Comparison>, a: Tensor, b: Tensor): Tensor {
  switch (op) {
    case "add": return tf.add(a, b);
    case "sub": return tf.sub(a, b);
    case "mul": return tf.mul(a, b);
    case "div": return tf.div(a, b);
    case "max": return tf.maximum(a, b);
    case "min": return tf.minimum(a, b);
    default: return op satisfies never;
  }
}

function applyUnary(op: UnaryOp, x: Tensor): Tensor {
  switch (op) {
    case "neg": return tf.neg(x);
    case "exp": return tf.exp(x);
    case "log": return tf.log(x);
    case "sqrt": return tf.sqrt(x);
    case "rsqrt": return tf.rsqrt(x);
    case "tanh": return tf.tanh(x);
    case "sigmoid": return tf.sigmoid(x);
    case "erf": return tf.erf(x);
    case "softplus": return tf.softplus(x);
    case "abs": return tf.abs(x);
    case "sign": return tf.sign(x);
    case "relu": return tf.relu(x);
    default: return op satisfies never;
  }
}
