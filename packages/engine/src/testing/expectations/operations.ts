/** Every operation, forwards and backwards, in inference and in training, against the float64 interpreters. */
import { describe, expect, test } from "vitest";
import type { SgdOptions, Trainer } from "../../executor.ts";
import type { Graph } from "../../graph.ts";
import { maskHash } from "../../program/maskHash.ts";
import type { OperationCase } from "../cases/operationCase.ts";
import { drawnInputs, drawnTensor, liveWeights } from "../drawnTensors.ts";
import { runGraphProgram } from "../graphProgram.ts";
import { runScalar, scalarParameters } from "../scalar/scalarInterpreter.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { Tensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";

/** Of the tensor's norm. */
export const EXECUTOR_TOLERANCE = 1e-4;
const DROPOUT_SEED = 77;

/** A step of this leaves the weights alone, and its velocities are the gradients. */
export const GRADIENTS_ONLY: SgdOptions = { kind: "sgd", learningRate: 0 };

/** Gradients by parameter after one step of `GRADIENTS_ONLY`. */
export async function gradientsOf(trainer: Trainer): Promise<Record<string, Float32Array>> {
  const { slots } = await trainer.optimizerState();
  return Object.fromEntries(Object.entries(slots).map(([key, { data }]) => [key.slice("sgd.velocity/".length), data]));
}

/** Where the engine finds no way from the loss to a tensor, its gradient is zero. */
const orZero = (gradients: Readonly<Record<string, Float64Array | null>>, sizes: Readonly<Record<string, number>>): Tensors =>
  Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, gradient ?? new Float64Array(sizes[name])]));

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const outputSize = (graph: Graph): number => graph.nodes.find(({ name }) => name === graph.output)!.shape[0];

/** Throws where an executor is off. */
export async function checkOperation(compile: ExecutorUnderTest["compile"], { graph, batch }: OperationCase): Promise<void> {
  const weights = liveWeights(graph);
  const parameters = scalarParameters(weights);
  const inputs = drawnInputs(graph, batch);
  const labels = drawnTensor(batch * outputSize(graph), "targets");
  const loss = { kind: "meanSquaredError" } as const;
  const model = await compile(graph, weights);
  const names = graph.nodes.map(({ name }) => name);

  const inference = runGraphProgram({ graph, parameters, inputs, batch, training: false, loss, labels });
  const values = Object.fromEntries(runScalar({ graph, parameters, inputs, batch, training: false }).values);
  const seed = Float32Array.from(inference.nodeGradients[graph.output]!);
  const found = await model.gradients(inputs, batch, names, seed);
  expectTensors("value", found.values, values, EXECUTOR_TOLERANCE);
  expectTensors("value", { output: found.output }, { output: values[graph.output] }, EXECUTOR_TOLERANCE);
  expectTensors("gradient", found.gradients, orZero(inference.nodeGradients, Object.fromEntries(names.map((name) => [name, values[name].length]))), EXECUTOR_TOLERANCE);

  const trainable = graph.parameters.filter((parameter) => parameter.trainable);
  if (trainable.length === 0) return;
  const training = runGraphProgram({ graph, parameters, inputs, batch, training: true, dropoutSeed: DROPOUT_SEED, loss, labels });
  const trainer = model.trainer({ loss, optimizer: GRADIENTS_ONLY, dropoutSeed: DROPOUT_SEED });
  expectTensors("loss", { step: [await trainer.step(inputs, labels)] }, { step: [training.loss] }, EXECUTOR_TOLERANCE);
  expectTensors("gradient", await gradientsOf(trainer), orZero(training.parameterGradients, Object.fromEntries(trainable.map(({ name, shape }) => [name, sizeOf(shape)]))), EXECUTOR_TOLERANCE);
  trainer.dispose();

  // Running statistics move towards the batch's mean and biased variance; everything else stays.
  const dropoutFactor = (node: number, element: number, rate: number): number => (maskHash(DROPOUT_SEED, node, element) < rate * 2 ** 32 ? 0 : 1 / (1 - rate));
  const { statistics } = runScalar({ graph, parameters, inputs, batch, training: true, dropoutFactor });
  const expected: Record<string, ArrayLike<number>> = { ...parameters };
  for (const node of graph.nodes) {
    if (node.op !== "batchNorm") continue;
    const moved = (name: string, towards: Float64Array): Float64Array => parameters[name].map((value, index) => node.momentum * value + (1 - node.momentum) * towards[index]);
    const { mean, variance } = statistics.get(node.name)!;
    expected[node.runningMean] = moved(node.runningMean, mean);
    expected[node.runningVariance] = moved(node.runningVariance, variance);
  }
  const after = await model.getWeights();
  expectTensors("weights", Object.fromEntries(Object.entries(after).map(([name, { data }]) => [name, data])), expected, 1e-6);
  for (const { name } of trainable) expect(after[name].data).toEqual(weights[name].data);
}

export function expectOperations(subject: ExecutorUnderTest, cases: readonly OperationCase[]): void {
  describe("operations", () => {
    test.each(cases)("$title", (operation) => checkOperation(subject.compile, operation));
  });
}
