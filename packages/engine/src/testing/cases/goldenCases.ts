/** The networks of the golden files (tests/golden/engine/operations.py), by title. */
import type { NodeName } from "../../graph.ts";
import type { GraphBuilder } from "../../graphBuilder.ts";

type Build = (b: GraphBuilder, x: NodeName) => NodeName;

/** An operation after a parameter that is added. */
const shifted = (build: Build): Build => (b, x) => build(b, b.positionEmbedding(x, { name: "shift" }));

export const goldenConvolutions: Readonly<Record<string, Build>> = {
  "conv1d 3, same": (b, x) => b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3 }),
  "conv1d 4 stride 2, same, even length": (b, x) => b.conv1d(x, { name: "conv", filters: 2, kernelSize: 4, stride: 2 }),
  "conv1d 3 stride 2, same, even length": (b, x) => b.conv1d(x, { name: "conv", filters: 2, kernelSize: 3, stride: 2, bias: false }),
  "conv1d 3 causal, dilated by 2": (b, x) => b.conv1d(x, { name: "conv", filters: 2, kernelSize: 3, dilation: 2, padding: "causal" }),
  "conv1d 5 stride 3, unequal pads, one row": (b, x) => b.conv1d(x, { name: "conv", filters: 2, kernelSize: 5, stride: 3, padding: { before: 2, after: 3 } }),
  "conv1d in 2 groups, valid": (b, x) => b.conv1d(x, { name: "conv", filters: 6, kernelSize: 3, groups: 2, padding: "valid" }),
  "conv1d, each channel alone, stride 2": (b, x) => b.conv1d(x, { name: "conv", filters: 3, kernelSize: 3, groups: 3, stride: 2, padding: "valid" }),
  "conv2d 3 x 2, valid": (b, x) => b.conv2d(x, { name: "conv", filters: 2, kernelSize: [3, 2], padding: "valid" }),
  "conv2d 3 x 3 stride 2, same, even sides": (b, x) => b.conv2d(x, { name: "conv", filters: 2, kernelSize: 3, stride: 2, bias: false }),
  "conv2d dilated by 2 x 1, stride 1 x 2, unequal pads": (b, x) => b.conv2d(x, { name: "conv", filters: 2, kernelSize: [2, 3], stride: [1, 2], dilation: [2, 1], padding: { top: 0, bottom: 1, left: 2, right: 1 } }),
  "conv2d in 2 groups": (b, x) => b.conv2d(x, { name: "conv", filters: 2, kernelSize: 2, groups: 2, padding: "valid" }),
};

export const goldenPools: Readonly<Record<string, Build>> = {
  "max pool 3 stride 2": shifted((b, x) => b.maxPool1d(x, { name: "y", poolSize: 3, stride: 2 })),
  "max pool 3 stride 2, same": shifted((b, x) => b.maxPool1d(x, { name: "y", poolSize: 3, stride: 2, padding: "same" })),
  "average pool 2": shifted((b, x) => b.averagePool1d(x, { name: "y", poolSize: 2 })),
  "average pool 3 stride 2, same": shifted((b, x) => b.averagePool1d(x, { name: "y", poolSize: 3, stride: 2, padding: "same" })),
  "max pool 3 x 2 stride 2 x 1, unequal pads": shifted((b, x) => b.maxPool2d(x, { name: "y", poolSize: [3, 2], stride: [2, 1], padding: { top: 0, bottom: 2, left: 1, right: 0 } })),
  "average pool 2 x 3 stride 1 x 2, same": shifted((b, x) => b.averagePool2d(x, { name: "y", poolSize: [2, 3], stride: [1, 2], padding: "same" })),
  "global average 1d": shifted((b, x) => b.globalAveragePool1d(x, "y")),
  "global maximum 1d": shifted((b, x) => b.globalMaxPool1d(x, "y")),
  "global average 2d": shifted((b, x) => b.globalAveragePool2d(x, "y")),
  "global maximum 2d": shifted((b, x) => b.globalMaxPool2d(x, "y")),
  "channel mean": shifted((b, x) => b.channelMean(x, "y")),
  "channel maximum": shifted((b, x) => b.channelMax(x, "y")),
  "upsample 1d by 3": shifted((b, x) => b.upsample1d(x, { name: "y", factor: 3 })),
  "upsample 2d by 2 x 3": shifted((b, x) => b.upsample2d(x, { name: "y", factor: [2, 3] })),
};

export const goldenElementwise: Readonly<Record<string, Build>> = {
  ReLU: shifted((b, x) => b.relu(x, "y")),
  "GELU, erf": shifted((b, x) => b.gelu(x, { name: "y" })),
  "GELU, tanh": shifted((b, x) => b.gelu(x, { name: "y", approximation: "tanh" })),
  sigmoid: shifted((b, x) => b.sigmoid(x, "y")),
  tanh: shifted((b, x) => b.tanh(x, "y")),
  softmax: shifted((b, x) => b.softmax(x, "y")),
  "L2 normalise": shifted((b, x) => b.l2Normalize(x, { name: "y" })),
  "add, broadcast": (b, x) => b.add(b.positionEmbedding(x, { name: "shift" }), b.globalAveragePool1d(x, "mean"), "y"),
  "multiply, broadcast": (b, x) => b.multiply(b.positionEmbedding(x, { name: "shift" }), b.channelMax(x, "peak"), "y"),
  dropout: shifted((b, x) => b.dropout(x, { name: "y", rate: 0.3 })),
  "batch norm of a signal": (b, x) => b.batchNorm(x, { name: "norm" }),
  "batch norm of an image": (b, x) => b.batchNorm(x, { name: "norm" }),
  "batch norm of features": (b, x) => b.batchNorm(x, { name: "norm" }),
  "layer norm": (b, x) => b.layerNorm(x, { name: "norm" }),
};

export const goldenSequences: Readonly<Record<string, Build>> = {
  "dense of features": (b, x) => b.dense(x, { name: "dense", units: 3 }),
  "dense of samples": (b, x) => b.dense(x, { name: "dense", units: 2 }),
  "position embedding": (b, x) => b.positionEmbedding(x, { name: "shift" }),
  "matrix product": (b, x) => b.matmul(b.dense(x, { name: "dense", units: 3 }), x, { name: "y" }),
  "matrix product, transposed": (b, x) => b.matmul(b.dense(x, { name: "dense", units: 4 }), x, { name: "y", transposeB: true }),
  "attention of 2 heads": (b, x) => b.multiHeadAttention(x, { name: "attention", heads: 2 }),
  "LSTM, all states": (b, x) => b.lstm(x, { name: "lstm", units: 2, returnSequences: true }),
  "LSTM, last state": (b, x) => b.lstm(x, { name: "lstm", units: 2 }),
  "zeros before and after": shifted((b, x) => b.zeroPad1d(x, { name: "y", before: 2, after: 1 })),
  slice: shifted((b, x) => b.slice(x, { name: "y", begin: [1, 2], size: [3, 2] })),
  "concat along channels": (b, x) => b.concat([b.dense(x, { name: "dense", units: 3 }), x], { name: "y", axis: -1 }),
  "reshape, then dense": (b, x) => b.dense(b.reshape(x, { name: "frames", shape: [2, 6] }), { name: "dense", units: 2 }),
  "permute, then dense": (b, x) => b.dense(b.permute(x, { name: "turned", permutation: [1, 0] }), { name: "dense", units: 2 }),
  "permute of an image, then dense": (b, x) => b.dense(b.permute(x, { name: "turned", permutation: [2, 0, 1] }), { name: "dense", units: 2 }),
};
