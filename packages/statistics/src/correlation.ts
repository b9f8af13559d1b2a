/** Correlation of pairs; null for fewer than two pairs or when a side does not vary. */
import { assertNumbers, assertSameLength } from "./errors.ts";
import { meanRanks } from "./ranks.ts";
import { mean } from "./summary.ts";

/** Product-moment correlation. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  assertSameLength(x, y, "x, y");
  const meanX = mean(x);
  const meanY = mean(y);
  if (meanX === null || meanY === null || x.length < 2) return null;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (xx === 0 || yy === 0) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** Rank correlation, ties sharing their mean rank. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  assertSameLength(x, y, "x, y");
  assertNumbers(x, "x");
  assertNumbers(y, "y");
  return pearson(meanRanks(x).ranks, meanRanks(y).ranks);
}
