import { describe, expect, test } from "vitest";
import { graphBuilder } from "../../graphBuilder.ts";
import type { GraphBuilder } from "../../graphBuilder.ts";
import { input, mul, unary } from "../expr.ts";
import { RELATIVE_TOLERANCE, gradientError } from "../gradientError.ts";
import { lowerGraph } from "./lowerGraph.ts";

const CASES: readonly (readonly [title: string, shape: readonly number[], build: (b: GraphBuilder, x: string) => string])[] = [
  ["softmax", [3, 4], (b, x) => b.softmax(x, "y")],
  ["batch norm by the batch", [4, 2], (b, x) => b.batchNorm(x, { name: "y" })],
  ["layer norm", [2, 4], (b, x) => b.layerNorm(x, { name: "y" })],
  ["L2 normalisation", [2, 4], (b, x) => b.l2Normalize(x, { name: "y" })],
  ["attention", [3, 4], (b, x) => b.multiHeadAttention(x, { name: "y", heads: 2 })],
  ["LSTM, last state", [3, 2], (b, x) => b.lstm(x, { name: "y", units: 2 })],
  ["LSTM, all states", [3, 2], (b, x) => b.lstm(x, { name: "y", units: 2, returnSequences: true })],
  ["GELU, upsampling and a grouped convolution", [4, 2], (b, x) => b.conv1d(b.upsample1d(b.gelu(x, { name: "g" }), { name: "u", factor: 2 }), { name: "y", filters: 2, kernelSize: 3, groups: 2, stride: 2 })],
];

describe("written-out gradients can be differentiated again", () => {
  test.each(CASES)("%s", (_title, shape, build) => {
    const builder = graphBuilder("second");
    builder.output(build(builder, builder.input("input", shape)));
    const graph = builder.build();
    const shapes = { inputs: [2, ...shape], ...Object.fromEntries(graph.parameters.filter(({ trainable }) => trainable).map((parameter) => [parameter.name, parameter.shape])) };
    const error = gradientError(
      shapes,
      (b) => b.map([lowerGraph(b, graph, { batch: 2, usesBatchStatistics: () => true }).values.get("y")!], mul(input(0), unary("tanh", input(0)))),
      2,
      (name) => name !== "inputs",
    );
    expect(error).toBeLessThan(RELATIVE_TOLERANCE);
  });
});
