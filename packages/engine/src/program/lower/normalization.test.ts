import { describe, expect, test } from "vitest";
import { checkLowering, positions, runLowering, sumOver, titled } from "./checkLowering.ts";
import { interpretProgram } from "../interpretProgram.ts";
import type { LoweringCase, Tensor } from "./checkLowering.ts";

/** Mean and biased variance of a list. */
function momentsOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = sumOver(values.length, (k) => values[k]) / values.length;
  return { mean, variance: sumOver(values.length, (k) => (values[k] - mean) ** 2) / values.length };
}

const channelOf = (x: Tensor, channel: number): number[] => positions(x.shape.slice(0, -1)).map((at) => x.at(...at, channel));

const byBatch = (epsilon: number): LoweringCase["definition"] => (x, { "norm.gamma": gamma, "norm.beta": beta }) => (...at) => {
  const channel = at[at.length - 1];
  const { mean, variance } = momentsOf(channelOf(x, channel));
  return ((x.at(...at) - mean) / Math.sqrt(variance + epsilon)) * gamma.at(channel) + beta.at(channel);
};

describe("batch norm", () => {
  test.each(titled([
    { title: "of a signal, by the batch", batch: 3, input: [5, 4], training: { dropoutSeed: 0 }, build: (b, x) => b.batchNorm(x, { name: "norm" }), definition: byBatch(1e-3) },
    { title: "of one row, by the batch", batch: 1, input: [7, 2], training: { dropoutSeed: 0 }, build: (b, x) => b.batchNorm(x, { name: "norm", epsilon: 1e-5 }), definition: byBatch(1e-5) },
    { title: "of vectors, by the batch", batch: 5, input: [3], training: { dropoutSeed: 0 }, build: (b, x) => b.batchNorm(x, { name: "norm" }), definition: byBatch(1e-3) },
    { title: "of images, by the batch", batch: 2, input: [3, 2, 3], training: { dropoutSeed: 0 }, build: (b, x) => b.batchNorm(x, { name: "norm" }), definition: byBatch(1e-3) },
    {
      title: "frozen, by the running statistics", batch: 2, input: [5, 3], build: (b, x) => b.batchNorm(x, { name: "norm", epsilon: 0.01 }),
      definition: (x, { "norm.gamma": gamma, "norm.beta": beta, "norm.runningMean": mean, "norm.runningVariance": variance }) => (row, t, c) =>
        ((x.at(row, t, c) - mean.at(c)) / Math.sqrt(variance.at(c) + 0.01)) * gamma.at(c) + beta.at(c),
    },
  ]))("%s", (_title, options) => checkLowering(options));

  test("a constant channel comes out as the shift, and its scale has no gradient", () => {
    const run = runLowering({ title: "constant", batch: 2, input: [3, 1], training: { dropoutSeed: 0 }, build: (b, x) => b.batchNorm(x, { name: "norm" }) });
    const data = interpretProgram(run.program, { ...run.feeds, inputs: new Float64Array(6).fill(4) }, run.states);
    data[run.y].forEach((value) => expect(value).toBeCloseTo(run.states["norm.beta"][0], 12));
    expect(data[run.gradients[1]!][0]).toBeCloseTo(0, 12);
  });
});

describe("layer norm over the last axis", () => {
  const definition = (epsilon: number): LoweringCase["definition"] => (x, { "norm.gamma": gamma, "norm.beta": beta }) => (...at) => {
    const channel = at[at.length - 1];
    const { mean, variance } = momentsOf(Array.from({ length: x.shape[x.shape.length - 1] }, (_, c) => x.at(...at.slice(0, -1), c)));
    return ((x.at(...at) - mean) / Math.sqrt(variance + epsilon)) * gamma.at(channel) + beta.at(channel);
  };
  test.each(titled([
    { title: "of a signal", batch: 2, input: [5, 4], build: (b, x) => b.layerNorm(x, { name: "norm" }), definition: definition(1e-5) },
    { title: "of one vector", batch: 1, input: [7], build: (b, x) => b.layerNorm(x, { name: "norm", epsilon: 0.1 }), definition: definition(0.1) },
    { title: "of an image", batch: 2, input: [2, 3, 5], build: (b, x) => b.layerNorm(x, { name: "norm" }), definition: definition(1e-5) },
  ]))("%s", (_title, options) => checkLowering(options));
});

describe("L2 normalisation over the last axis", () => {
  const definition = (epsilon: number): LoweringCase["definition"] => (x) => (...at) =>
    x.at(...at) / Math.max(epsilon, Math.sqrt(sumOver(x.shape[x.shape.length - 1], (c) => x.at(...at.slice(0, -1), c) ** 2)));
  test.each(titled([
    { title: "of vectors", batch: 3, input: [5], build: (b, x) => b.l2Normalize(x, { name: "y" }), definition: definition(1e-12) },
    { title: "of a signal, one row", batch: 1, input: [4, 3], build: (b, x) => b.l2Normalize(x, { name: "y" }), definition: definition(1e-12) },
    { title: "where some vectors are shorter than epsilon, which then divides", batch: 6, input: [2], build: (b, x) => b.l2Normalize(x, { name: "y", epsilon: 1.2 }), definition: definition(1.2) },
  ]))("%s", (_title, options) => checkLowering(options));

  test("of zeros is zero, with a finite gradient", () => {
    const run = runLowering({ title: "zeros", batch: 1, input: [3], build: (b, x) => b.l2Normalize(x, { name: "y", epsilon: 0.5 }) });
    const data = interpretProgram(run.program, { ...run.feeds, inputs: [0, 0, 0] }, run.states);
    expect([...data[run.y]]).toEqual([0, 0, 0]);
    data[run.gradients[0]!].forEach((value, index) => expect(value).toBeCloseTo(run.seedData[index] / 0.5, 12));
  });
});
