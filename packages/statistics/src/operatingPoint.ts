/** What a classifier does at one threshold. Every ratio with a zero denominator is null. */
import { assertScoredLabels } from "./errors.ts";
import type { Interval } from "./interval.ts";
import { wilsonInterval } from "./wilson.ts";

export interface ConfusionCounts {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/** Counts when every score of at least the threshold is called positive; the default 0.5 also suits calls of 0 and 1. */
export function confusionCounts(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold = 0.5): ConfusionCounts {
  assertScoredLabels(labels, scores);
  let truePositive = 0;
  let falsePositive = 0;
  let positives = 0;
  for (let i = 0; i < labels.length; i++) {
    positives += labels[i];
    if (scores[i] < threshold) continue;
    if (labels[i] === 1) truePositive++;
    else falsePositive++;
  }
  return {
    truePositive,
    falsePositive,
    trueNegative: labels.length - positives - falsePositive,
    falseNegative: positives - truePositive,
  };
}

/** A proportion with its Wilson 95 % interval. */
export interface Proportion {
  readonly value: number;
  readonly interval: Interval;
}

export interface OperatingPoint {
  readonly counts: ConfusionCounts;
  readonly sensitivity: Proportion | null;
  readonly specificity: Proportion | null;
  readonly ppv: Proportion | null;
  readonly npv: Proportion | null;
  readonly accuracy: Proportion | null;
  /** Accuracy of always calling the commoner class; always show it beside `accuracy`. */
  readonly majorityClassAccuracy: number | null;
  readonly balancedAccuracy: number | null;
  readonly f1: number | null;
  /** Matthews correlation coefficient. */
  readonly mcc: number | null;
  readonly positiveLikelihoodRatio: number | null;
  readonly negativeLikelihoodRatio: number | null;
}

/** All figures of one threshold from its counts. */
export function operatingPoint(counts: ConfusionCounts, level = 0.95): OperatingPoint {
  const { truePositive: tp, falsePositive: fp, trueNegative: tn, falseNegative: fn } = counts;
  const proportion = (successes: number, n: number): Proportion | null => {
    const interval = wilsonInterval(successes, n, level);
    return interval && { value: successes / n, interval };
  };
  const sensitivity = proportion(tp, tp + fn);
  const specificity = proportion(tn, tn + fp);
  const both = sensitivity && specificity ? { se: sensitivity.value, sp: specificity.value } : null;
  const n = tp + fp + tn + fn;
  return {
    counts,
    sensitivity,
    specificity,
    ppv: proportion(tp, tp + fp),
    npv: proportion(tn, tn + fn),
    accuracy: proportion(tp + tn, n),
    majorityClassAccuracy: ratio(Math.max(tp + fn, tn + fp), n),
    balancedAccuracy: both && (both.se + both.sp) / 2,
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    mcc: ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
    positiveLikelihoodRatio: both && ratio(both.se, 1 - both.sp),
    negativeLikelihoodRatio: both && ratio(1 - both.se, both.sp),
  };
}

/** Share of the commonest label, of any number of classes; null without cases. */
export function majorityClassAccuracy(labels: ArrayLike<number>): number | null {
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) counts.set(labels[i], (counts.get(labels[i]) ?? 0) + 1);
  return ratio(Math.max(0, ...counts.values()), labels.length);
}

export interface PredictiveValues {
  readonly ppv: number | null;
  readonly npv: number | null;
}

/** Predictive values that this sensitivity and specificity would have at another prevalence. */
export function predictiveValuesAtPrevalence(sensitivity: number, specificity: number, prevalence: number): PredictiveValues {
  const truePositive = sensitivity * prevalence;
  const falsePositive = (1 - specificity) * (1 - prevalence);
  const trueNegative = specificity * (1 - prevalence);
  const falseNegative = (1 - sensitivity) * prevalence;
  return { ppv: ratio(truePositive, truePositive + falsePositive), npv: ratio(trueNegative, trueNegative + falseNegative) };
}

function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}
