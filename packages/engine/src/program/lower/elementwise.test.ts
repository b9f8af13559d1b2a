import { describe, expect, test } from "vitest";
import { interpretProgram } from "../interpretProgram.ts";
import { maskHash } from "../maskHash.ts";
import { checkLowering, runLowering, sumOver, titled } from "./checkLowering.ts";
import type { LoweringCase, Tensor } from "./checkLowering.ts";

/** Φ(x) by Simpson's rule over the density, which knows no error function. */
function normalDistribution(x: number): number {
  const steps = 2000;
  const h = x / steps;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  return 0.5 + (h / 3) * (density(0) + density(x) + sumOver(steps - 1, (k) => (k % 2 === 0 ? 4 : 2) * density((k + 1) * h)));
}

const pointwise = (f: (value: number) => number) => (x: Tensor) => (...at: readonly number[]) => f(x.at(...at));

describe("activations and their gradients follow their definitions", () => {
  const cases: LoweringCase[] = [
    { title: "relu", batch: 2, input: [7, 3], build: (b, x) => b.relu(x, "y"), definition: pointwise((v) => (v > 0 ? v : 0)) },
    { title: "gelu by the normal distribution", batch: 2, input: [5, 3], build: (b, x) => b.gelu(x, { name: "y" }), definition: pointwise((v) => v * normalDistribution(v)) },
    {
      title: "gelu by its tanh approximation", batch: 1, input: [9], build: (b, x) => b.gelu(x, { name: "y", approximation: "tanh" }),
      definition: pointwise((v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))),
    },
    { title: "sigmoid", batch: 3, input: [5], build: (b, x) => b.sigmoid(x, "y"), definition: pointwise((v) => 1 / (1 + Math.exp(-v))) },
    { title: "tanh", batch: 1, input: [2, 3, 3], build: (b, x) => b.tanh(x, "y"), definition: pointwise((v) => (Math.exp(v) - Math.exp(-v)) / (Math.exp(v) + Math.exp(-v))) },
    {
      title: "softmax of vectors", batch: 3, input: [5], build: (b, x) => b.softmax(x, "y"),
      definition: (x) => (row, c) => Math.exp(x.at(row, c)) / sumOver(5, (k) => Math.exp(x.at(row, k))),
    },
    {
      title: "softmax over the channels of a signal", batch: 1, input: [4, 3], build: (b, x) => b.softmax(x, "y"),
      definition: (x) => (row, t, c) => Math.exp(x.at(row, t, c)) / sumOver(3, (k) => Math.exp(x.at(row, t, k))),
    },
  ];
  test.each(titled(cases))("%s", (_title, options) => checkLowering(options));

  test("softmax of logits near 1000 does not overflow", () => {
    const run = runLowering({ title: "large", batch: 1, input: [3], build: (b, x) => b.softmax(x, "y") });
    const [a, b, c] = interpretProgram(run.program, { ...run.feeds, inputs: [1000, 1001, 998] }, run.states)[run.y];
    const total = 1 + Math.exp(1) + Math.exp(-2);
    expect(a).toBeCloseTo(1 / total, 12);
    expect(b).toBeCloseTo(Math.exp(1) / total, 12);
    expect(c).toBeCloseTo(Math.exp(-2) / total, 12);
  });
});

