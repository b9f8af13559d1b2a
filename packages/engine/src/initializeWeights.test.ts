import { describe, expect, test } from "vitest";
import type { Initializer } from "./graph.ts";
import { graphBuilder } from "./graphBuilder.ts";
import { initializeWeights } from "./initializeWeights.ts";
import { seededRandom } from "./seededRandom.ts";

function network(classes: number) {
  const b = graphBuilder("network");
  const x = b.input("input", [20, 10]);
  const y = b.relu(b.batchNorm(b.conv1d(x, { name: "conv", filters: 200, kernelSize: 5 }), { name: "norm" }), "relu");
  b.output(b.dense(b.globalAveragePool1d(y, "pool"), { name: "head", units: classes }));
  return b.build();
}

const draw = (initializer: Initializer, shape: readonly number[], seed = 1): Float32Array =>
  initializeWeights({ parameters: [{ name: "p", shape, trainable: true, initializer }] }, seededRandom(seed)).p.data;

/** Mean of a power of the values. */
const moment = (data: Float32Array, power: number): number => data.reduce((sum, value) => sum + value ** power, 0) / data.length;
const largestOf = (data: Float32Array): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// A kernel of 5 taps from 40 to 200 channels: fan-in 200, fan-out 1000, 40 000 values. The kurtosis tells the shape of the distribution: 9/5 of a uniform
// one, 3 of a normal one, 2.3655 of a normal one cut at two deviations.
describe.each<[Initializer, variance: number, kurtosis: number, limit: number | null]>([
  ["glorotUniform", 2 / 1200, 1.8, Math.sqrt(6 / 1200)],
  ["fanInUniform", 1 / 600, 1.8, 1 / Math.sqrt(200)],
  ["heNormal", 2 / 200, 2.3655, (2 * Math.sqrt(2 / 200)) / 0.87962566103423978],
  ["normal002", 0.0004, 3, null],
])("%s", (initializer, variance, kurtosis, limit) => {
  const data = draw(initializer, [5, 40, 200]);
  test("has mean 0 and the stated variance and shape", () => {
    // Standard errors of 40 000 draws: mean 0.005 deviations, variance at most 0.7 %, kurtosis at most 0.025.
    expect(Math.abs(moment(data, 1)) / Math.sqrt(variance)).toBeLessThan(0.02);
    expect(Math.abs(moment(data, 2) / variance - 1)).toBeLessThan(0.025);
    expect(Math.abs(moment(data, 4) / moment(data, 2) ** 2 - kurtosis)).toBeLessThan(0.08);
  });
  test(limit === null ? "has no limit" : "reaches its limit and stays within", () => {
    if (limit === null) return expect(largestOf(data)).toBeGreaterThan(3.5 * Math.sqrt(variance));
    expect(largestOf(data)).toBeLessThanOrEqual(limit * (1 + 1e-6));
    expect(largestOf(data)).toBeGreaterThan(0.99 * limit);
  });
  test("is the same for the same seed, and another for another", () => {
    expect(draw(initializer, [5, 40, 200])).toEqual(data);
    expect(draw(initializer, [5, 40, 200], 2)).not.toEqual(data);
  });
});

describe("orthogonal", () => {
  const product = (data: Float32Array, count: number, at: (vector: number, index: number) => number, a: number, b: number): number =>
    Array.from({ length: data.length / count }, (_, index) => data[at(a, index)] * data[at(b, index)]).reduce((sum, value) => sum + value, 0);
  test.each([
    ["the rows of a wide matrix, as an LSTM's", [6, 24], 6, (vector: number, index: number) => vector * 24 + index],
    ["the columns of a tall one", [3, 7, 5], 5, (vector: number, index: number) => index * 5 + vector],
    ["a square one", [8, 8], 8, (vector: number, index: number) => vector * 8 + index],
  ] as const)("makes %s orthonormal", (_title, shape, count, at) => {
    const data = draw("orthogonal", shape);
    for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) expect(product(data, count, at, a, b)).toBeCloseTo(a === b ? 1 : 0, 6);
  });
  test("has no preferred direction", () => {
    // Entries of a random orthonormal column of 2000 have mean 0 and variance 1 / 2000.
    const data = draw("orthogonal", [2000, 4]);
    expect(Math.abs(moment(data, 1)) * Math.sqrt(2000)).toBeLessThan(0.06);
    expect(moment(data, 2) * 2000).toBeCloseTo(1, 5);
  });
});

test("forgetOne opens the forget gate, the second quarter, alone", () => {
  expect([...draw("forgetOne", [8])]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
});

test("leaves the other parameters as they were when the head changes", () => {
  const [two, three] = [initializeWeights(network(2), seededRandom(1)), initializeWeights(network(3), seededRandom(1))];
  expect(three["conv.kernel"]).toEqual(two["conv.kernel"]);
  expect(three["head.kernel"].shape).toEqual([200, 3]);
});

test("starts batch norms at scale 1, shift 0, mean 0 and variance 1", () => {
  const weights = initializeWeights(network(2), seededRandom(1));
  for (const [leaf, value] of [["gamma", 1], ["beta", 0], ["runningMean", 0], ["runningVariance", 1]] as const) {
    expect([...new Set(weights[`norm.${leaf}`].data)]).toEqual([value]);
  }
});
