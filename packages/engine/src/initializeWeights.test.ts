import { expect, test } from "vitest";
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

test("draws heNormal with variance 2 / fan-in, cut at two deviations of the uncut normal", () => {
  const { data } = initializeWeights(network(2), seededRandom(1))["conv.kernel"];
  const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
  expect(variance * 50).toBeCloseTo(2, 1);
  const limit = (2 * Math.sqrt(2 / 50)) / 0.87962566103423978;
  const largest = data.reduce((best, value) => Math.max(best, Math.abs(value)), 0);
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(0.95 * limit);
});

test("draws glorotUniform within √(6 / (fan-in + fan-out))", () => {
  const { data } = initializeWeights(network(2), seededRandom(1))["head.kernel"];
  const largest = data.reduce((best, value) => Math.max(best, Math.abs(value)), 0);
  expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 202));
  expect(largest).toBeGreaterThan(0.95 * Math.sqrt(6 / 202));
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
