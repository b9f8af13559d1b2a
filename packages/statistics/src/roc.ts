/** Receiver operating characteristic. A case is called positive when its score is at least the threshold. */
import { assertScoredLabels } from "./errors.ts";
import { meanRanks } from "./ranks.ts";

/** One point of the curve: what calling every score ≥ threshold positive gives. */
export interface RocPoint {
  /** Infinity for the first point (nobody positive); else the lowest score still called positive. */
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
}

/** Area under the curve, ties counting one half (Mann–Whitney U/(mn)); null when a class is missing. */
export function auroc(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  assertScoredLabels(labels, scores);
  const { ranks } = meanRanks(scores);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 1) continue;
    positives++;
    rankSum += ranks[i];
  }
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** The curve from (0, 0) to (1, 1), one point per distinct score; null when a class is missing. */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): readonly RocPoint[] | null {
  assertScoredLabels(labels, scores);
  const { positives, negatives, steps } = descendingSteps(labels, scores);
  if (positives === 0 || negatives === 0) return null;
  return [
    { threshold: Infinity, sensitivity: 0, specificity: 1 },
    ...steps.map((step) => ({
      threshold: step.threshold,
      sensitivity: step.truePositives / positives,
      specificity: 1 - step.falsePositives / negatives,
    })),
  ];
}

/** Counts at each distinct score, from the highest down. */
export interface ScoreStep {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Cumulative counts by falling threshold; arguments are already checked. */
export function descendingSteps(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): { readonly positives: number; readonly negatives: number; readonly steps: readonly ScoreStep[] } {
  const order = Array.from({ length: labels.length }, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const steps: ScoreStep[] = [];
  let truePositives = 0;
  let falsePositives = 0;
  order.forEach((at, i) => {
    if (labels[at] === 1) truePositives++;
    else falsePositives++;
    if (i + 1 === order.length || scores[order[i + 1]] !== scores[at]) {
      steps.push({ threshold: scores[at], truePositives, falsePositives });
    }
  });
  return { positives: truePositives, negatives: falsePositives, steps };
}