describe("sums and products broadcast as NumPy does, but for the batch", () => {
  const halves = (x: Tensor) => ({ left: (row: number, t: number, c: number) => x.at(row, t, c), right: (row: number, t: number, c: number) => x.at(row, t, c + 3) });
  const cases: LoweringCase[] = [
    {
      title: "sum of two signals", batch: 2, input: [4, 6],
      build: (b, x) => b.add(b.slice(x, { name: "l", begin: [0, 0], size: [4, 3] }), b.slice(x, { name: "r", begin: [0, 3], size: [4, 3] }), "y"),
      definition: (x) => (row, t, c) => halves(x).left(row, t, c) + halves(x).right(row, t, c),
    },
    {
      title: "product of a signal and a weight for each channel", batch: 3, input: [5, 2],
      build: (b, x) => b.multiply(x, b.globalAveragePool1d(x, "pool"), "y"),
      definition: (x) => (row, t, c) => (x.at(row, t, c) * sumOver(5, (k) => x.at(row, k, c))) / 5,
    },
    {
      title: "product of a weight for each channel and a signal, batch as long as time", batch: 4, input: [4, 2],
      build: (b, x) => b.multiply(b.globalAveragePool1d(x, "pool"), x, "y"),
      definition: (x) => (row, t, c) => (x.at(row, t, c) * sumOver(4, (k) => x.at(row, k, c))) / 4,
    },
    {
      title: "product of a signal and a weight for each time", batch: 2, input: [5, 3],
      build: (b, x) => b.multiply(x, b.channelMean(x, "mean"), "y"),
      definition: (x) => (row, t, c) => (x.at(row, t, c) * sumOver(3, (k) => x.at(row, t, k))) / 3,
    },
    {
      title: "sum of a column and a row", batch: 1, input: [4, 3],
      build: (b, x) => b.add(b.slice(x, { name: "l", begin: [0, 1], size: [4, 1] }), b.slice(x, { name: "r", begin: [2, 0], size: [1, 3] }), "y"),
      definition: (x) => (row, t, c) => x.at(row, t, 1) + x.at(row, 2, c),
    },
    { title: "a square", batch: 2, input: [3], build: (b, x) => b.multiply(x, x, "y"), definition: (x) => (row, c) => x.at(row, c) ** 2 },
    {
      title: "an image plus a vector, one row", batch: 1, input: [2, 3, 2],
      build: (b, x) => b.add(x, b.globalMaxPool2d(x, "pool"), "y"),
      definition: (x) => (row, i, j, c) => x.at(row, i, j, c) + Math.max(...[0, 1].flatMap((k) => [0, 1, 2].map((l) => x.at(row, k, l, c)))),
    },
    {
      title: "a learned position", batch: 3, input: [4, 2], build: (b, x) => b.positionEmbedding(x, { name: "p" }),
      definition: (x, { "p.table": table }) => (row, t, c) => x.at(row, t, c) + table.at(t, c),
    },
  ];
  test.each(titled(cases))("%s", (_title, options) => checkLowering(options));
});

describe("dropout", () => {
  const dropped = (rate: number): LoweringCase => ({ title: "dropout", batch: 2, input: [5, 4], build: (b, x) => b.dropout(x, { name: "y", rate }), training: { dropoutSeed: 12 } });
  test("keeps what the counter hash keeps, and grows it", () => {
    // The dropout is node 1 of its graph, so its stream is 1.
    checkLowering({ ...dropped(0.4), definition: (x) => (row, t, c) => (maskHash(12, 1, (row * 5 + t) * 4 + c) < 0.4 * 2 ** 32 ? 0 : x.at(row, t, c) / 0.6) });
  });
  test("is the identity out of training, and at rate 0", () => {
    const identity = (x: Tensor) => (...at: readonly number[]) => x.at(...at);
    checkLowering({ ...dropped(0.4), training: undefined, definition: identity });
    checkLowering({ ...dropped(0), definition: identity });
  });
  test("drops its share, keeps the mean, and draws another mask for another seed and another node", () => {
    const twice: LoweringCase = { title: "two", batch: 20, input: [50, 20], training: { dropoutSeed: 3 }, build: (b, x) => b.concat([b.dropout(x, { name: "a", rate: 0.3 }), b.dropout(x, { name: "b", rate: 0.3 })], { name: "y", axis: -1 }) };
    const kept = (seed: number): Float64Array => {
      const run = runLowering({ ...twice, training: { dropoutSeed: seed } });
      return interpretProgram(run.program, { ...run.feeds, inputs: new Float64Array(20_000).fill(1) }, run.states)[run.y];
    };
    const first = kept(3);
    // 40 000 draws: the standard deviation of the share is 0.0023.
    expect(Math.abs(first.filter((value) => value === 0).length / first.length - 0.3)).toBeLessThan(0.01);
    expect(Math.abs(first.reduce((sum, value) => sum + value, 0) / first.length - 1)).toBeLessThan(0.015);
    const agreement = (a: readonly number[], b: readonly number[]): number => a.filter((value, index) => value === b[index]).length / a.length;
    const halves = [0, 1].map((half) => [...first].filter((_, index) => Math.floor(index / 20) % 2 === half));
    // Independent masks agree in 0.3² + 0.7² = 0.58 of the places.
    expect(Math.abs(agreement(halves[0], halves[1]) - 0.58)).toBeLessThan(0.02);
    expect(Math.abs(agreement([...first], [...kept(4)]) - 0.58)).toBeLessThan(0.02);
    expect(kept(3)).toEqual(first);
  });
});
