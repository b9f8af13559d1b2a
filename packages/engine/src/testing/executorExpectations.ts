/** What every executor must do, stated once: the Node tests and the browser tests run the same list. */
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cutGraph } from "../cutGraph.ts";
import { EngineError } from "../engineError.ts";
import type { CompiledModel, Executor, OptimizerState, Weights } from "../executor.ts";
import type { Graph } from "../graph.ts";
import { initializeWeights } from "../initializeWeights.ts";
import { seededRandom } from "../seededRandom.ts";
import { createTfjsExecutor } from "../tfjs/createTfjsExecutor.ts";
import type { TfjsBackendName } from "../tfjs/loadBackend.ts";
import { gradientCases } from "./gradientCases.ts";
import { REFERENCE_LEARNING_RATE, REFERENCE_LOSSES, referenceData, referenceGraph } from "./referenceNet.ts";
import { centralDifferences, runScalar, scalarLoss, scalarParameters } from "./scalarInterpreter.ts";

export interface ExecutorExpectations {
  readonly backend: TfjsBackendName;
  /** Largest difference of a loss from the float64 sequence. */
  readonly lossTolerance: number;
  /** Whether the 64-row reference run is affordable. */
  readonly largeReference: boolean;
}

const adam = { kind: "adam", learningRate: REFERENCE_LEARNING_RATE } as const;

function drawn(count: number, stream: string): Float32Array {
  const random = seededRandom(5)(stream);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** Distance relative to the expected norm (or to 1e-3 where that is smaller: gradients that vanish). */
function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return norm(Array.from(actual, (value, index) => value - expected[index])) / Math.max(norm(expected), 1e-3);
}

/** Weights that are nowhere zero, running statistics that are nowhere trivial. */
function liveWeights(graph: Graph): Weights {
  const weights = initializeWeights(graph, seededRandom(3));
  return Object.fromEntries(graph.parameters.map(({ name, shape }) => {
    const noise = drawn(sizeOf(shape), name);
    return [name, { shape, data: weights[name].data.map((value, index) => value + 0.3 * noise[index]) }];
  }));
}

const labelsOf = (batch: number, classes: number): Int32Array => Int32Array.from({ length: batch }, (_, row) => row % classes);

