/** Mann–Whitney U test by the normal approximation with tie correction, as R's `wilcox.test(exact = FALSE)`. */
import { assertNumbers } from "./errors.ts";
import { twoSidedP } from "./normalDistribution.ts";
import { meanRanks } from "./ranks.ts";

export interface MannWhitneyResult {
  /** Pairs in which the first sample is higher, ties one half (R's W). */
  readonly u: number;
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly continuityCorrection: boolean;
}

/** @returns null when a sample is empty or all values are equal. */
export function mannWhitneyU(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: { readonly continuityCorrection?: boolean } = {},
): MannWhitneyResult | null {
  const continuityCorrection = options.continuityCorrection ?? true;
  assertNumbers(first, "first");
  assertNumbers(second, "second");
  const m = first.length;
  const n = second.length;
  if (m === 0 || n === 0) return null;
  const { ranks, tieSum } = meanRanks([...Array.from(first), ...Array.from(second)]);
  const u = ranks.subarray(0, m).reduce((sum, rank) => sum + rank, 0) - (m * (m + 1)) / 2;
  const variance = ((m * n) / 12) * (m + n + 1 - tieSum / ((m + n) * (m + n - 1)));
  if (!(variance > 0)) return null;
  const difference = u - (m * n) / 2;
  const z = (difference - (continuityCorrection ? 0.5 * Math.sign(difference) : 0)) / Math.sqrt(variance);
  return { u, z, pValue: twoSidedP(z), continuityCorrection };
}
