/** Every loss with every option, on drawn outputs and labels of odd sizes. */
import type { LossSpec } from "../../executor.ts";
import { seededRandom } from "../../seededRandom.ts";

export interface LossCase {
  readonly title: string;
  readonly loss: LossSpec;
  /** [rows × columns] */
  readonly outputs: Float32Array;
  readonly columns: number;
  /** [rows × labels of a row], in float32 so that executors and oracle see the same. */
  readonly labels: Float32Array;
}

const NOT_KNOWN = Number.NaN;

function drawOutputs(title: string, rows: number, columns: number, scale = 2): Float32Array {
  const random = seededRandom(11)(`outputs of ${title}`);
  return Float32Array.from({ length: rows * columns }, () => scale * (2 * random() - 1));
}

function caseOf(title: string, loss: LossSpec, rows: number, columns: number, labels: readonly number[]): LossCase {
  return { title, loss, columns, outputs: drawOutputs(title, rows, columns), labels: Float32Array.from(labels) };
}

/** Rows of drawn length 1, as the loss expects. */
function contrastive(title: string, loss: LossSpec, rows: number, columns: number, patients: readonly number[]): LossCase {
  const outputs = drawOutputs(title, rows, columns);
  for (let row = 0; row < rows; row++) {
    const values = outputs.subarray(row * columns, (row + 1) * columns);
    const length = Math.hypot(...values);
    values.forEach((value, index) => (values[index] = value / length));
  }
  return { title, loss, columns, outputs, labels: Float32Array.from(patients) };
}

export const lossCases: readonly LossCase[] = [
  caseOf("softmax cross-entropy", { kind: "softmaxCrossEntropy" }, 5, 3, [0, 2, 1, 1, 0]),
  caseOf("softmax cross-entropy of one row", { kind: "softmaxCrossEntropy" }, 1, 7, [4]),
  caseOf("softmax cross-entropy, classes weighted", { kind: "softmaxCrossEntropy", classWeights: [3.25, 0.40625, 4.125] }, 7, 3, [0, 1, 2, 1, 1, 2, 0]),
  caseOf("softmax cross-entropy, two labels masked and classes weighted", { kind: "softmaxCrossEntropy", classWeights: [1, 0.5, 2, 0.25] }, 5, 4, [3, -1, 0, -1, 2]),
  caseOf("softmax cross-entropy, every label masked", { kind: "softmaxCrossEntropy" }, 2, 3, [-1, -1]),
  caseOf("binary cross-entropy of one logit", { kind: "binaryCrossEntropy" }, 5, 1, [0, 1, 1, 0, 1]),
  caseOf("binary cross-entropy of three logits, positives weighted and labels missing", { kind: "binaryCrossEntropy", positiveWeight: [2.5, 20, 0.5] }, 3, 3, [0, 1, NOT_KNOWN, 1, NOT_KNOWN, 0, 1, 1, 1]),
  caseOf("mean squared error", { kind: "meanSquaredError" }, 3, 2, [0.3, -1.2, 2.2, 0.1, -0.7, 1.9]),
  caseOf("mean squared error, targets missing", { kind: "meanSquaredError" }, 3, 2, [0.3, NOT_KNOWN, 2.2, 0.1, NOT_KNOWN, 1.9]),
  caseOf("mean squared error, every target missing", { kind: "meanSquaredError" }, 1, 2, [NOT_KNOWN, NOT_KNOWN]),
  caseOf("Huber, on both sides of delta", { kind: "huber", delta: 0.5 }, 7, 1, [0.2, -0.4, 1.6, NOT_KNOWN, 3, -2, 0.9]),
  caseOf("Huber of two outputs", { kind: "huber", delta: 1 }, 3, 2, [2.2, -1.4, 0.6, 0.2, -2.6, NOT_KNOWN]),
  caseOf("adaptive mean absolute error, capped", { kind: "adaptiveMeanAbsoluteError", mean: 4.19, deviation: 0.69, maximumWeight: 50 }, 5, 1, [2.4, 3.2, 4.2, 5.4, 6.8]),
  caseOf("adaptive mean absolute error, summed without a cap", { kind: "adaptiveMeanAbsoluteError", mean: 0.2, deviation: 0.8, maximumWeight: Number.POSITIVE_INFINITY, reduction: "sum" }, 3, 2, [0.5, -1.1, NOT_KNOWN, 1.4, 0.2, 2]),
  contrastive("NT-Xent, patients ignored", { kind: "ntXent", temperature: 0.5, maskSamePatient: false }, 6, 3, [4, 4, 4, 4, 4, 4]),
  contrastive("NT-Xent, a patient twice in the batch", { kind: "ntXent", temperature: 0.5, maskSamePatient: true }, 10, 5, [7, 2, 7, 3, 7, 7, 2, 7, 3, 7]),
  contrastive("NT-Xent, cold", { kind: "ntXent", temperature: 0.05, maskSamePatient: true }, 6, 4, [1, 2, 3, 1, 2, 3]),
  contrastive("NT-Xent of one pair", { kind: "ntXent", temperature: 0.5, maskSamePatient: false }, 2, 3, [1, 1]),
  caseOf("binary recall", { kind: "binaryRecall" }, 7, 1, [1, 0, 1, 1, 0, 0, 1]),
  caseOf("binary recall, summed and smooth", { kind: "binaryRecall", reduction: "sum", smooth: true }, 5, 1, [1, 0, 1, 1, 0]),
  caseOf("binary recall without a negative row", { kind: "binaryRecall" }, 3, 1, [1, 1, 1]),
  caseOf("a sum of Huber on two columns and binary cross-entropy on one", {
    kind: "sum",
    parts: [
      { loss: { kind: "huber", delta: 1 }, columns: [0, 2], weight: 1 },
      { loss: { kind: "binaryCrossEntropy", positiveWeight: [3] }, columns: [2, 3], weight: 0.5 },
    ],
  }, 3, 3, [0.4, NOT_KNOWN, 1, -1.7, 0.6, 0, 2.4, -0.3, NOT_KNOWN]),
  caseOf("a sum of classes, a recall loss and an ignored column", {
    kind: "sum",
    parts: [
      { loss: { kind: "softmaxCrossEntropy" }, columns: [0, 3], weight: 2 },
      { loss: { kind: "binaryRecall", smooth: true }, columns: [3, 4], weight: -0.25 },
    ],
  }, 3, 5, [2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 1, 0, 0, 1, 0]),
];
