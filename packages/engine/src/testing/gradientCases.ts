/** Small graphs that together meet every operation in its awkward shapes: odd lengths, strides, one row, one channel. */
import type { Graph, NodeName } from "../graph.ts";
import { graphBuilder } from "../graphBuilder.ts";
import type { GraphBuilder } from "../graphBuilder.ts";

export interface GradientCase {
  readonly title: string;
  readonly batch: number;
  readonly graph: Graph;
}

function caseOf(title: string, batch: number, shape: readonly [number, number], classes: number, middle: (b: GraphBuilder, x: NodeName) => NodeName): GradientCase {
  const b = graphBuilder(title);
  const x = middle(b, b.input("input", shape));
  b.output(b.dense(b.globalAveragePool1d(x, "pool"), { name: "head", units: classes }));
  return { title, batch, graph: b.build() };
}

export const gradientCases: readonly GradientCase[] = [
  caseOf("convolution 3, same, odd length", 2, [7, 3], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3 })),
  caseOf("convolution 7 stride 2 padded by 3, one channel", 3, [13, 1], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 8, kernelSize: 7, stride: 2, padding: { before: 3, after: 3 } })),
  caseOf("convolution 3 stride 2, same, even length (TensorFlow pads 0 and 1)", 2, [8, 2], 3, (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, stride: 2, bias: false })),
  caseOf("convolution 3 stride 2, valid, a sample left over", 2, [10, 4], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 9, kernelSize: 3, stride: 2, padding: "valid" })),
  caseOf("convolution 1 stride 2, odd length", 2, [15, 8], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 12, kernelSize: 1, stride: 2, padding: "valid" })),
  caseOf("convolution 1, one row", 1, [5, 6], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 7, kernelSize: 1 })),
  caseOf("convolution 2 stride 3, window shorter than the stride", 2, [11, 3], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 4, kernelSize: 2, stride: 3, padding: "valid" })),
  caseOf("convolution 3 padded beyond its reach", 2, [4, 2], 2, (b, x) => b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3, padding: { before: 4, after: 1 } })),
  caseOf("two convolutions in a row, one row", 1, [9, 2], 2, (b, x) => b.conv1d(b.conv1d(x, { name: "first", filters: 16, kernelSize: 5, stride: 2 }), { name: "second", filters: 3, kernelSize: 3 })),
  caseOf("batch norm and ReLU over 5 channels", 3, [6, 2], 2, (b, x) => b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3 }), { name: "norm" }), "relu")),
  caseOf("batch norm and ReLU over 23 channels", 2, [5, 2], 2, (b, x) => b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 23, kernelSize: 3 }), { name: "norm" }), "relu")),
  caseOf("batch norm without a ReLU, then a convolution", 2, [7, 3], 2, (b, x) => b.conv1d(b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3 }), { name: "norm" }), { name: "last", filters: 2, kernelSize: 1 })),
  caseOf("batch norm with two readers", 2, [6, 4], 2, (b, x) => {
    const norm = b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3 }), { name: "norm" });
    return b.add(b.relu(norm, "relu"), norm, "sum");
  }),
  caseOf("batch norm of the input over 40 rows", 5, [8, 3], 2, (b, x) => b.relu(b.batchNorm(x, { name: "norm" }), "relu")),
  caseOf("zero pad, then a max pool 3 stride 2 over negative values", 2, [9, 3], 2, (b, x) => b.maxPool1d(b.zeroPad1d(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 1 }), { name: "pad", before: 1, after: 1 }), { name: "pool1", poolSize: 3, stride: 2 })),
  caseOf("max pool 3 stride 2, same", 2, [8, 3], 2, (b, x) => b.maxPool1d(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3 }), { name: "pool1", poolSize: 3, stride: 2, padding: "same" })),
  caseOf("max pool 1 stride 2, odd length", 1, [7, 2], 2, (b, x) => b.maxPool1d(b.conv1d(x, { name: "conv", filters: 3, kernelSize: 1 }), { name: "pool1", poolSize: 1, stride: 2 })),
  caseOf("a residual block", 2, [8, 4], 3, (b, x) => {
    const first = b.relu(b.conv1d(x, { name: "conv1", filters: 4, kernelSize: 3 }), "relu1");
    return b.relu(b.add(x, b.conv1d(first, { name: "conv2", filters: 4, kernelSize: 3 }), "sum"), "relu2");
  }),
];
