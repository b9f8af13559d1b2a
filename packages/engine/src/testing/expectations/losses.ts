/** Every loss and its gradient by each single output, and the published values of the losses that have them. */
import { describe, expect, test } from "vitest";
import golden from "../../../../../tests/golden/engine/losses.json";
import type { LossSpec } from "../../executor.ts";
import { labelsPerRow } from "../../program/losses.ts";
import { lossCases } from "../cases/lossCases.ts";
import { outputsAsWeights } from "../outputsAsWeights.ts";
import { congruentialGenerator } from "../referenceNet.ts";
import { centralDifferences } from "../scalar/centralDifferences.ts";
import { rowsOf, scalarLoss } from "../scalar/scalarLoss.ts";
import { expectTensors } from "../tensorDistance.ts";
import type { ExecutorUnderTest } from "./executorUnderTest.ts";
import { EXECUTOR_TOLERANCE, GRADIENTS_ONLY, gradientsOf } from "./operations.ts";

interface GoldenLoss {
  readonly title: string;
  readonly spec: LossSpec;
  readonly rows: number;
  readonly columns: number;
  /** Null where it is not known. */
  readonly labels: readonly (number | null)[];
  readonly loss: number;
  readonly gradient: readonly number[];
}

export function expectLosses(subject: ExecutorUnderTest): void {
  const run = async (loss: LossSpec, columns: number, outputs: Float32Array, labels: Float32Array): Promise<{ loss: number; gradient: Float32Array }> => {
    const { graph, weights, inputs } = outputsAsWeights(outputs.length / columns, columns, outputs);
    const trainer = (await subject.compile(graph, weights)).trainer({ loss, optimizer: GRADIENTS_ONLY });
    const result = { loss: await trainer.step(inputs, labels), gradient: (await gradientsOf(trainer))["outputs.kernel"] };
    trainer.dispose();
    return result;
  };

  describe("losses", () => {
    test.each(lossCases)("$title", async ({ loss, columns, outputs, labels }) => {
      const moving = Float64Array.from(outputs);
      const measure = (): number => scalarLoss(loss, rowsOf(moving, columns), rowsOf(labels, labelsPerRow(loss, columns)));
      const result = await run(loss, columns, outputs, labels);
      expectTensors("loss", { step: [result.loss] }, { step: [measure()] }, EXECUTOR_TOLERANCE);
      expectTensors("gradient", { outputs: result.gradient }, { outputs: centralDifferences(moving, measure) }, EXECUTOR_TOLERANCE);
    });

    test.each(golden.cases as unknown as readonly GoldenLoss[])("PyTorch's $title", async ({ spec, columns, rows, labels, loss, gradient }) => {
      const draw = congruentialGenerator(golden.seed);
      const result = await run(spec, columns, Float32Array.from({ length: rows * columns }, () => draw() * 4), Float32Array.from(labels, (label) => label ?? Number.NaN));
      expectTensors("loss", { step: [result.loss] }, { step: [loss] }, EXECUTOR_TOLERANCE);
      expectTensors("gradient", { outputs: result.gradient }, { outputs: gradient }, EXECUTOR_TOLERANCE);
    });

    test("published values: adaptive MAE, NT-Xent and binary recall", async () => {
      const potassium = await run({ kind: "adaptiveMeanAbsoluteError", mean: 4.19, deviation: 0.69, maximumWeight: 50 }, 1, Float32Array.of(3, 3.6, 4.1, 5, 5.5), Float32Array.of(2.4, 3.2, 4.2, 5.4, 6.8));
      expect(potassium.loss / 17.0880287).toBeCloseTo(1, 5);
      const views = Float32Array.of(1, 0, 0, 0, 1, 0, 0.6, 0.8, 0, 0.8, 0.6, 0, 0, 0.6, 0.8, 0, 0, 1);
      const pairs = { kind: "ntXent", temperature: 0.5 } as const;
      expect((await run({ ...pairs, maskSamePatient: false }, 3, views, Float32Array.of(0, 1, 0, 0, 1, 0))).loss).toBeCloseTo(1.6810208823, 5);
      expect((await run({ ...pairs, maskSamePatient: true }, 3, views, Float32Array.of(0, 1, 0, 0, 1, 0))).loss).toBeCloseTo(1.3341852849, 5);
      const recall = await run({ kind: "binaryRecall", reduction: "sum" }, 1, Float32Array.of(2, -1, 0.5, -0.2, -2, 1.5), Float32Array.of(1, 1, 1, 0, 0, 0));
      expect(recall.loss).toBeCloseTo(1.4469156137, 5);
      expectTensors("gradient", { logits: recall.gradient }, { logits: [-0.0397343073, -0.2436861929, -0.1258468896, 0.1500553342, 0.0397343073, 0.2725248254] }, 1e-6);
    });

    test("large logits neither overflow nor lose the loss", async () => {
      expect((await run({ kind: "softmaxCrossEntropy" }, 2, Float32Array.of(2000, 0), Float32Array.of(1))).loss).toBeCloseTo(2000, 3);
      expect((await run({ kind: "binaryCrossEntropy" }, 1, Float32Array.of(-2000), Float32Array.of(1))).loss).toBeCloseTo(2000, 3);
    });
  });
}
