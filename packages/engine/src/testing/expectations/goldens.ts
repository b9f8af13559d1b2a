/** Every operation against PyTorch: outputs and gradients in inference, loss, gradients and running statistics in training. */
import { describe, expect, test } from "vitest";
import convolution from "../../../../../tests/golden/engine/operations-convolution.json";
import elementwise from "../../../../../tests/golden/engine/operations-elementwise.json";
import pooling from "../../../../../tests/golden/engine/operations-pooling.json";
import sequence from "../../../../../tests/golden/engine/operations-sequence.json";
import type { HostTensor, Weights } from "../../executor.ts";
import { goldenConvolutions, goldenElementwise, goldenPools, goldenSequences } from "../cases/goldenCases.ts";
import { operationCase } from "../cases/operationCase.ts";
import { congruentialGenerator } from "../referenceNet.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { Tensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";
import { EXECUTOR_TOLERANCE, GRADIENTS_ONLY, gradientsOf } from "./operations.ts";

interface GoldenCase {
  readonly title: string;
  readonly batch: number;
  readonly shape: readonly number[];
  readonly parameters: readonly (readonly [string, readonly number[]])[];
  readonly output: readonly number[];
  readonly inputGradient: readonly number[];
  readonly loss: number;
  readonly gradients: Tensors;
  readonly runningMean?: readonly number[];
  readonly runningVariance?: readonly number[];
}

const families = [
  { name: "convolutions", golden: convolution, builds: goldenConvolutions },
  { name: "pools", golden: pooling, builds: goldenPools },
  { name: "element by element", golden: elementwise, builds: goldenElementwise },
  { name: "sequences and shapes", golden: sequence, builds: goldenSequences },
];

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
/** That of the dropout case. */
const DROPOUT_SEED = 1234;

export function expectGoldens(subject: ExecutorUnderTest): void {
  describe.each(families)("PyTorch's $name", ({ golden, builds }) => {
    const cases = golden.cases as unknown as readonly GoldenCase[];

    test("has a network for each golden case", () => {
      expect(Object.keys(builds).sort()).toEqual(cases.map(({ title }) => title).sort());
    });

    test.each(cases)("$title", async ({ title, batch, shape, parameters, output, inputGradient, loss, gradients, runningMean, runningVariance }) => {
      const { graph } = operationCase(title, batch, shape, builds[title]);
      expect(Object.fromEntries(graph.parameters.filter(({ trainable }) => trainable).map((parameter) => [parameter.name, parameter.shape]))).toEqual(Object.fromEntries(parameters));
      const draw = congruentialGenerator(golden.seed);
      const drawn = (count: number, scale: number, offset = 0): Float32Array => Float32Array.from({ length: count }, () => draw() * scale + offset);
      const inputs = drawn(batch * sizeOf(shape), 4);
      const weights: Record<string, HostTensor> = {};
      for (const [name, side] of parameters) weights[name] = { shape: side, data: drawn(sizeOf(side), 1, name.endsWith("gamma") ? 1 : 0) };
      for (const { name, shape: side, trainable } of graph.parameters) if (!trainable) weights[name] = { shape: side, data: drawn(sizeOf(side), 1, name.endsWith("runningVariance") ? 1 : 0) };
      const [seed, targets] = [drawn(output.length, 2), drawn(output.length, 2)];

      const model = await subject.compile(graph, weights satisfies Weights);
      const found = await model.gradients(inputs, batch, ["input"], seed);
      expectTensors("value", { output: found.output }, { output }, EXECUTOR_TOLERANCE);
      expectTensors("gradient", found.gradients, { input: inputGradient }, EXECUTOR_TOLERANCE);

      const trainer = model.trainer({ loss: { kind: "meanSquaredError" }, optimizer: GRADIENTS_ONLY, dropoutSeed: DROPOUT_SEED });
      expectTensors("loss", { step: [await trainer.step(inputs, targets)] }, { step: [loss] }, EXECUTOR_TOLERANCE);
      expectTensors("gradient", await gradientsOf(trainer), gradients, EXECUTOR_TOLERANCE);
      trainer.dispose();
      if (!runningMean || !runningVariance) return;
      const after = await model.getWeights();
      expectTensors("statistic", { mean: after["norm.runningMean"].data, variance: after["norm.runningVariance"].data }, { mean: runningMean, variance: runningVariance }, 1e-6);
    });
  });
}
