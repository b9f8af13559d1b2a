/** Predictions, gradients at named nodes, refusals, and what is left behind. */
import { describe, expect, test } from "vitest";
import { EngineError } from "../../engineError.ts";
import { smallNetwork } from "../smallNetwork.ts";
import { expectTensors, normOf } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";

const adam = { kind: "adam", learningRate: 1e-3 } as const;

export function expectModels(subject: ExecutorUnderTest, memoryInUse: (() => number) | undefined): void {
  describe("models", () => {
    const { graph, weights, inputs, labels } = smallNetwork();

    test("names itself, its adapter and its reason", () => {
      const { info } = subject.executor();
      expect(info.name).not.toBe("");
      expect(info.adapter).not.toBe("");
      expect(info.reason).toMatch(/\.$/);
    });

    test("gives each row what it gets alone, in batches of any size", async () => {
      const model = await subject.compile(graph, weights);
      const nodes = ["first.out", "pool", "head"];
      const together = await model.predict(inputs, 5, nodes);
      expectTensors("value", await model.predict(inputs, 5, nodes, 3), together, 1e-6);
      const all = await model.activationGradients(inputs, 5, "first.out", 1);
      const alone = await model.activationGradients(inputs.slice(48, 72), 1, "first.out", 1);
      const size = alone.gradients.length;
      expect(normOf(alone.gradients)).toBeGreaterThan(0);
      const third = { gradients: all.gradients.slice(2 * size, 3 * size), activations: all.activations.slice(2 * size, 3 * size), logits: all.logits.slice(6, 9) };
      expectTensors("row", third, { gradients: alone.gradients, activations: alone.activations, logits: alone.logits }, 1e-5);
      expect(all.shape).toEqual([12, 4]);
    });

    test("gives gradients of a weighted output at several nodes in one pass, by one seed or one for each row", async () => {
      const model = await subject.compile(graph, weights);
      const nodes = ["second.out", "input"];
      const one = await model.gradients(inputs, 5, nodes, Float32Array.of(0, 2, 0));
      const each = await model.gradients(inputs, 5, nodes, Float32Array.of(0, 2, 0, 0, 2, 0, 0, -1, 0, 0, 0, 0, 1, 1, 1));
      const size = one.gradients["second.out"].length / 5;
      const row = (tensor: Float32Array, index: number): Float32Array => tensor.slice(index * size, (index + 1) * size);
      const [rows, seeded] = [one.gradients["second.out"], each.gradients["second.out"]];
      expectTensors("row", { second: row(seeded, 1), third: row(seeded, 2).map((value) => -2 * value) }, { second: row(rows, 1), third: row(rows, 2) }, 1e-5);
      expect(row(seeded, 3).every((value) => value === 0)).toBe(true);
      expectTensors("gradient", { input: (await model.activationGradients(inputs, 5, "input", 1)).gradients.map((value) => 2 * value) }, { input: one.gradients.input }, 1e-5);
    });

    test("keeps its weights as they were given, and takes new ones", async () => {
      const model = await subject.compile(graph, weights);
      expect(await model.getWeights()).toEqual(weights);
      const before = await model.predict(inputs, 5);
      model.setWeights({ ...weights, "head.bias": { shape: [3], data: weights["head.bias"].data.map((value) => value + 1) } });
      expectTensors("logits", { head: (await model.predict(inputs, 5)).head }, { head: before.head.map((value) => value + 1) }, 1e-6);
    });

    test("refuses weights, rows, labels and nodes that do not fit, and says what does", async () => {
      const { "head.bias": _bias, ...missing } = weights;
      await expect(subject.executor().compile(graph, missing)).rejects.toThrow(/"head.bias".*missing/);
      await expect(subject.executor().compile(graph, { ...weights, "head.bias": { shape: [4], data: new Float32Array(4) } })).rejects.toThrow(/\[4\].*\[3\]/);
      const model = await subject.compile(graph, weights);
      await expect(model.predict(new Float32Array(5), 1)).rejects.toBeInstanceOf(EngineError);
      await expect(model.predict(new Float32Array(24), 1, ["nowhere"])).rejects.toThrow(/no node "nowhere"/);
      await expect(model.activationGradients(new Float32Array(24), 1, "pool", 3)).rejects.toThrow(/Class 3/);
      await expect(model.gradients(new Float32Array(24), 1, ["pool"], new Float32Array(2))).rejects.toThrow(/seed of 2/);
      expect(() => model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam, frozenPrefixes: [""] })).toThrow(/frozen/);
      expect(() => model.trainer({ loss: "binaryCrossEntropy", optimizer: adam })).toThrow(/one logit/);
      expect(() => model.trainer({ loss: { kind: "huber", delta: -1 }, optimizer: adam })).toThrow(/delta/);
      await expect(model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam }).averagedWeights()).rejects.toThrow(/averageDecay/);
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam });
      await expect(trainer.step(new Float32Array(48), Int32Array.of(0, 3))).rejects.toThrow(/Label 3/);
      await expect(trainer.step(new Float32Array(48), Int32Array.of(0))).rejects.toThrow(/24 values/);
      trainer.dispose();
    });

    test.runIf(memoryInUse)("trainers with the same options that come and go hold the memory of one", async () => {
      const model = await subject.compile(graph, weights);
      const held: number[] = [];
      for (let round = 0; round < 4; round++) {
        const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam, averageDecay: 0.9 });
        await trainer.step(inputs, labels);
        trainer.dispose();
        await new Promise((resolve) => setTimeout(resolve, 0));
        held.push(memoryInUse!());
      }
      expect(held).toEqual(held.map(() => held[0]));
    });

    test.runIf(memoryInUse)("keeps no memory behind after a step, a prediction or its own end", async () => {
      const empty = memoryInUse!();
      const model = await subject.executor().compile(graph, weights);
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam });
      const use = async (): Promise<void> => {
        await trainer.step(inputs, labels);
        await model.predict(inputs, 5, ["pool", "head"], 3);
        await model.activationGradients(inputs, 5, "second.out", 0);
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
