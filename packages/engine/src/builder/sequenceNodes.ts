import type { Initializer, NodeName, ProjectionParameters } from "../graph.ts";
import { GraphError } from "../graphError.ts";
import { requireWhole, shapeText } from "./nodePlacement.ts";
import type { NodePlacement } from "./nodePlacement.ts";

export interface DenseOptions {
  readonly name: NodeName;
  /** Its parameters are `PREFIX.kernel` and `PREFIX.bias`; default: the node name. */
  readonly parameterPrefix?: string;
  readonly units: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Default `glorotUniform`. */
  readonly initializer?: Initializer;
}

export interface AttentionOptions {
  /** Node name; its parameters are `NAME.query.kernel`, `.query.bias`, and so for `key`, `value` and `out`. */
  readonly name: NodeName;
  readonly heads: number;
  /** Default: features / heads. */
  readonly headSize?: number;
  /** Default `glorotUniform`. */
  readonly initializer?: Initializer;
}

export interface LstmOptions {
  /** Node name; its parameters are `NAME.kernel`, `.recurrentKernel` and `.bias`. */
  readonly name: NodeName;
  readonly units: number;
  /** [time, units] instead of the last state [units]. Default false. */
  readonly returnSequences?: boolean;
  /** Of the kernel that reads the input. Default `glorotUniform`, as Keras. */
  readonly initializer?: Initializer;
  /** Of the kernel that reads the state. Default `orthogonal`, as Keras. */
  readonly recurrentInitializer?: Initializer;
}

export interface SequenceNodes {
  /** x · kernel + bias over the last axis, the same for every leading position: […, features] → […, units]. */
  dense(from: NodeName, options: DenseOptions): NodeName;
  /** Product of the last two axes: [rows, depth] · [depth, columns], or · [columns, depth] with `transposeB`. Leading axes are equal. */
  matmul(left: NodeName, right: NodeName, options: { readonly name: NodeName; readonly transposeB?: boolean }): NodeName;
  /** Adds the parameter `NAME.table` of the input's shape, so the length of the input is fixed. Initialiser: default `normal002`, as BERT. */
  positionEmbedding(from: NodeName, options: { readonly name: NodeName; readonly initializer?: Initializer }): NodeName;
  /** Scaled dot-product self-attention (Vaswani et al. 2017), every time with every time, without mask or dropout: [time, features] → [time, features]. */
  multiHeadAttention(from: NodeName, options: AttentionOptions): NodeName;
  /**
   * Long short-term memory from zero states: [time, features] → the last state [units], or all of them [time, units]. Forget gates start at bias 1. It is
   * unrolled: the program grows with time (about 17 instructions a sample in training), so pool or stride a long signal first.
   */
  lstm(from: NodeName, options: LstmOptions): NodeName;
}

export function sequenceNodes({ shapeOf, signalShape, parameter, place }: NodePlacement): SequenceNodes {
  return {
    dense(from, { name, parameterPrefix = name, units, bias = true, initializer = "glorotUniform" }) {
      const shape = shapeOf(name, from);
      requireWhole(name, "units", units, 1);
      const kernel = parameter(parameterPrefix, "kernel", [shape[shape.length - 1], units], true, initializer);
      const biasName = bias ? parameter(parameterPrefix, "bias", [units], true, "zeros") : null;
      return place({ op: "dense", name, shape: [...shape.slice(0, -1), units], inputs: [from], units, kernel, bias: biasName });
    },
    matmul(left, right, { name, transposeB = false }) {
      const [a, b] = [shapeOf(name, left), shapeOf(name, right)];
      const [depth, columns] = transposeB ? [b.at(-1), b.at(-2)] : [b.at(-2), b.at(-1)];
      const fits = a.length >= 2 && a.length === b.length && a.slice(0, -2).every((side, axis) => side === b[axis]) && a.at(-1) === depth;
      if (!fits) throw new GraphError(name, `cannot multiply "${left}" ${shapeText(a)} by "${right}" ${shapeText(b)}${transposeB ? " transposed" : ""}.`, "Make leading axes and inner lengths equal.");
      return place({ op: "matmul", name, shape: [...a.slice(0, -1), columns!], inputs: [left, right], transposeB });
    },
    positionEmbedding(from, { name, initializer = "normal002" }) {
      const shape = shapeOf(name, from);
      return place({ op: "positionEmbedding", name, shape, inputs: [from], table: parameter(name, "table", shape, true, initializer) });
    },
    multiHeadAttention(from, { name, heads, headSize, initializer = "glorotUniform" }) {
      const [time, features] = signalShape(name, from);
      requireWhole(name, "heads", heads, 1);
      if (headSize === undefined && features % heads !== 0) throw new GraphError(name, `${features} features cannot be split into ${heads} heads.`, "Give headSize.");
      const size = headSize ?? features / heads;
      requireWhole(name, "headSize", size, 1);
      const projection = (leaf: string, inner: number, outer: number): ProjectionParameters => ({
        kernel: parameter(`${name}.${leaf}`, "kernel", [inner, outer], true, initializer),
        bias: parameter(`${name}.${leaf}`, "bias", [outer], true, "zeros"),
      });
      const width = heads * size;
      const [query, key, value] = ["query", "key", "value"].map((leaf) => projection(leaf, features, width));
      return place({ op: "multiHeadAttention", name, shape: [time, features], inputs: [from], heads, headSize: size, query, key, value, out: projection("out", width, features) });
    },
    lstm(from, { name, units, returnSequences = false, initializer = "glorotUniform", recurrentInitializer = "orthogonal" }) {
      const [time, features] = signalShape(name, from);
      requireWhole(name, "units", units, 1);
      return place({
        op: "lstm", name, shape: returnSequences ? [time, units] : [units], inputs: [from], units, returnSequences,
        kernel: parameter(name, "kernel", [features, 4 * units], true, initializer),
        recurrentKernel: parameter(name, "recurrentKernel", [units, 4 * units], true, recurrentInitializer),
        bias: parameter(name, "bias", [4 * units], true, "forgetOne"),
      });
    },
  };
}
