/** Predictions, gradients at named nodes, refusals, and what is left behind. */
import { describe, expect, test } from "vitest";
import { EngineError } from "../../engineError.ts";
import { referenceData, referenceGraph } from "../referenceNet.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";

const adam = { kind: "adam", learningRate: 1e-3 } as const;

export function expectModels(subject: ExecutorUnderTest, memoryInUse: (() => number) | undefined): void {
  describe("models", () => {
    const graph = referenceGraph();
    const { weights, inputs, labels } = referenceData(graph, 4, 61);

    test("names itself, its adapter and its reason", () => {
      const { info } = subject.executor();
      expect(info.name).not.toBe("");
      expect(info.adapter).not.toBe("");
      expect(info.reason).toMatch(/\.$/);
    });

    test("gives each row what it gets alone, in batches of any size", async () => {
      const model = await subject.compile(graph, weights);
      const nodes = ["stem.out", "pool", "head"];
      const together = await model.predict(inputs, 4, nodes);
      expectTensors("value", await model.predict(inputs, 4, nodes, 3), together, 1e-6);
      const all = await model.activationGradients(inputs, 4, "block1.out", 0);
      const alone = await model.activationGradients(inputs.slice(240, 360), 1, "block1.out", 0);
      const size = alone.gradients.length;
      expect(Math.hypot(...alone.gradients)).toBeGreaterThan(0);
      expectTensors("row", { gradients: all.gradients.slice(2 * size, 3 * size), activations: all.activations.slice(2 * size, 3 * size), logits: all.logits.slice(2, 3) }, { gradients: alone.gradients, activations: alone.activations, logits: alone.logits }, 1e-5);
      expect(all.shape).toEqual([60, 32]);
    });

    test("gives gradients of a weighted output at several nodes in one pass, by one seed or one for each row", async () => {
      const model = await subject.compile(graph, weights);
      const nodes = ["block2.out", "input"];
      const one = await model.gradients(inputs, 4, nodes, Float32Array.of(2));
      const each = await model.gradients(inputs, 4, nodes, Float32Array.of(2, 2, -1, 0));
      const size = one.gradients["block2.out"].length / 4;
      const row = (tensor: Float32Array, index: number): Float32Array => tensor.slice(index * size, (index + 1) * size);
      expectTensors("row", { second: row(each.gradients["block2.out"], 1), third: row(each.gradients["block2.out"], 2).map((value) => -2 * value) }, { second: row(one.gradients["block2.out"], 1), third: row(one.gradients["block2.out"], 2) }, 1e-5);
      expect(row(each.gradients["block2.out"], 3).every((value) => value === 0)).toBe(true);
      expectTensors("gradient", { input: (await model.activationGradients(inputs, 4, "input", 0)).gradients.map((value) => 2 * value) }, { input: one.gradients.input }, 1e-5);
    });

    test("keeps its weights as they were given, and takes new ones", async () => {
      const model = await subject.compile(graph, weights);
      expect(await model.getWeights()).toEqual(weights);
      const before = await model.predict(inputs, 4);
      model.setWeights({ ...weights, "head.bias": { shape: [1], data: Float32Array.of(1) } });
      expectTensors("logits", { head: (await model.predict(inputs, 4)).head }, { head: before.head.map((value) => value + 1) }, 1e-6);
    });

    test("refuses weights, rows, labels and nodes that do not fit, and says what does", async () => {
      const { "head.bias": _bias, ...missing } = weights;
      await expect(subject.executor().compile(graph, missing)).rejects.toThrow(/"head.bias".*missing/);
      await expect(subject.executor().compile(graph, { ...weights, "head.bias": { shape: [4], data: new Float32Array(4) } })).rejects.toThrow(/\[4\].*\[1\]/);
      const model = await subject.compile(graph, weights);
      await expect(model.predict(new Float32Array(5), 1)).rejects.toBeInstanceOf(EngineError);
      await expect(model.predict(new Float32Array(120), 1, ["nowhere"])).rejects.toThrow(/no node "nowhere"/);
      await expect(model.activationGradients(new Float32Array(120), 1, "pool", 1)).rejects.toThrow(/Class 1/);
      await expect(model.gradients(new Float32Array(120), 1, ["pool"], new Float32Array(2))).rejects.toThrow(/seed of 2/);
      expect(() => model.trainer({ loss: "binaryCrossEntropy", optimizer: adam, frozenPrefixes: [""] })).toThrow(/frozen/);
      expect(() => model.trainer({ loss: { kind: "huber", delta: -1 }, optimizer: adam })).toThrow(/delta/);
      await expect(model.trainer({ loss: "binaryCrossEntropy", optimizer: adam }).averagedWeights()).rejects.toThrow(/averageDecay/);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: adam });
      await expect(trainer.step(new Float32Array(240), Int32Array.of(0, 2))).rejects.toThrow(/Label 2/);
      await expect(trainer.step(new Float32Array(240), Int32Array.of(0))).rejects.toThrow(/120 values/);
      trainer.dispose();
    });

    test.runIf(memoryInUse)("keeps no memory behind after a step, a prediction or its own end", async () => {
      const empty = memoryInUse!();
      const model = await subject.executor().compile(graph, weights);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: adam });
      const use = async (): Promise<void> => {
        await trainer.step(inputs, labels);
        await model.predict(inputs, 4, ["pool", "head"], 3);
        await model.activationGradients(inputs, 4, "block3.out", 0);
      };
      await use();
      const full = memoryInUse!();
      expect(full).toBeGreaterThan(empty);
      for (let round = 0; round < 3; round++) await use();
      expect(memoryInUse!()).toBe(full);
      trainer.dispose();
      model.dispose();
      // Programs are disposed when their loading has ended.
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(memoryInUse!()).toBe(empty);
    });
  });
}
