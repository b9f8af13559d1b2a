import { operationCase } from "./operationCase.ts";
import type { OperationCase } from "./operationCase.ts";

export const normalizationCases: readonly OperationCase[] = [
  operationCase("batch norm and ReLU over 5 channels", 3, [6, 2], (b, x) => b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 5, kernelSize: 3, bias: false }), { name: "norm" }), "relu")),
  operationCase("batch norm and ReLU over 23 channels", 2, [5, 2], (b, x) => b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 23, kernelSize: 3, bias: false }), { name: "norm" }), "relu")),
  operationCase("batch norm without a ReLU, then a convolution", 2, [7, 3], (b, x) => b.conv1d(b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, bias: false }), { name: "norm" }), { name: "last", filters: 2, kernelSize: 1 })),
  operationCase("batch norm with two readers", 2, [6, 4], (b, x) => {
    const norm = b.batchNorm(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3, bias: false }), { name: "norm" });
    return b.add(b.relu(norm, "relu"), norm, "sum");
  }),
  operationCase("batch norm of the input over 40 rows, epsilon and momentum stated", 5, [8, 3], (b, x) => b.batchNorm(x, { name: "norm", epsilon: 1e-5, momentum: 0.9 })),
  operationCase("batch norm of one row", 1, [9, 3], (b, x) => b.batchNorm(b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3, bias: false }), { name: "norm" })),
  operationCase("batch norm of an image", 2, [3, 5, 2], (b, x) => b.relu(b.batchNorm(b.conv2d(x, { name: "conv", filters: 4, kernelSize: 3, bias: false }), { name: "norm" }), "relu")),
  operationCase("batch norm of features", 5, [3], (b, x) => b.batchNorm(b.dense(x, { name: "dense", units: 7, bias: false }), { name: "norm" })),
  operationCase("layer norm over 7 features", 2, [5, 7], (b, x) => b.layerNorm(b.positionEmbedding(x, { name: "shift" }), { name: "norm" })),
  operationCase("layer norm over 2 features, epsilon stated, one row", 1, [5, 2], (b, x) => b.layerNorm(b.dense(x, { name: "dense", units: 2 }), { name: "norm", epsilon: 1e-2 })),
  operationCase("L2 normalise of features", 3, [5], (b, x) => b.l2Normalize(b.dense(x, { name: "dense", units: 7 }), { name: "norm" })),
  operationCase("L2 normalise of every sample, some shorter than epsilon", 2, [9, 3], (b, x) => b.l2Normalize(b.positionEmbedding(x, { name: "shift" }), { name: "norm", epsilon: 0.9 })),
];
