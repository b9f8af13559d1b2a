import { describe, expect, test } from "vitest";
import { EngineError } from "../engineError.ts";
import type { LossSpec } from "../executor.ts";
import { lossCases } from "../testing/cases/lossCases.ts";
import { centralDifferences } from "../testing/scalar/centralDifferences.ts";
import { rowsOf, scalarLoss } from "../testing/scalar/scalarLoss.ts";
import { relativeDistance } from "../testing/tensorDistance.ts";
import { differentiate } from "./differentiate.ts";
import { interpretProgram } from "./interpretProgram.ts";
import { labelsPerRow, lowerLoss } from "./losses.ts";
import { checkLoss, labelFeed } from "./lossLabels.ts";
import { programBuilder } from "./programBuilder.ts";

/** The engine's loss and its gradient with respect to the outputs, in float64. */
function lossAndGradient(loss: LossSpec, columns: number, outputs: ArrayLike<number>, labels: Float32Array): { loss: number; gradient: Float64Array } {
  const rows = outputs.length / columns;
  const b = programBuilder();
  const output = b.feed("output", [rows, columns]);
  const value = lowerLoss(b, loss, output, b.feed("labels", [rows, labelsPerRow(loss, columns)]));
  const [gradient] = differentiate(b, new Map([[value, b.constant(Float32Array.of(1), [])]]), [output]);
  const program = b.build("loss", { value, gradient: gradient! });
  const data = interpretProgram(program, { output: outputs, labels: labelFeed(loss, columns, labels) }, {});
  return { loss: data[value][0], gradient: data[gradient!] };
}

