import { operationCase } from "./operationCase.ts";
import type { OperationCase } from "./operationCase.ts";

export const shapeCases: readonly OperationCase[] = [
  operationCase("zeros before and after", 2, [5, 3], (b, x) => b.zeroPad1d(b.positionEmbedding(x, { name: "shift" }), { name: "y", before: 3, after: 1 })),
  operationCase("concat along channels", 2, [5, 3], (b, x) => b.concat([b.positionEmbedding(x, { name: "shift" }), b.dense(x, { name: "dense", units: 2 }), x], { name: "y", axis: -1 })),
  operationCase("concat along time", 2, [5, 3], (b, x) => b.concat([b.positionEmbedding(x, { name: "shift" }), b.conv1d(x, { name: "conv", filters: 3, kernelSize: 2, padding: "valid" })], { name: "y", axis: 0 })),
  operationCase("concat of images along height, one row", 1, [2, 3, 2], (b, x) => b.concat([x, b.positionEmbedding(x, { name: "shift" })], { name: "y", axis: 0 })),
  operationCase("slice of time and channels", 2, [7, 5], (b, x) => b.slice(b.positionEmbedding(x, { name: "shift" }), { name: "y", begin: [2, 1], size: [3, 3] })),
  operationCase("two slices that overlap", 2, [7, 3], (b, x) => {
    const shifted = b.positionEmbedding(x, { name: "shift" });
    return b.multiply(b.slice(shifted, { name: "early", begin: [0, 0], size: [5, 3] }), b.slice(shifted, { name: "late", begin: [2, 0], size: [5, 3] }), "y");
  }),
  operationCase("reshape of a signal to frames", 2, [10, 3], (b, x) => b.dense(b.reshape(b.positionEmbedding(x, { name: "shift" }), { name: "frames", shape: [2, 15] }), { name: "dense", units: 4 })),
  operationCase("permute of time and channels", 2, [5, 3], (b, x) => b.dense(b.permute(b.positionEmbedding(x, { name: "shift" }), { name: "turned", permutation: [1, 0] }), { name: "dense", units: 2 })),
  operationCase("permute of an image's three axes", 2, [2, 3, 5], (b, x) => b.dense(b.permute(b.positionEmbedding(x, { name: "shift" }), { name: "turned", permutation: [2, 0, 1] }), { name: "dense", units: 2 })),
];
