import { add, input } from "../expr.ts";
import type { GraphNode } from "../../graph.ts";
import type { ValueId } from "../program.ts";
import { axisWindow, imageWindow, timeWindow } from "./axisWindow.ts";
import type { LoweringContext } from "./lowerGraph.ts";

export function lowerConvolution({ b, parameter }: LoweringContext, node: Extract<GraphNode, { op: "conv1d" | "conv2d" }>, x: ValueId): ValueId {
  const window =
    node.op === "conv1d"
      ? timeWindow(axisWindow(b.shapeOf(x)[1], node.kernelSize, node.stride, node.dilation ?? 1, node.padding))
      : imageWindow(b.shapeOf(x), node.kernelSize, node.stride, node.dilation, node.padding);
  const y = b.conv(x, parameter(node.kernel), window, node.groups ?? 1);
  return node.bias === null ? y : b.map([y, parameter(node.bias)], add(input(0), input(1)));
}
