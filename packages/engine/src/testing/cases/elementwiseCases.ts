import { operationCase } from "./operationCase.ts";
import type { OperationCase } from "./operationCase.ts";

export const elementwiseCases: readonly OperationCase[] = [
  operationCase("ReLU", 2, [7, 3], (b, x) => b.relu(b.positionEmbedding(x, { name: "shift" }), "y")),
  operationCase("GELU by the error function, wide range", 2, [5, 3], (b, x) => b.gelu(b.dense(x, { name: "scale", units: 9 }), { name: "y" })),
  operationCase("GELU by tanh, wide range", 2, [5, 3], (b, x) => b.gelu(b.dense(x, { name: "scale", units: 9 }), { name: "y", approximation: "tanh" })),
  operationCase("sigmoid", 1, [7, 3], (b, x) => b.sigmoid(b.positionEmbedding(x, { name: "shift" }), "y")),
  operationCase("tanh", 2, [7, 3], (b, x) => b.tanh(b.positionEmbedding(x, { name: "shift" }), "y")),
  operationCase("softmax over 1, 5 and 11 values", 2, [3, 11], (b, x) => {
    const long = b.softmax(b.positionEmbedding(x, { name: "shift" }), "long");
    const middle = b.softmax(b.slice(long, { name: "part", begin: [0, 2], size: [3, 5] }), "middle");
    return b.concat([middle, b.softmax(b.slice(long, { name: "single", begin: [0, 0], size: [3, 1] }), "short")], { name: "both", axis: 1 });
  }),
  operationCase("softmax of an image, one row", 1, [3, 2, 5], (b, x) => b.softmax(b.positionEmbedding(x, { name: "shift" }), "y")),
  operationCase("add of two nodes", 2, [5, 3], (b, x) => b.add(b.positionEmbedding(x, { name: "shift" }), b.dense(x, { name: "dense", units: 3 }), "y")),
  operationCase("add that repeats a channel vector over time", 2, [5, 3], (b, x) => b.add(b.positionEmbedding(x, { name: "shift" }), b.globalAveragePool1d(x, "mean"), "y")),
  operationCase("add of a node to itself", 2, [5, 3], (b, x) => {
    const shifted = b.positionEmbedding(x, { name: "shift" });
    return b.add(shifted, shifted, "y");
  }),
  operationCase("multiply of two nodes", 2, [5, 3], (b, x) => b.multiply(b.positionEmbedding(x, { name: "shift" }), b.dense(x, { name: "dense", units: 3 }), "y")),
  operationCase("multiply that repeats a column over channels", 2, [5, 7], (b, x) => b.multiply(b.positionEmbedding(x, { name: "shift" }), b.dense(x, { name: "gate", units: 1 }), "y")),
  operationCase("multiply that repeats channels over an image", 2, [3, 4, 5], (b, x) => b.multiply(b.positionEmbedding(x, { name: "shift" }), b.sigmoid(b.globalAveragePool2d(x, "mean"), "gate"), "y")),
  operationCase("multiply of a node by itself", 1, [5, 3], (b, x) => {
    const shifted = b.positionEmbedding(x, { name: "shift" });
    return b.multiply(shifted, shifted, "y");
  }),
  operationCase("dropout of a fifth", 3, [7, 5], (b, x) => b.dropout(b.positionEmbedding(x, { name: "shift" }), { name: "y", rate: 0.2 })),
  operationCase("two dropouts, which drop apart", 2, [9, 5], (b, x) => b.dropout(b.tanh(b.dropout(b.positionEmbedding(x, { name: "shift" }), { name: "first", rate: 0.5 }), "tanh"), { name: "second", rate: 0.5 })),
];
