/** Wilcoxon signed-rank test for pairs, normal approximation, as R's `wilcox.test(paired = TRUE, exact = FALSE)`. */
import { assertNumbers, assertSameLength } from "./errors.ts";
import { twoSidedP } from "./normalDistribution.ts";
import { meanRanks } from "./ranks.ts";

export interface WilcoxonSignedRankResult {
  /** Sum of the ranks of positive differences first − second. */
  readonly v: number;
  /** Pairs left after those without a difference are dropped. */
  readonly pairsUsed: number;
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly continuityCorrection: boolean;
}

/** @returns null when no pair differs. */
export function wilcoxonSignedRank(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: { readonly continuityCorrection?: boolean } = {},
): WilcoxonSignedRankResult | null {
  const continuityCorrection = options.continuityCorrection ?? true;
  assertSameLength(first, second, "first, second");
  assertNumbers(first, "first");
  assertNumbers(second, "second");
  const differences = Array.from(first, (value, i) => value - second[i]).filter((difference) => difference !== 0);
  const n = differences.length;
  if (n === 0) return null;
  const { ranks, tieSum } = meanRanks(differences.map(Math.abs));
  const v = differences.reduce((sum, difference, i) => (difference > 0 ? sum + ranks[i] : sum), 0);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieSum / 48;
  const difference = v - (n * (n + 1)) / 4;
  const z = (difference - (continuityCorrection ? 0.5 * Math.sign(difference) : 0)) / Math.sqrt(variance);
  return { v, pairsUsed: n, z, pValue: twoSidedP(z), continuityCorrection };
}
