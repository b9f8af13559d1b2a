import type { GraphNode } from "../../graph.ts";
import type { ScalarTensor } from "./scalarTensor.ts";
import { alongLastAxis, at, sumOf, tensorOf } from "./scalarTensor.ts";
import { tapsAt } from "./scalarWindow.ts";

type Node<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;

const meanOf = (values: ArrayLike<number>): number => sumOf(values.length, (index) => values[index]) / values.length;
const largestOf = (values: ArrayLike<number>): number => Math.max(...Array.from(values));

/** Maximum or mean of the samples a window holds; what lies outside is not there at all. */
export function scalarPool1d(node: Node<"maxPool1d" | "averagePool1d">, x: ScalarTensor): ScalarTensor {
  const window = { length: x.shape[1], size: node.poolSize, stride: node.stride, dilation: 1, padding: node.padding };
  const measure = node.op === "maxPool1d" ? largestOf : meanOf;
  return tensorOf([x.shape[0], ...node.shape], ([b, t, c]) => measure(tapsAt(window, t).map(([, sample]) => at(x, [b, sample, c]))));
}

export function scalarPool2d(node: Node<"maxPool2d" | "averagePool2d">, x: ScalarTensor): ScalarTensor {
  const { padding, poolSize, stride } = node;
  const [vertical, horizontal] = typeof padding === "string" ? [padding, padding] : [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }];
  const rows = { length: x.shape[1], size: poolSize[0], stride: stride[0], dilation: 1, padding: vertical };
  const columns = { length: x.shape[2], size: poolSize[1], stride: stride[1], dilation: 1, padding: horizontal };
  const measure = node.op === "maxPool2d" ? largestOf : meanOf;
  return tensorOf([x.shape[0], ...node.shape], ([b, i, j, c]) =>
    measure(tapsAt(rows, i).flatMap(([, row]) => tapsAt(columns, j).map(([, column]) => at(x, [b, row, column, c])))));
}

/** Over everything between batch and channels. */
export function scalarGlobalPool(kind: "average" | "max", x: ScalarTensor): ScalarTensor {
  const channels = x.shape[x.shape.length - 1];
  const places = x.data.length / (x.shape[0] * channels);
  return tensorOf([x.shape[0], channels], ([b, c]) => {
    const values = Array.from({ length: places }, (_, place) => x.data[(b * places + place) * channels + c]);
    return kind === "max" ? largestOf(values) : meanOf(values);
  });
}

export const scalarChannelPool = (kind: "average" | "max", x: ScalarTensor): ScalarTensor => alongLastAxis(x, (vector) => [kind === "max" ? largestOf(vector) : meanOf(vector)]);
