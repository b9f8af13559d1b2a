/** The threshold with the greatest sensitivity + specificity − 1. To be chosen on validation cases only. */
import { assertScoredLabels } from "./errors.ts";
import { descendingSteps } from "./roc.ts";

export interface YoudenThreshold {
  /** Midway between the two scores it parts; −Infinity or Infinity when everyone or no one is called positive. */
  readonly threshold: number;
  readonly sensitivity: number;
  readonly specificity: number;
  /** Sensitivity + specificity − 1. */
  readonly youden: number;
}

/**
 * @param prefer which of several equal optima wins; "sensitivity" (default) suits screening.
 * @returns null when a class is missing.
 */
export function youdenThreshold(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  prefer: "sensitivity" | "specificity" = "sensitivity",
): YoudenThreshold | null {
  assertScoredLabels(labels, scores);
  const { positives, negatives, steps } = descendingSteps(labels, scores);
  if (positives === 0 || negatives === 0) return null;
  const candidates = [{ threshold: Infinity, truePositives: 0, falsePositives: 0 }, ...steps];
  // J · m · n in whole numbers, so that equal optima compare equal.
  const gain = (at: number) => candidates[at].truePositives * negatives - candidates[at].falsePositives * positives;
  let best = 0;
  for (let i = 1; i < candidates.length; i++) {
    if (gain(i) > gain(best) || (prefer === "sensitivity" && gain(i) === gain(best))) best = i;
  }
  const { truePositives, falsePositives } = candidates[best];
  const next = candidates[best + 1]?.threshold ?? -Infinity;
  return {
    threshold: best === 0 ? Infinity : next === -Infinity ? -Infinity : midpoint(candidates[best].threshold, next),
    sensitivity: truePositives / positives,
    specificity: 1 - falsePositives / negatives,
    youden: gain(best) / (positives * negatives),
  };
}

/** Between two neighbouring numbers the midpoint may round down onto the lower one; the upper one then parts them. */
function midpoint(upper: number, lower: number): number {
  const middle = lower + (upper - lower) / 2;
  return middle > lower ? middle : upper;
}
