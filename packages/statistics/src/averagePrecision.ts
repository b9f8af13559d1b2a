/** Area under the precision–recall curve as average precision. Print the prevalence beside it: it is the no-skill line. */
import { assertScoredLabels } from "./errors.ts";
import { descendingSteps } from "./roc.ts";

/** Σ (R_k − R_{k−1}) P_k over distinct thresholds, not interpolated; null without a positive case. */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  assertScoredLabels(labels, scores);
  const { positives, steps } = descendingSteps(labels, scores);
  if (positives === 0) return null;
  let sum = 0;
  let previous = 0;
  for (const { truePositives, falsePositives } of steps) {
    sum += ((truePositives - previous) / positives) * (truePositives / (truePositives + falsePositives));
    previous = truePositives;
  }
  return sum;
}
