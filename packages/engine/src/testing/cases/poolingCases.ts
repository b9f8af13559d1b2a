import { operationCase } from "./operationCase.ts";
import type { OperationCase } from "./operationCase.ts";

/** A layer with parameters before the operation: their gradients show the operation's own, in training too. */
export const poolingCases: readonly OperationCase[] = [
  operationCase("max pool 2", 2, [9, 3], (b, x) => b.maxPool1d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 2 })),
  operationCase("max pool 3 stride 2 over negative values and padding that counts", 2, [9, 3], (b, x) => b.maxPool1d(b.zeroPad1d(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 1 }), { name: "pad", before: 1, after: 1 }), { name: "pool", poolSize: 3, stride: 2 })),
  operationCase("max pool 3 stride 2, same", 2, [8, 3], (b, x) => b.maxPool1d(b.conv1d(x, { name: "conv", filters: 4, kernelSize: 3 }), { name: "pool", poolSize: 3, stride: 2, padding: "same" })),
  operationCase("max pool 3 stride 1, unequal pads", 2, [7, 2], (b, x) => b.maxPool1d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 3, stride: 1, padding: { before: 2, after: 1 } })),
  operationCase("max pool 1 stride 2, odd length, one row", 1, [7, 2], (b, x) => b.maxPool1d(b.conv1d(x, { name: "conv", filters: 3, kernelSize: 1 }), { name: "pool", poolSize: 1, stride: 2 })),
  operationCase("max pool 2 stride 3", 2, [11, 5], (b, x) => b.maxPool1d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 2, stride: 3 })),
  operationCase("average pool 3 stride 2, same: edges divide by what they hold", 2, [8, 3], (b, x) => b.averagePool1d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 3, stride: 2, padding: "same" })),
  operationCase("average pool 4 stride 1, valid", 2, [9, 2], (b, x) => b.averagePool1d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 4, stride: 1 })),
  operationCase("average pool 3 stride 3, unequal pads, one row", 1, [10, 5], (b, x) => b.averagePool1d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 3, padding: { before: 0, after: 2 } })),
  operationCase("max pool 3 × 3 stride 2, same", 2, [5, 6, 3], (b, x) => b.maxPool2d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 3, stride: 2, padding: "same" })),
  operationCase("max pool 2 × 3 stride 1 × 2, unequal pads", 2, [5, 5, 2], (b, x) => b.maxPool2d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: [2, 3], stride: [1, 2], padding: { top: 1, bottom: 0, left: 2, right: 1 } })),
  operationCase("average pool 2 × 2, a row left over", 2, [5, 4, 3], (b, x) => b.averagePool2d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: 2 })),
  operationCase("average pool 3 × 2 stride 2 × 1, same, one row", 1, [5, 3, 2], (b, x) => b.averagePool2d(b.positionEmbedding(x, { name: "shift" }), { name: "pool", poolSize: [3, 2], stride: [2, 1], padding: "same" })),
  operationCase("global average of a signal", 3, [7, 5], (b, x) => b.globalAveragePool1d(b.positionEmbedding(x, { name: "shift" }), "pool")),
  operationCase("global maximum of a signal", 3, [7, 5], (b, x) => b.globalMaxPool1d(b.positionEmbedding(x, { name: "shift" }), "pool")),
  operationCase("global average of an image", 2, [3, 5, 4], (b, x) => b.globalAveragePool2d(b.positionEmbedding(x, { name: "shift" }), "pool")),
  operationCase("global maximum of an image, one row", 1, [5, 3, 3], (b, x) => b.globalMaxPool2d(b.positionEmbedding(x, { name: "shift" }), "pool")),
  operationCase("mean over channels", 2, [5, 3, 7], (b, x) => b.channelMean(b.positionEmbedding(x, { name: "shift" }), "pool")),
  operationCase("maximum over channels", 2, [5, 3, 7], (b, x) => b.channelMax(b.positionEmbedding(x, { name: "shift" }), "pool")),
  operationCase("attention over space: mean and maximum of channels, conv2d, sigmoid, multiply", 2, [5, 4, 3], (b, x) => {
    const features = b.positionEmbedding(x, { name: "shift" });
    const map = b.concat([b.channelMean(features, "mean"), b.channelMax(features, "max")], { name: "both", axis: -1 });
    return b.multiply(features, b.sigmoid(b.conv2d(map, { name: "conv", filters: 1, kernelSize: 7, bias: false }), "mask"), "weighted");
  }),
  operationCase("upsample of a signal by 3", 2, [5, 2], (b, x) => b.upsample1d(b.positionEmbedding(x, { name: "shift" }), { name: "up", factor: 3 })),
  operationCase("upsample of an image by 2 × 3", 2, [3, 2, 3], (b, x) => b.upsample2d(b.positionEmbedding(x, { name: "shift" }), { name: "up", factor: [2, 3] })),
];
