import { expect, test } from "vitest";
import { REFERENCE_RUNS, referenceData, referenceGraph } from "./referenceNet.ts";

test("the reference network has its stated size, and its first numbers are those of the generator", () => {
  const graph = referenceGraph();
  const trainable = graph.parameters.filter((parameter) => parameter.trainable);
  expect(trainable).toHaveLength(32);
  expect(trainable.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0)).toBe(110_289);
  const { weights, inputs, labels } = referenceData(graph, 64, 7);
  // u of s₀ = 7, times √(6 / 7).
  [-0.241842, 0.38282, 0.104147].forEach((value, index) => expect(weights["stem.conv.kernel"].data[index]).toBeCloseTo(value, 6));
  [1.2385, -0.680493, -1.156359].forEach((value, index) => expect(inputs[index]).toBeCloseTo(value, 6));
  expect([...labels.slice(0, 4)]).toEqual([0, 1, 0, 1]);
  const large = referenceGraph(REFERENCE_RUNS.largeGelu.options);
  expect(large.parameters.filter((parameter) => parameter.trainable).reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0)).toBe(441_153);
});