export function expectExecutor({ backend, lossTolerance, largeReference }: ExecutorExpectations): void {
  describe(`tfjs:${backend}`, () => {
    let executor: Executor;
    const models: CompiledModel[] = [];
    const compile = async (graph: Graph, weights: Weights): Promise<CompiledModel> => {
      const model = await executor.compile(graph, weights);
      models.push(model);
      return model;
    };
    beforeAll(async () => {
      executor = await createTfjsExecutor({ backend });
    });
    afterAll(() => {
      models.forEach((model) => model.dispose());
      executor.dispose();
    });

    test("names itself, its adapter and its reason", () => {
      expect(executor.info).toMatchObject({ name: `tfjs:${backend}`, reason: expect.stringMatching(/\.$/) });
      expect(executor.info.adapter).not.toBe("");
    });

    test.each(largeReference ? (["batch4seed61", "batch64seed7"] as const) : (["batch4seed61"] as const))("follows PyTorch's losses over five Adam steps (%s)", async (row) => {
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, row === "batch4seed61" ? 4 : 64, row === "batch4seed61" ? 61 : 7);
      const trainer = (await compile(graph, weights)).trainer({ loss: "binaryCrossEntropy", optimizer: adam });
      for (const expected of REFERENCE_LOSSES[row]) {
        const loss = await trainer.step(inputs, labels);
        expect(Math.abs(loss - expected)).toBeLessThan(lossTolerance);
      }
      trainer.dispose();
    });

    test.each(gradientCases)("has the gradients of finite differences: $title", async ({ graph, batch }) => {
      const weights = liveWeights(graph);
      const inputs = drawn(batch * sizeOf(graph.nodes[0].shape), "inputs");
      const classes = graph.nodes[graph.nodes.length - 1].shape[0];
      const labels = labelsOf(batch, classes);
      const parameters = scalarParameters(weights);
      const model = await compile(graph, weights);

      // A step of learning rate 0 leaves the weights alone, and its first moments are a tenth of the gradients.
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: { kind: "adam", learningRate: 0 } });
      const loss = await trainer.step(inputs, labels);
      const training = runScalar(graph, parameters, inputs, batch, true);
      expect(loss).toBeCloseTo(scalarLoss("softmaxCrossEntropy", training.values.get(graph.output)!, labels), 5);
      const { slots } = await trainer.optimizerState();
      for (const { name, trainable } of graph.parameters) {
        if (!trainable) continue;
        const expected = centralDifferences(parameters[name], () => scalarLoss("softmaxCrossEntropy", runScalar(graph, parameters, inputs, batch, true).values.get(graph.output)!, labels));
        const actual = slots[`adam.first/${name}`].data.map((value) => value / (1 - 0.9));
        expect({ name, distance: relativeDistance(actual, expected) }).toEqual({ name, distance: expect.closeTo(0, 2.6) });
      }

      // Running statistics moved by a hundredth towards the batch's mean and biased variance.
      const after = await model.getWeights();
      for (const node of graph.nodes) {
        if (node.op !== "batchNorm") continue;
        const { mean, variance } = training.statistics.get(node.name)!;
        after[node.runningMean].data.forEach((value, index) => expect(value).toBeCloseTo(0.99 * parameters[node.runningMean][index] + 0.01 * mean[index], 5));
        after[node.runningVariance].data.forEach((value, index) => expect(value).toBeCloseTo(0.99 * parameters[node.runningVariance][index] + 0.01 * variance[index], 5));
      }
      trainer.dispose();
    });

    test.each(gradientCases)("has the activations and logit gradients of inference: $title", async ({ graph, batch }) => {
      const drawnWeights = liveWeights(graph);
      // Variances must be positive.
      const weights: Weights = Object.fromEntries(Object.entries(drawnWeights).map(([name, tensor]) => [name, name.endsWith("runningVariance") ? { ...tensor, data: tensor.data.map(Math.abs) } : tensor]));
      const inputs = drawn(batch * sizeOf(graph.nodes[0].shape), "inputs");
      const parameters = scalarParameters(weights);
      const model = await compile(graph, weights);
      const names = graph.nodes.map((node) => node.name);
      const expected = runScalar(graph, parameters, inputs, batch, false);
      const predicted = await model.predict(inputs, batch, names, 2);
      for (const name of names) expect({ name, distance: relativeDistance(predicted[name], expected.values.get(name)!) }).toEqual({ name, distance: expect.closeTo(0, 4) });

      const classIndex = 1;
      const result = await model.activationGradients(inputs, batch, "input", classIndex);
      expect(result.shape).toEqual(graph.nodes[0].shape);
      expect(relativeDistance(result.activations, inputs)).toBe(0);
      expect(relativeDistance(result.logits, expected.values.get(graph.output)!)).toBeLessThan(1e-4);
      const moving = Float64Array.from(inputs);
      const classes = result.logits.length / batch;
      const differences = centralDifferences(moving, () => {
        const logits = runScalar(graph, parameters, moving, batch, false).values.get(graph.output)!;
        return Array.from({ length: batch }, (_, row) => logits[row * classes + classIndex]).reduce((sum, value) => sum + value, 0);
      });
      expect(relativeDistance(result.gradients, differences)).toBeLessThan(2e-3);
    });

    test("gives each row the gradient it has alone", async () => {
      const { graph } = gradientCases.find(({ title }) => title.includes("23 channels"))!;
      const model = await compile(graph, initializeWeights(graph, seededRandom(3)));
      const rowSize = sizeOf(graph.nodes[0].shape);
      const inputs = drawn(3 * rowSize, "rows");
      const together = await model.activationGradients(inputs, 3, "conv", 0);
      const alone = await model.activationGradients(inputs.slice(rowSize, 2 * rowSize), 1, "conv", 0);
      const size = alone.gradients.length;
      expect(norm(alone.gradients)).toBeGreaterThan(0);
      expect(relativeDistance(together.gradients.slice(size, 2 * size), alone.gradients)).toBeLessThan(1e-5);
    });

    test("continues a cut graph where its head ended, with the same gradients", async () => {
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, 4, 61);
      const { head, tail } = cutGraph(graph, "block1.out");
      const [whole, first, second] = [await compile(graph, weights), await compile(head, weights), await compile(tail, weights)];
      const middle = (await first.predict(inputs, 4))["block1.out"];
      const [direct, viaCut] = [await whole.predict(inputs, 4), await second.predict(middle, 4)];
      expect(relativeDistance(viaCut.head, direct.head)).toBeLessThan(1e-6);

      const frozenPrefixes = head.parameters.map(({ name }) => name);
      const [wholeTrainer, tailTrainer] = [whole.trainer({ loss: "binaryCrossEntropy", optimizer: adam, frozenPrefixes }), second.trainer({ loss: "binaryCrossEntropy", optimizer: adam })];
      expect(await tailTrainer.step(middle, labels)).toBeCloseTo(await wholeTrainer.step(inputs, labels), 6);
      const [wholeSlots, tailSlots] = [(await wholeTrainer.optimizerState()).slots, (await tailTrainer.optimizerState()).slots];
      expect(Object.keys(tailSlots)).toEqual(Object.keys(wholeSlots));
      for (const [name, slot] of Object.entries(tailSlots)) expect(relativeDistance(slot.data, wholeSlots[name].data)).toBeLessThan(1e-4);
      wholeTrainer.dispose();
      tailTrainer.dispose();
    });

    test("leaves frozen parameters and their running statistics bit-identical", async () => {
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, 4, 61);
      const model = await compile(graph, weights);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: adam, frozenPrefixes: ["stem.", "block0.", "block1."] });
      await trainer.step(inputs, labels);
      await trainer.step(inputs, labels);
      const after = await model.getWeights();
      for (const { name } of graph.parameters) {
        const same = after[name].data.every((value, index) => Object.is(value, weights[name].data[index]));
        expect({ name, same }).toEqual({ name, same: /^(stem|block0|block1)\./.test(name) });
      }
      trainer.dispose();
    });

    test("resumes bit for bit: six steps are three, saved, restored in a new model, and three more", async () => {
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, 4, 61);
      const options = { loss: "binaryCrossEntropy", optimizer: adam } as const;
      const run = async (start: Weights, steps: number, saved?: OptimizerState): Promise<{ weights: Weights; state: OptimizerState; losses: number[] }> => {
        const model = await compile(graph, start);
        const trainer = model.trainer(options);
        if (saved) trainer.restoreOptimizerState(structuredClone(saved));
        const losses: number[] = [];
        for (let step = 0; step < steps; step++) losses.push(await trainer.step(inputs, labels));
        const result = { weights: await model.getWeights(), state: await trainer.optimizerState(), losses };
        trainer.dispose();
        return result;
      };
      const straight = await run(weights, 6);
      const firstHalf = await run(weights, 3);
      const secondHalf = await run(firstHalf.weights, 3, firstHalf.state);
      expect([...firstHalf.losses, ...secondHalf.losses]).toEqual(straight.losses);
      expect(secondHalf.weights).toEqual(straight.weights);
      expect(secondHalf.state).toEqual(straight.state);
    });

    test("keeps no tensor behind after a step, a prediction or its own end", async () => {
      const graph = referenceGraph();
      const { weights, inputs, labels } = referenceData(graph, 4, 61);
      const empty = tf.memory().numTensors;
      const model = await executor.compile(graph, weights);
      const trainer = model.trainer({ loss: "binaryCrossEntropy", optimizer: adam });
      await trainer.step(inputs, labels);
      const { numTensors, numBytes } = tf.memory();
      await trainer.step(inputs, labels);
      await model.predict(inputs, 4, ["pool", "head"], 3);
      await model.activationGradients(inputs, 4, "block3.out", 0);
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
      trainer.dispose();
      model.dispose();
      expect(tf.memory().numTensors).toBe(empty);
    });

    test("obeys a changed learning rate", async () => {
      const { graph, batch } = gradientCases[0];
      const model = await compile(graph, liveWeights(graph));
      const before = await model.getWeights();
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam });
      trainer.setLearningRate(0);
      await trainer.step(drawn(batch * sizeOf(graph.nodes[0].shape), "inputs"), labelsOf(batch, 2));
      expect(await model.getWeights()).toEqual(before);
      trainer.setLearningRate(0.5);
      await trainer.step(drawn(batch * sizeOf(graph.nodes[0].shape), "inputs"), labelsOf(batch, 2));
      expect(await model.getWeights()).not.toEqual(before);
      trainer.dispose();
    });

    test("refuses weights, rows, labels and nodes that do not fit, and says what does", async () => {
      const { graph, batch } = gradientCases[0];
      const weights = liveWeights(graph);
      const { "conv.bias": _bias, ...missing } = weights;
      await expect(executor.compile(graph, missing)).rejects.toThrow(/"conv.bias".*missing/);
      await expect(executor.compile(graph, { ...weights, "conv.bias": { shape: [4], data: new Float32Array(4) } })).rejects.toThrow(/\[4\].*\[5\]/);
      const model = await compile(graph, weights);
      await expect(model.predict(new Float32Array(5), 1)).rejects.toBeInstanceOf(EngineError);
      await expect(model.predict(new Float32Array(21), 1, ["nowhere"])).rejects.toThrow(/no node "nowhere"/);
      await expect(model.activationGradients(new Float32Array(21), 1, "conv", 2)).rejects.toThrow(/Class 2/);
      expect(() => model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam, frozenPrefixes: [""] })).toThrow(/frozen/);
      expect(() => model.trainer({ loss: "binaryCrossEntropy", optimizer: adam })).toThrow(/one logit/);
      const trainer = model.trainer({ loss: "softmaxCrossEntropy", optimizer: adam });
      await expect(trainer.step(new Float32Array(batch * 21), Int32Array.from({ length: batch }, () => 2))).rejects.toThrow(/Label 2/);
      trainer.dispose();
    });
  });
}
