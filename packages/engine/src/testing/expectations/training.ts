/** What a trainer does beside one gradient: freezing, resuming, rates, averages, summed losses, cut graphs. */
import { describe, expect, test } from "vitest";
import { cutGraph } from "../../cutGraph.ts";
import type { OptimizerState, TrainerOptions, Weights } from "../../executor.ts";
import { REFERENCE_LEARNING_RATE, referenceData, referenceGraph } from "../referenceNet.ts";
import { smallNetwork } from "../smallNetwork.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";

const adam = { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } as const;

const dataOf = (weights: Weights): Record<string, Float32Array> => Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, data]));

export function expectTraining(subject: ExecutorUnderTest, resumesExactly: boolean): void {
  describe("training", () => {
    const { graph, weights, inputs, labels } = smallNetwork();
    const train = async (options: TrainerOptions, steps: number, start: Weights = weights, saved?: OptimizerState): Promise<{ losses: number[]; weights: Weights; state: OptimizerState }> => {
      const model = await subject.compile(graph, start);
      const trainer = model.trainer(options);
      if (saved) trainer.restoreOptimizerState(structuredClone(saved));
      const losses: number[] = [];
      for (let step = 0; step < steps; step++) losses.push(await trainer.step(inputs, labels));
      const result = { losses, weights: await model.getWeights(), state: await trainer.optimizerState() };
      trainer.dispose();
      return result;
    };

    test("the same seed gives the same bits; another seed drops others", async () => {
      const options = { loss: "softmaxCrossEntropy", optimizer: adam, dropoutSeed: 3 } as const;
      const [first, second, other] = [await train(options, 3), await train(options, 3), await train({ ...options, dropoutSeed: 900 }, 3)];
      expect(second).toEqual(first);
      expect(other.losses).not.toEqual(first.losses);
    });

    test("frozen parameters and their running statistics stay bit-identical; the others move", async () => {
      const { weights: after, losses } = await train({ loss: "softmaxCrossEntropy", optimizer: { kind: "adamW", learningRate: 0.01, weightDecay: 0.1 }, frozenPrefixes: ["first."] }, 2);
      for (const { name } of graph.parameters) {
        const same = after[name].data.every((value, index) => Object.is(value, weights[name].data[index]));
        expect({ name, same }).toEqual({ name, same: name.startsWith("first.") });
      }
      expect(losses[1]).not.toBe(losses[0]);
    });

    test.each<{ title: string; options: TrainerOptions }>([
      { title: "Adam", options: { loss: "softmaxCrossEntropy", optimizer: adam } },
      { title: "SGD with momentum, an average and a half-full accumulation", options: { loss: "softmaxCrossEntropy", optimizer: { kind: "sgd", learningRate: 0.05, momentum: 0.9 }, averageDecay: 0.9, accumulationSteps: 2, clipNorm: 0.5 } },
    ])(`resumes ${resumesExactly ? "bit for bit" : "within a millionth"} with $title: six steps are three, saved, restored in a new model, and three more`, async ({ options }) => {
      const straight = await train(options, 6);
      const firstHalf = await train(options, 3);
      const secondHalf = await train(options, 3, firstHalf.weights, firstHalf.state);
      const losses = [...firstHalf.losses, ...secondHalf.losses];
      expectTensors("loss", { steps: losses }, { steps: straight.losses }, 1e-6);
      expectTensors("weights", dataOf(secondHalf.weights), dataOf(straight.weights), 1e-6);
      expectTensors("slot", dataOf(secondHalf.state.slots), dataOf(straight.state.slots), 1e-5);
      if (resumesExactly) expect({ losses, weights: secondHalf.weights, state: secondHalf.state }).toEqual(straight);
    });

    test("a changed learning rate counts from the next step on", async () => {
      const model = await subject.compile(graph, weights);
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam });
      trainer.setLearningRate(0);
      await trainer.step(inputs, labels);
      const trainable = graph.parameters.filter((parameter) => parameter.trainable);
      const resting = await model.getWeights();
      for (const { name } of trainable) expect(resting[name].data).toEqual(weights[name].data);
      trainer.setLearningRate(0.5);
      await trainer.step(inputs, labels);
      const moved = await model.getWeights();
      for (const { name } of trainable) expect(moved[name].data).not.toEqual(weights[name].data);
      trainer.dispose();
    });

    test("submitted steps do what awaited ones do, and their mean loss can be read once", async () => {
      const options = { loss: "softmaxCrossEntropy", optimizer: adam } as const;
      const { losses, weights: expected } = await train(options, 4);
      const model = await subject.compile(graph, weights);
      const trainer = model.trainer(options);
      for (let step = 0; step < 3; step++) await trainer.submit(inputs, labels);
      const last = await trainer.step(inputs, labels);
      expect(last).toBe(losses[3]);
      expect(await trainer.meanLoss()).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 4, 5);
      expect(await trainer.meanLoss()).toBeNaN();
      expect(await model.getWeights()).toEqual(expected);
      trainer.dispose();
    });

    test("a trainer starts anew, whatever one before it with the same options left behind", async () => {
      const options = { loss: "softmaxCrossEntropy", optimizer: { kind: "sgd", learningRate: 0.05, momentum: 0.9 }, accumulationSteps: 2, averageDecay: 0.5 } as const;
      const expected = await train(options, 4);
      const model = await subject.compile(graph, weights);
      const first = model.trainer(options);
      for (let step = 0; step < 3; step++) await first.step(inputs, labels);
      first.dispose();
      await expect(first.step(inputs, labels)).rejects.toThrow(/disposed/);
      model.setWeights(weights);
      const second = model.trainer(options);
      const losses: number[] = [];
      for (let step = 0; step < 4; step++) losses.push(await second.step(inputs, labels));
      expect({ losses, weights: await model.getWeights(), state: await second.optimizerState() }).toEqual(expected);
      second.dispose();
    });

    test("two trainers of one model keep their moments apart", async () => {
      const options = { loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 0 } } as const;
      const model = await subject.compile(graph, weights);
      const [first, second] = [model.trainer(options), model.trainer(options)];
      await first.step(inputs, labels);
      await second.step(inputs, Int32Array.of(2, 1, 0, 0, 2));
      const [own, other] = [await first.optimizerState(), await second.optimizerState()];
      const { state: alone } = await train(options, 1);
      expect(own).toEqual(alone);
      expect(other.slots["adam.first/head.kernel"].data).not.toEqual(own.slots["adam.first/head.kernel"].data);
      first.dispose();
      second.dispose();
    });

    test("batches of several sizes train one after another", async () => {
      const model = await subject.compile(graph, weights);
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam });
      const whole = await trainer.step(inputs, labels);
      const part = await trainer.step(inputs.subarray(0, 2 * 24), labels.subarray(0, 2));
      const single = await trainer.step(inputs.subarray(0, 24), labels.subarray(0, 1));
      [whole, part, single].forEach((loss) => expect(loss).toBeGreaterThan(0));
      expect((await trainer.optimizerState()).stepCount).toBe(3);
      trainer.dispose();
    });

    test("a cut graph goes on where its head ended, with the same losses and gradients", async () => {
      const reference = referenceGraph();
      const { weights: all, inputs: rows, labels: classes } = referenceData(reference, 4, 61);
      const { head, tail } = cutGraph(reference, "block1.out");
      const [whole, first, second] = [await subject.compile(reference, all), await subject.compile(head, all), await subject.compile(tail, all)];
      const middle = (await first.predict(rows, 4))["block1.out"];
      expectTensors("logits", await second.predict(middle, 4), await whole.predict(rows, 4), 1e-6);
      const frozenPrefixes = head.parameters.map(({ name }) => name);
      const [wholeTrainer, tailTrainer] = [whole.trainer({ loss: "binaryCrossEntropy", optimizer: adam, frozenPrefixes }), second.trainer({ loss: "binaryCrossEntropy", optimizer: adam })];
      expect(await tailTrainer.step(middle, classes)).toBeCloseTo(await wholeTrainer.step(rows, classes), 6);
      const slots = async (trainer: typeof wholeTrainer): Promise<Record<string, Float32Array>> => dataOf((await trainer.optimizerState()).slots);
      const [wholeSlots, tailSlots] = [await slots(wholeTrainer), await slots(tailTrainer)];
      expect(Object.keys(tailSlots)).toEqual(Object.keys(wholeSlots));
      expectTensors("moment", tailSlots, wholeSlots, 1e-4);
      wholeTrainer.dispose();
      tailTrainer.dispose();
    });
  });
}
