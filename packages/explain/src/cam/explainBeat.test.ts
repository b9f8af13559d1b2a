import type { ActivationGradients, CompiledModel, GraphNode } from "@kalium/engine";
import { describe, expect, it } from "vitest";
import { classAverageBeats } from "./classAverageBeats.ts";
import { explainBeat, explainBeats, explainClassAverages } from "./explainBeat.ts";

const TIME = 6;
/** Two features per cell, relu(x) and relu(−x), a global average and a dense head: everything has a closed form. */
function closedFormModel(head: readonly (readonly number[])[]): CompiledModel {
  const nodes: GraphNode[] = [
    { name: "beat", op: "input", shape: [TIME, 1], inputs: [] },
    { name: "conv", op: "conv1d", shape: [TIME, 2], inputs: ["beat"], filters: 2, kernelSize: 1, stride: 1, padding: "same", kernel: "k", bias: null },
    { name: "features", op: "relu", shape: [TIME, 2], inputs: ["conv"] },
    { name: "pooled", op: "globalAveragePool1d", shape: [2], inputs: ["features"] },
    { name: "logits", op: "dense", shape: [head.length], inputs: ["pooled"], units: head.length, kernel: "w", bias: null },
  ];
  const unused = (): never => {
    throw new Error("not needed here");
  };
  return {
    graph: { name: "closed form", nodes, parameters: [], input: "beat", output: "logits" },
    setWeights: unused,
    getWeights: unused,
    predict: unused,
    trainer: unused,
    gradients: unused,
    dispose() {},
    activationGradients(inputs, rowCount, node, classIndex): Promise<ActivationGradients> {
      expect(node).toBe("features");
      const activations = new Float32Array(rowCount * TIME * 2);
      const gradients = new Float32Array(rowCount * TIME * 2);
      const logits = new Float32Array(rowCount * head.length);
      for (let row = 0; row < rowCount; row++) {
        for (let time = 0; time < TIME; time++) {
          for (let channel = 0; channel < 2; channel++) {
            const index = (row * TIME + time) * 2 + channel;
            activations[index] = Math.max(inputs[row * TIME + time] * (channel === 0 ? 1 : -1), 0);
            gradients[index] = head[classIndex][channel] / TIME;
            head.forEach((weights, unit) => (logits[row * head.length + unit] += (weights[channel] * activations[index]) / TIME));
          }
        }
      }
      return Promise.resolve({ activations, gradients, shape: [TIME, 2], logits });
    },
  };
}

const beat = Float32Array.of(0, 1, 0, -2, 0, 0);

describe("explainBeat", () => {
  it("gives the map of the class asked for, with the logits", async () => {
    const model = closedFormModel([[6, 0], [0, 3]]);
    const explanation = await explainBeat(model, beat, { node: "features", classIndex: 1, method: "hiResCam" });
    expect(Array.from(explanation.rawMap)).toEqual([0, 0, 0, 1, 0, 0]);
    expect(Array.from(explanation.display.values)).toEqual([0, 0, 0, 1, 0, 0]);
    expect(Array.from(explanation.logits)).toEqual([1, 1]);
  });

  it("explains class 0 of a one-logit model by −y", async () => {
    const model = closedFormModel([[6, 0]]);
    const positive = await explainBeat(model, beat, { node: "features", classIndex: 1 });
    const negative = await explainBeat(model, beat, { node: "features", classIndex: 0 });
    expect(Array.from(positive.rawMap)).toEqual([0, 1, 0, 0, 0, 0]);
    expect(Array.from(negative.rawMap, Math.abs)).toEqual(Array.from(positive.rawMap));
    expect(negative.rawMap[1]).toBe(-1);
    expect(negative.display.allZero).toBe(true);
  });

  it("averages the maps of a group and counts the beats without a positive cell", async () => {
    const model = closedFormModel([[6, 0], [0, 3]]);
    const beats = Float32Array.of(...beat, 0, -1, 0, 0, 0, 0);
    const group = await explainBeats(model, beats, 2, { node: "features", classIndex: 0 });
    expect(Array.from(group.meanRawMap)).toEqual([0, 0.5, 0, 0, 0, 0]);
    expect(group.rawMapStandardDeviation[1]).toBeCloseTo(Math.SQRT1_2, 12);
    expect(group.allZeroShare).toBe(0.5);
  });

  it("explains each class average for its own label", async () => {
    const model = closedFormModel([[6, 0], [0, 3]]);
    const averages = classAverageBeats(Float32Array.of(...beat, ...beat), 2, TIME, [0, 1]);
    const maps = await explainClassAverages(model, averages, { node: "features" });
    expect(maps.map(({ rawMap }) => rawMap.indexOf(1))).toEqual([1, 3]);
    expect(maps.map(({ average }) => average.label)).toEqual([0, 1]);
  });

  it("names what to choose instead of a wrong node, class or length", async () => {
    const model = closedFormModel([[6, 0], [0, 3]]);
    await expect(explainBeat(model, beat, { node: "nowhere", classIndex: 0 })).rejects.toMatchObject({ code: "unknown-node", remedy: expect.stringContaining("features") });
    await expect(explainBeat(model, beat, { node: "pooled", classIndex: 0 })).rejects.toMatchObject({ code: "unsupported-node" });
    await expect(explainBeat(model, beat, { node: "features", classIndex: 2 })).rejects.toMatchObject({ code: "unknown-class" });
    await expect(explainBeat(model, beat.subarray(1), { node: "features", classIndex: 0 })).rejects.toMatchObject({ code: "wrong-size" });
  });
});
