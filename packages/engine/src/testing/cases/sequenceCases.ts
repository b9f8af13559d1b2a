import { operationCase } from "./operationCase.ts";
import type { OperationCase } from "./operationCase.ts";

export const sequenceCases: readonly OperationCase[] = [
  operationCase("dense of features", 3, [7], (b, x) => b.dense(x, { name: "dense", units: 5 })),
  operationCase("dense of features, one row and one unit", 1, [13], (b, x) => b.dense(x, { name: "dense", units: 1 })),
  operationCase("dense of every sample, no bias", 2, [5, 3], (b, x) => b.dense(x, { name: "dense", units: 9, bias: false })),
  operationCase("dense of every pixel", 2, [3, 2, 5], (b, x) => b.dense(x, { name: "dense", units: 4 })),
  operationCase("dense from 67 to 19 features, two layers", 5, [67], (b, x) => b.dense(b.tanh(b.dense(x, { name: "first", units: 19 }), "tanh"), { name: "second", units: 3 })),
  operationCase("position embedding", 3, [5, 3], (b, x) => b.positionEmbedding(x, { name: "positions" })),
  operationCase("matrix product of two nodes", 2, [5, 3], (b, x) => b.matmul(b.dense(x, { name: "left", units: 5 }), b.positionEmbedding(x, { name: "right" }), { name: "y" })),
  operationCase("matrix product with the second one transposed", 2, [5, 3], (b, x) => b.matmul(b.dense(x, { name: "left", units: 4 }), b.dense(x, { name: "right", units: 4 }), { name: "y", transposeB: true })),
  operationCase("matrix product of a node with itself transposed, heads in front, one row", 1, [2, 3, 5], (b, x) => {
    const shifted = b.positionEmbedding(x, { name: "shift" });
    return b.matmul(shifted, shifted, { name: "y", transposeB: true });
  }),
  operationCase("attention of 2 heads", 2, [5, 6], (b, x) => b.multiHeadAttention(x, { name: "attention", heads: 2 })),
  operationCase("attention of 3 heads whose size is stated, one row", 1, [7, 4], (b, x) => b.multiHeadAttention(x, { name: "attention", heads: 3, headSize: 5 })),
  operationCase("attention over one sample", 2, [1, 4], (b, x) => b.multiHeadAttention(x, { name: "attention", heads: 2 })),
  operationCase("LSTM, all states", 2, [5, 3], (b, x) => b.lstm(x, { name: "lstm", units: 4, returnSequences: true })),
  operationCase("LSTM, last state", 3, [6, 2], (b, x) => b.lstm(x, { name: "lstm", units: 5 })),
  operationCase("two LSTMs, one row", 1, [4, 3], (b, x) => b.lstm(b.lstm(x, { name: "first", units: 3, returnSequences: true }), { name: "second", units: 2 })),
  operationCase("a transformer block", 2, [5, 4], (b, x) => {
    const positioned = b.positionEmbedding(x, { name: "positions" });
    const attended = b.add(positioned, b.multiHeadAttention(b.layerNorm(positioned, { name: "norm1" }), { name: "attention", heads: 2 }), "sum1");
    const hidden = b.gelu(b.dense(b.layerNorm(attended, { name: "norm2" }), { name: "wide", units: 9 }), { name: "gelu" });
    return b.globalAveragePool1d(b.add(attended, b.dense(hidden, { name: "narrow", units: 4 }), "sum2"), "mean");
  }),
];
