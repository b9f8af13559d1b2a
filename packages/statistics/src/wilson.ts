/** Confidence interval of a proportion (Wilson 1927, doi:10.1080/01621459.1927.10502953); null for n = 0. */
import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normalDistribution.ts";

export function wilsonInterval(successes: number, n: number, level = 0.95): Interval | null {
  if (n === 0) return null;
  const z2 = normalQuantile(0.5 + level / 2) ** 2;
  const share = successes / n;
  const centre = (share + z2 / (2 * n)) / (1 + z2 / n);
  const reach = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  // With no or only successes one limit is exactly 0 or 1; rounding may miss it.
  return { lower: successes === 0 ? 0 : centre - reach, upper: successes === n ? 1 : centre + reach, level };
}
