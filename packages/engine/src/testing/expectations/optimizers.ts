/** Six steps of every optimiser and trainer option against PyTorch's. */
import { describe, expect, test } from "vitest";
import golden from "../../../../../tests/golden/engine/optimizers.json";
import type { TrainerOptions, Weights } from "../../executor.ts";
import { graphBuilder } from "../../graphBuilder.ts";
import { congruentialGenerator } from "../referenceNet.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { Tensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";

interface OptimizerCase {
  readonly title: string;
  readonly options: Omit<TrainerOptions, "loss">;
  /** Learning rate of each step, where it changes. */
  readonly rates?: readonly number[];
  readonly losses: readonly number[];
  readonly weights: Tensors;
  readonly average?: Tensors;
}

const TOLERANCE = 2e-5;
const dataOf = (weights: Weights): Tensors => Object.fromEntries(Object.entries(weights).map(([name, { data }]) => [name, data]));

export function expectOptimizers(subject: ExecutorUnderTest): void {
  const b = graphBuilder("two layers");
  b.output(b.dense(b.tanh(b.dense(b.input("input", [3]), { name: "first", units: 4 }), "tanh"), { name: "second", units: 2 }));
  const graph = b.build();
  const draw = congruentialGenerator(golden.seed);
  const drawn = (count: number, scale: number): Float32Array => Float32Array.from({ length: count }, () => draw() * scale);
  const weights: Weights = Object.fromEntries(graph.parameters.map(({ name, shape }) => [name, { shape, data: drawn(shape.reduce((product, side) => product * side, 1), 2) }]));
  const [inputs, targets] = [drawn(36, 4), drawn(24, 2)];

  describe("optimisers", () => {
    test.each(golden.cases as unknown as readonly OptimizerCase[])("$title: PyTorch's losses and weights", async ({ options, rates, losses, weights: expected, average }) => {
      const model = await subject.compile(graph, weights);
      const trainer = model.trainer({ loss: { kind: "meanSquaredError" }, ...options });
      const found: number[] = [];
      for (const step of losses.keys()) {
        if (rates) trainer.setLearningRate(rates[step]);
        found.push(await trainer.step(inputs.slice(6 * step, 6 * step + 6), targets.slice(4 * step, 4 * step + 4)));
      }
      expectTensors("loss", { steps: found }, { steps: losses }, TOLERANCE);
      const after = await model.getWeights();
      expectTensors("weights", dataOf(after), expected, TOLERANCE);
      for (const { name } of graph.parameters) {
        const frozen = options.frozenPrefixes?.some((prefix) => name.startsWith(prefix)) ?? false;
        expect({ name, frozen: after[name].data.every((value, index) => Object.is(value, weights[name].data[index])) }).toEqual({ name, frozen });
      }
      if (average) expectTensors("average", dataOf(await trainer.averagedWeights()), average, TOLERANCE);
      trainer.dispose();
    });
  });
}