describe("losses", () => {
  test.each(lossCases)("$title: is its definition, and its gradient that of central differences", ({ loss, columns, outputs, labels }) => {
    const moving = Float64Array.from(outputs);
    const measure = (): number => scalarLoss(loss, rowsOf(moving, columns), rowsOf(labels, labelsPerRow(loss, columns)));
    const result = lossAndGradient(loss, columns, outputs, labels);
    expect(result.loss).toBeCloseTo(measure(), 10);
    expect(relativeDistance(result.gradient, centralDifferences(moving, measure))).toBeLessThan(1e-6);
  });

  test("adaptive MAE gives the values stated for potassium", () => {
    const [outputs, targets] = [[3, 3.6, 4.1, 5, 5.5], Float32Array.of(2.4, 3.2, 4.2, 5.4, 6.8)];
    // The labels are float32; the largest weight, at 6.8, feels that in the seventh digit.
    const printed = { kind: "adaptiveMeanAbsoluteError", mean: 4.19, deviation: 0.69, maximumWeight: Number.POSITIVE_INFINITY } as const;
    const scale = Math.sqrt(2 * Math.PI) * printed.deviation;
    expect((scale * lossAndGradient({ ...printed, reduction: "sum" }, 1, outputs, targets).loss) / 2911.7774604).toBeCloseTo(1, 5);
    expect((scale * lossAndGradient(printed, 1, outputs, targets).loss) / 582.3554921).toBeCloseTo(1, 5);
    expect(lossAndGradient({ ...printed, maximumWeight: 50 }, 1, outputs, targets).loss / 17.0880287).toBeCloseTo(1, 6);
    // Weights one by one, from a summed loss whose only error is 1; then the printed 1 / N.
    [[2.4, 28.9318869, 50.0398251], [3.2, 2.7991074, 4.8412619], [4.2, 1.000105, 1.7297552], [5.4, 4.6533954, 8.0483894], [6.8, 50, 2212.6344071]].forEach(([y, weight, inverse]) => {
      const target = Float32Array.of(y);
      const output = [target[0] + 1];
      expect(lossAndGradient({ ...printed, maximumWeight: 50 }, 1, output, target).loss / weight).toBeCloseTo(1, 5);
      expect((scale * lossAndGradient(printed, 1, output, target).loss) / inverse).toBeCloseTo(1, 5);
    });
  });

  const views = [1, 0, 0, 0, 1, 0, 0.6, 0.8, 0, 0.8, 0.6, 0, 0, 0.6, 0.8, 0, 0, 1];
  test.each([
    { maskSamePatient: false, patients: [0, 1, 2, 0, 1, 2], mean: 1.6810208823 },
    { maskSamePatient: true, patients: [0, 1, 2, 0, 1, 2], mean: 1.6810208823 },
    { maskSamePatient: true, patients: [0, 1, 0, 0, 1, 0], mean: 1.3341852849 },
  ])("NT-Xent gives the value stated for three pairs (mask $maskSamePatient, patients $patients)", ({ maskSamePatient, patients, mean }) => {
    expect(lossAndGradient({ kind: "ntXent", temperature: 0.5, maskSamePatient }, 3, views, Float32Array.from(patients)).loss).toBeCloseTo(mean, 9);
  });

  test("NT-Xent tells patients apart whose numbers float32 cannot", () => {
    const patients = Int32Array.of(200_000_001, 200_000_002, 200_000_003, 200_000_001, 200_000_002, 200_000_003);
    expect([...labelFeed({ kind: "ntXent", temperature: 0.5, maskSamePatient: true }, 3, patients)]).toEqual([0, 1, 2, 0, 1, 2]);
  });

  test("binary recall gives the loss and the gradient stated for six logits", () => {
    const [logits, labels] = [[2, -1, 0.5, -0.2, -2, 1.5], Float32Array.of(1, 1, 1, 0, 0, 0)];
    const summed = lossAndGradient({ kind: "binaryRecall", reduction: "sum" }, 1, logits, labels);
    expect(summed.loss).toBeCloseTo(1.4469156137, 9);
    [-0.0397343073, -0.2436861929, -0.1258468896, 0.1500553342, 0.0397343073, 0.2725248254].forEach((expected, index) => expect(summed.gradient[index]).toBeCloseTo(expected, 9));
    expect(lossAndGradient({ kind: "binaryRecall" }, 1, logits, labels).loss).toBeCloseTo(0.2411526023, 9);
  });

  test("binary recall of a perfect batch is zero, and not when it counts one miss", () => {
    const [logits, labels] = [[2, 1, -1, -3], Float32Array.of(1, 1, 0, 0)];
    expect(lossAndGradient({ kind: "binaryRecall" }, 1, logits, labels).loss).toBe(0);
    expect(lossAndGradient({ kind: "binaryRecall", smooth: true }, 1, logits, labels).loss).toBeGreaterThan(0.01);
  });

  test("a target that is not known moves nothing, whatever the output", () => {
    for (const loss of [{ kind: "meanSquaredError" }, { kind: "huber", delta: 1 }, { kind: "binaryCrossEntropy" }, { kind: "adaptiveMeanAbsoluteError", mean: 0, deviation: 1, maximumWeight: 50 }] as const) {
      const { gradient } = lossAndGradient(loss, 2, [1e6, 0.7, -3, 0.2], Float32Array.of(Number.NaN, 1, Number.NaN, 0));
      expect([gradient[0], gradient[2]].map(Math.abs)).toEqual([0, 0]);
      expect(gradient[1]).not.toBe(0);
    }
  });

  test("large logits neither overflow nor lose the loss", () => {
    expect(lossAndGradient({ kind: "softmaxCrossEntropy" }, 2, [2000, 0], Float32Array.of(1)).loss).toBeCloseTo(2000, 9);
    expect(lossAndGradient({ kind: "binaryCrossEntropy" }, 1, [-2000], Float32Array.of(1)).loss).toBeCloseTo(2000, 9);
    expect(lossAndGradient({ kind: "binaryRecall" }, 1, [-2000], Float32Array.of(1)).loss).toBeCloseTo(2000, 9);
    expect(lossAndGradient({ kind: "ntXent", temperature: 1e-3, maskSamePatient: false }, 1, [1, 1, 1, -1], new Float32Array(4)).loss).toBeCloseTo((2000 + 3 * Math.log(2) + Math.log(3)) / 4, 9);
  });

  test.each<readonly [LossSpec, number]>([
    [{ kind: "softmaxCrossEntropy", classWeights: [1, 2] }, 3],
    [{ kind: "softmaxCrossEntropy", classWeights: [1, -2] }, 2],
    [{ kind: "binaryCrossEntropy", positiveWeight: [1, Number.NaN] }, 2],
    [{ kind: "huber", delta: 0 }, 1],
    [{ kind: "adaptiveMeanAbsoluteError", mean: 4, deviation: 0, maximumWeight: 50 }, 1],
    [{ kind: "adaptiveMeanAbsoluteError", mean: 4, deviation: 1, maximumWeight: 0.5 }, 1],
    [{ kind: "ntXent", temperature: -1, maskSamePatient: true }, 4],
    [{ kind: "binaryRecall" }, 2],
    [{ kind: "sum", parts: [] }, 2],
    [{ kind: "sum", parts: [{ loss: { kind: "meanSquaredError" }, columns: [1, 3], weight: 1 }] }, 2],
    [{ kind: "sum", parts: [{ loss: { kind: "binaryRecall" }, columns: [0, 2], weight: 1 }] }, 2],
  ])("refuses %j on %d outputs", (loss, outputs) => {
    expect(() => checkLoss(loss, outputs)).toThrow(EngineError);
  });

  test.each<readonly [LossSpec, number, readonly number[]]>([
    [{ kind: "softmaxCrossEntropy" }, 3, [0, 3]],
    [{ kind: "softmaxCrossEntropy" }, 3, [0.5]],
    [{ kind: "softmaxCrossEntropy" }, 3, [Number.NaN]],
    [{ kind: "binaryCrossEntropy" }, 1, [2]],
    [{ kind: "binaryRecall" }, 1, [-1]],
    [{ kind: "ntXent", temperature: 1, maskSamePatient: true }, 4, [1, 2, 3]],
    [{ kind: "sum", parts: [{ loss: { kind: "softmaxCrossEntropy" }, columns: [1, 3], weight: 1 }] }, 3, [0, 2, 0]],
  ])("refuses for %j on %d outputs the labels %j", (loss, outputs, labels) => {
    expect(() => labelFeed(loss, outputs, Float32Array.from(labels))).toThrow(EngineError);
  });
});
