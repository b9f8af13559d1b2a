import type { NodeName } from "../graph.ts";
import { GraphError } from "../graphError.ts";
import { requireOneOf, requirePositive, shapeText } from "./nodePlacement.ts";
import type { NodePlacement } from "./nodePlacement.ts";

export interface BatchNormOptions {
  /** Node name; its parameters are `NAME.gamma`, `.beta`, `.runningMean`, `.runningVariance`. */
  readonly name: NodeName;
  /** Default 1e-3, as Keras. */
  readonly epsilon?: number;
  /** Default 0.99, as Keras: running = momentum · running + (1 − momentum) · batch. */
  readonly momentum?: number;
}

/** All keep the shape of what they read, but for `add` and `multiply`, which broadcast. */
export interface ElementwiseNodes {
  /** max(x, 0). */
  relu(from: NodeName, name: NodeName): NodeName;
  /** x · Φ(x) by the error function, or its tanh approximation (Hendrycks and Gimpel 2016). Default `erf`. */
  gelu(from: NodeName, options: { readonly name: NodeName; readonly approximation?: "erf" | "tanh" }): NodeName;
  /** 1 / (1 + e⁻ˣ). */
  sigmoid(from: NodeName, name: NodeName): NodeName;
  tanh(from: NodeName, name: NodeName): NodeName;
  /** Over the last axis, whose values then sum to 1. Losses take logits: end a network that is to be trained before its softmax. */
  softmax(from: NodeName, name: NodeName): NodeName;
  /** Lengths of 1 and missing leading axes broadcast, as in NumPy: [time, channels] + [channels]. Rows of the batch never mix. @throws {GraphError} when two lengths differ and neither is 1 */
  add(left: NodeName, right: NodeName, name: NodeName): NodeName;
  /** As `add`: [time, channels] · [channels] weighs channels, [time, channels] · [time, 1] weighs times. */
  multiply(left: NodeName, right: NodeName, name: NodeName): NodeName;
  /**
   * In training sets each value to 0 with probability `rate` (at least 0, below 1) and divides the others by 1 − `rate`; in inference, and for
   * gradients of a model in inference mode, it changes nothing. Masks follow `dropoutSeed` and the step.
   */
  dropout(from: NodeName, options: { readonly name: NodeName; readonly rate: number }): NodeName;
  /**
   * Over all axes but the last: (x − mean) / √(variance + epsilon) · gamma + beta. Training takes mean and biased variance of the rows of a step (with
   * accumulation: of each step alone) and moves the running ones; inference and a frozen batch norm take the running ones.
   */
  batchNorm(from: NodeName, options: BatchNormOptions): NodeName;
  /** Over the last axis; parameters `NAME.gamma` and `NAME.beta`. Epsilon: default 1e-5, as PyTorch. */
  layerNorm(from: NodeName, options: { readonly name: NodeName; readonly epsilon?: number }): NodeName;
  /** Divides by the length of the vector along the last axis, or by `epsilon` (default 1e-12) where that is larger. */
  l2Normalize(from: NodeName, options: { readonly name: NodeName; readonly epsilon?: number }): NodeName;
}

/** NumPy's broadcasting; null when it does not apply. */
function broadcast(a: readonly number[], b: readonly number[]): readonly number[] | null {
  const rank = Math.max(a.length, b.length);
  const sides = Array.from({ length: rank }, (_, axis) => [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1]);
  return sides.every(([left, right]) => left === right || left === 1 || right === 1) ? sides.map(([left, right]) => (left === 1 ? right : left)) : null;
}

export function elementwiseNodes({ shapeOf, parameter, place }: NodePlacement): ElementwiseNodes {
  const activation = (op: "relu" | "sigmoid" | "tanh" | "softmax", from: NodeName, name: NodeName): NodeName => place({ op, name, shape: shapeOf(name, from), inputs: [from] });
  const combine = (op: "add" | "multiply", left: NodeName, right: NodeName, name: NodeName): NodeName => {
    const [a, b] = [shapeOf(name, left), shapeOf(name, right)];
    const shape = broadcast(a, b);
    if (shape === null) throw new GraphError(name, `cannot ${op} "${left}" ${shapeText(a)} and "${right}" ${shapeText(b)}: the shapes differ.`, "Make the lengths equal, or 1.");
    return place({ op, name, shape, inputs: [left, right] });
  };
  return {
    relu: (from, name) => activation("relu", from, name),
    gelu(from, { name, approximation = "erf" }) {
      requireOneOf(name, "approximation", approximation, ["erf", "tanh"]);
      return place({ op: "gelu", name, shape: shapeOf(name, from), inputs: [from], approximation });
    },
    sigmoid: (from, name) => activation("sigmoid", from, name),
    tanh: (from, name) => activation("tanh", from, name),
    softmax: (from, name) => activation("softmax", from, name),
    add: (left, right, name) => combine("add", left, right, name),
    multiply: (left, right, name) => combine("multiply", left, right, name),
    dropout(from, { name, rate }) {
      if (!(rate >= 0 && rate < 1)) throw new GraphError(name, `rate is ${rate}.`, "It must be at least 0 and below 1.");
      return place({ op: "dropout", name, shape: shapeOf(name, from), inputs: [from], rate });
    },
    batchNorm(from, { name, epsilon = 1e-3, momentum = 0.99 }) {
      const shape = shapeOf(name, from);
      requirePositive(name, "epsilon", epsilon);
      if (!(momentum >= 0 && momentum <= 1)) throw new GraphError(name, `momentum is ${momentum}.`, "It must be within 0 and 1.");
      const size = [shape[shape.length - 1]];
      return place({
        op: "batchNorm", name, shape, inputs: [from], epsilon, momentum,
        gamma: parameter(name, "gamma", size, true, "ones"),
        beta: parameter(name, "beta", size, true, "zeros"),
        runningMean: parameter(name, "runningMean", size, false, "zeros"),
        runningVariance: parameter(name, "runningVariance", size, false, "ones"),
      });
    },
    layerNorm(from, { name, epsilon = 1e-5 }) {
      const shape = shapeOf(name, from);
      requirePositive(name, "epsilon", epsilon);
      const size = [shape[shape.length - 1]];
      return place({ op: "layerNorm", name, shape, inputs: [from], epsilon, gamma: parameter(name, "gamma", size, true, "ones"), beta: parameter(name, "beta", size, true, "zeros") });
    },
    l2Normalize(from, { name, epsilon = 1e-12 }) {
      requirePositive(name, "epsilon", epsilon);
      return place({ op: "l2Normalize", name, shape: shapeOf(name, from), inputs: [from], epsilon });
    },
  };
}
