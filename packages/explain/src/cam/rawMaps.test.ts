import { describe, expect, it } from "vitest";
import { ExplainError } from "../explainError.ts";
import { gradCam, gradCamPlusPlus, hiResCam, layerCam, randomCam, type RawMapFunction, xGradCam } from "./rawMaps.ts";

// Test vector of the explanation spec, section 1: four cells, two channels.
const activations = Float64Array.of(1, 0, 2, 1, 0, 3, 1, 1);
const gradients = Float64Array.of(0.5, -0.2, 0.3, 0.1, -0.1, 0.4, 0.2, -0.1);

function expectMap(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(Math.abs(actual[index] - value)).toBeLessThanOrEqual(tolerance));
}

describe("raw maps", () => {
  it.each<[string, RawMapFunction, number[]]>([
    ["Grad-CAM", gradCam, [0.225, 0.5, 0.15, 0.275]],
    ["HiResCAM", hiResCam, [0.5, 0.7, 1.2, 0.1]],
    ["LayerCAM", layerCam, [0.5, 0.7, 1.2, 0.2]],
    ["Grad-CAM++", gradCamPlusPlus, [0.2901774832, 0.7203532101, 0.4199947314, 0.430175727]],
    ["XGrad-CAM", xGradCam, [0.3249999919, 0.889999979, 0.7199999856, 0.5649999871]],
  ])("%s agrees with the published vector", (_name, map, expected) => {
    expectMap(map(activations, gradients, 4, 2), expected, 1e-10);
  });

  it("keeps the sign: opposite gradients give the opposite Grad-CAM and HiResCAM", () => {
    const opposite = gradients.map((gradient) => -gradient);
    for (const map of [gradCam, hiResCam]) {
      expectMap(map(activations, opposite, 4, 2), Array.from(map(activations, gradients, 4, 2), (value) => -value), 1e-15);
    }
  });

  it("gives HiResCAM = Grad-CAM, and its sum = the logit, under a global average and a dense head", () => {
    const headWeights = [0.7, -1.3];
    const headGradients = Float64Array.from(activations, (_, index) => headWeights[index % 2] / 4);
    const logit = activations.reduce((sum, value, index) => sum + (value * headWeights[index % 2]) / 4, 0);
    const map = hiResCam(activations, headGradients, 4, 2);
    expectMap(gradCam(activations, headGradients, 4, 2), Array.from(map), 1e-15);
    expect(map.reduce((sum, value) => sum + value, 0)).toBeCloseTo(logit, 12);
  });

  it("gives zero maps for zero gradients", () => {
    for (const map of [gradCam, hiResCam, layerCam, gradCamPlusPlus, xGradCam]) {
      expectMap(map(activations, new Float64Array(8), 4, 2), [0, 0, 0, 0], 0);
    }
  });

  it("draws the weights of the random control from the generator it is given", () => {
    const draws = [0.75, 0.25];
    expectMap(randomCam(activations, 4, 2, () => draws.shift()!), [0.5, 0.5, -1.5, 0], 1e-15);
  });

  it("names the cell and channel of a value that is not finite", () => {
    const broken = gradients.slice();
    broken[5] = NaN;
    expect(() => gradCam(activations, broken, 4, 2)).toThrow(/cell 2, channel 1/);
    expect(() => gradCam(activations, gradients, 3, 2)).toThrow(ExplainError);
  });
});
