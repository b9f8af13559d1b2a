/**
 * Variance of the AUROC and the test of two AUROCs on the same cases (DeLong 1988, doi:10.2307/2531595), with
 * placements from ranks (Sun and Xu 2014, doi:10.1109/LSP.2014.2337313) instead of all pairs.
 */
import { assertSameLength, assertScoredLabels } from "./errors.ts";
import type { Interval } from "./interval.ts";
import { normalQuantile, twoSidedP } from "./normalDistribution.ts";
import { meanRanks } from "./ranks.ts";

interface Placements {
  readonly auc: number;
  /** Per positive: share of negatives scored lower, ties one half. */
  readonly ofPositives: Float64Array;
  /** Per negative: share of positives scored higher, ties one half. */
  readonly ofNegatives: Float64Array;
}

/** Variance of the AUROC; null with fewer than two cases of a class. */
export function delongVariance(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  assertScoredLabels(labels, scores);
  const placements = placementsOf(labels, scores);
  return placements && covarianceOf(placements, placements);
}

export interface DelongIntervalOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** "plain" is clipped to [0, 1]; "logit" stays inside by itself. Default "plain". */
  readonly scale?: "plain" | "logit";
}

/**
 * Confidence interval of the AUROC; null with fewer than two cases of a class, or on the logit scale when the
 * AUROC is 0 or 1.
 */
export function delongInterval(labels: ArrayLike<number>, scores: ArrayLike<number>, options: DelongIntervalOptions = {}): Interval | null {
  const { level = 0.95, scale = "plain" } = options;
  assertScoredLabels(labels, scores);
  const placements = placementsOf(labels, scores);
  if (!placements) return null;
  const { auc } = placements;
  const reach = normalQuantile(0.5 + level / 2) * Math.sqrt(covarianceOf(placements, placements));
  if (scale === "plain") return { lower: Math.max(0, auc - reach), upper: Math.min(1, auc + reach), level };
  if (auc === 0 || auc === 1) return null;
  const logit = Math.log(auc / (1 - auc));
  const logitReach = reach / (auc * (1 - auc));
  const back = (value: number) => 1 / (1 + Math.exp(-value));
  return { lower: back(logit - logitReach), upper: back(logit + logitReach), level };
}

/** Two scores of the same cases compared. */
export interface DelongComparison {
  readonly firstAuroc: number;
  readonly secondAuroc: number;
  readonly covariance: number;
  /** (first − second) / its standard error. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Paired test of two AUROCs; null with fewer than two cases of a class or when the difference has no variance. */
export function compareAurocs(
  labels: ArrayLike<number>,
  firstScores: ArrayLike<number>,
  secondScores: ArrayLike<number>,
): DelongComparison | null {
  assertScoredLabels(labels, firstScores);
  assertScoredLabels(labels, secondScores);
  assertSameLength(firstScores, secondScores, "firstScores, secondScores");
  const first = placementsOf(labels, firstScores);
  const second = placementsOf(labels, secondScores);
  if (!first || !second) return null;
  const covariance = covarianceOf(first, second);
  const variance = covarianceOf(first, first) + covarianceOf(second, second) - 2 * covariance;
  // Equal rankings leave a variance of a few rounding errors, not of 0.
  if (variance < 1e-14) return null;
  const z = (first.auc - second.auc) / Math.sqrt(variance);
  return { firstAuroc: first.auc, secondAuroc: second.auc, covariance, z, pValue: twoSidedP(z) };
}

function placementsOf(labels: ArrayLike<number>, scores: ArrayLike<number>): Placements | null {
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let i = 0; i < labels.length; i++) (labels[i] === 1 ? positives : negatives).push(scores[i]);
  const m = positives.length;
  const n = negatives.length;
  if (m < 2 || n < 2) return null;
  const { ranks } = meanRanks([...positives, ...negatives]);
  const amongPositives = meanRanks(positives).ranks;
  const amongNegatives = meanRanks(negatives).ranks;
  // A rank among all, less the rank among one's own class, counts the other class below.
  const ofPositives = amongPositives.map((rank, i) => (ranks[i] - rank) / n);
  const ofNegatives = amongNegatives.map((rank, j) => 1 - (ranks[m + j] - rank) / m);
  return { auc: ofPositives.reduce((sum, value) => sum + value, 0) / m, ofPositives, ofNegatives };
}

function covarianceOf(a: Placements, b: Placements): number {
  return (
    sampleCovariance(a.ofPositives, b.ofPositives, a.auc, b.auc) / a.ofPositives.length +
    sampleCovariance(a.ofNegatives, b.ofNegatives, a.auc, b.auc) / a.ofNegatives.length
  );
}

function sampleCovariance(a: Float64Array, b: Float64Array, meanA: number, meanB: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
  return sum / (a.length - 1);
}
