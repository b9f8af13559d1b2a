import { describe, test } from "vitest";
import { checkLowering, titled } from "./checkLowering.ts";

describe("nodes that move values put each where it belongs", () => {
  test.each(titled([
    { title: "zero padding", batch: 2, input: [4, 3], build: (b, x) => b.zeroPad1d(x, { name: "y", before: 2, after: 1 }), definition: (x) => (row, t, c) => x.at(row, t - 2, c) },
    { title: "zero padding of nothing", batch: 1, input: [4, 3], build: (b, x) => b.zeroPad1d(x, { name: "y", before: 0, after: 0 }), definition: (x) => (row, t, c) => x.at(row, t, c) },
    {
      title: "concatenation of unequal lengths over time", batch: 2, input: [5, 2],
      build: (b, x) => b.concat([b.slice(x, { name: "late", begin: [3, 0], size: [2, 2] }), x], { name: "y", axis: 0 }),
      definition: (x) => (row, t, c) => (t < 2 ? x.at(row, t + 3, c) : x.at(row, t - 2, c)),
    },
    {
      title: "concatenation over channels, one input twice", batch: 1, input: [3, 2],
      build: (b, x) => b.concat([x, b.tanh(x, "tanh"), x], { name: "y", axis: -1 }),
      definition: (x) => (row, t, c) => (c >= 2 && c < 4 ? Math.tanh(x.at(row, t, c - 2)) : x.at(row, t, c % 4)),
    },
    { title: "concatenation of one", batch: 2, input: [3], build: (b, x) => b.concat([x], { name: "y", axis: 0 }), definition: (x) => (row, c) => x.at(row, c) },
    { title: "a slice of a signal", batch: 2, input: [7, 4], build: (b, x) => b.slice(x, { name: "y", begin: [2, 1], size: [3, 2] }), definition: (x) => (row, t, c) => x.at(row, t + 2, c + 1) },
    { title: "a slice of an image", batch: 1, input: [3, 5, 2], build: (b, x) => b.slice(x, { name: "y", begin: [1, 0, 1], size: [2, 5, 1] }), definition: (x) => (row, i, j, c) => x.at(row, i + 1, j, c + 1) },
    { title: "a signal read as an image", batch: 2, input: [6, 2], build: (b, x) => b.reshape(x, { name: "y", shape: [2, 3, 2] }), definition: (x) => (row, i, j, c) => x.at(row, 3 * i + j, c) },
    { title: "a signal read as a vector", batch: 3, input: [3, 2], build: (b, x) => b.reshape(x, { name: "y", shape: [6] }), definition: (x) => (row, k) => x.at(row, Math.floor(k / 2), k % 2) },
    { title: "channels before time", batch: 2, input: [5, 3], build: (b, x) => b.permute(x, { name: "y", permutation: [1, 0] }), definition: (x) => (row, c, t) => x.at(row, t, c) },
    { title: "a turn of three axes", batch: 2, input: [2, 3, 4], build: (b, x) => b.permute(x, { name: "y", permutation: [2, 0, 1] }), definition: (x) => (row, c, i, j) => x.at(row, i, j, c) },
    { title: "a turn of an axis of length 1", batch: 1, input: [1, 3, 4], build: (b, x) => b.permute(x, { name: "y", permutation: [1, 2, 0] }), definition: (x) => (row, i, c) => x.at(row, 0, i, c) },
    { title: "samples three times", batch: 2, input: [4, 2], build: (b, x) => b.upsample1d(x, { name: "y", factor: 3 }), definition: (x) => (row, t, c) => x.at(row, Math.floor(t / 3), c) },
    { title: "samples once", batch: 1, input: [4, 2], build: (b, x) => b.upsample1d(x, { name: "y", factor: 1 }), definition: (x) => (row, t, c) => x.at(row, t, c) },
    { title: "pixels twice down and three times across", batch: 2, input: [2, 3, 2], build: (b, x) => b.upsample2d(x, { name: "y", factor: [2, 3] }), definition: (x) => (row, i, j, c) => x.at(row, Math.floor(i / 2), Math.floor(j / 3), c) },
  ]))("%s", (_title, options) => checkLowering(options));
});
