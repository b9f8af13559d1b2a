import type { GraphNode } from "../../graph.ts";
import type { ScalarTensor } from "./scalarTensor.ts";
import { at, sumOf, tensorOf } from "./scalarTensor.ts";
import { tapsAt } from "./scalarWindow.ts";
import type { ScalarWindow } from "./scalarWindow.ts";

type Node<Op extends GraphNode["op"]> = Extract<GraphNode, { op: Op }>;
export type ParameterOf = (name: string) => Float64Array;

/** y[b, t, f] = bias[f] + Σ kernel[j, c, f] · x[b, t·stride + j·dilation − before, first channel of f's group + c] */
export function scalarConv1d(node: Node<"conv1d">, x: ScalarTensor, parameter: ParameterOf): ScalarTensor {
  const [batch, length, channels] = x.shape;
  const groups = node.groups ?? 1;
  const perGroup = channels / groups;
  const kernel: ScalarTensor = { shape: [node.kernelSize, perGroup, node.filters], data: parameter(node.kernel) };
  const window: ScalarWindow = { length, size: node.kernelSize, stride: node.stride, dilation: node.dilation ?? 1, padding: node.padding };
  return tensorOf([batch, ...node.shape], ([b, t, f]) => {
    const first = Math.floor(f / (node.filters / groups)) * perGroup;
    let sum = node.bias === null ? 0 : parameter(node.bias)[f];
    for (const [tap, sample] of tapsAt(window, t)) sum += sumOf(perGroup, (c) => at(kernel, [tap, c, f]) * at(x, [b, sample, first + c]));
    return sum;
  });
}

/** The same over height and width. */
export function scalarConv2d(node: Node<"conv2d">, x: ScalarTensor, parameter: ParameterOf): ScalarTensor {
  const [batch, height, width, channels] = x.shape;
  const perGroup = channels / node.groups;
  const kernel: ScalarTensor = { shape: [...node.kernelSize, perGroup, node.filters], data: parameter(node.kernel) };
  const { padding } = node;
  const [vertical, horizontal] = typeof padding === "string" ? [padding, padding] : [{ before: padding.top, after: padding.bottom }, { before: padding.left, after: padding.right }];
  const rows: ScalarWindow = { length: height, size: node.kernelSize[0], stride: node.stride[0], dilation: node.dilation[0], padding: vertical };
  const columns: ScalarWindow = { length: width, size: node.kernelSize[1], stride: node.stride[1], dilation: node.dilation[1], padding: horizontal };
  return tensorOf([batch, ...node.shape], ([b, i, j, f]) => {
    const first = Math.floor(f / (node.filters / node.groups)) * perGroup;
    let sum = node.bias === null ? 0 : parameter(node.bias)[f];
    for (const [rowTap, row] of tapsAt(rows, i)) for (const [columnTap, column] of tapsAt(columns, j)) {
      sum += sumOf(perGroup, (c) => at(kernel, [rowTap, columnTap, c, f]) * at(x, [b, row, column, first + c]));
    }
    return sum;
  });
}
