/** Percentile bootstrap over whole persons: the records of one person are never split between draws. */
import { StatisticsError } from "./errors.ts";
import type { Interval } from "./interval.ts";
import { quantile } from "./summary.ts";

export interface ClusterBootstrapOptions<Cluster> {
  /** One element per person, holding all that person's cases. */
  readonly clusters: readonly Cluster[];
  /** The figure from a list of persons, in which one may occur several times; null asks for another draw (e.g. a class is missing). */
  readonly statistic: (drawn: readonly Cluster[]) => number | null;
  /** Default 2000. */
  readonly draws?: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Default 0.95. */
  readonly level?: number;
}

export interface BootstrapInterval extends Interval {
  readonly draws: number;
  /** Draws thrown away because the statistic was null. */
  readonly redrawn: number;
}

/** With more rejected draws than this per wanted one, the figure is called undefined. */
const REDRAWS_PER_DRAW = 10;

/** @returns null without clusters, or when the statistic is null in nearly every draw. */
export function clusterBootstrapInterval<Cluster>(options: ClusterBootstrapOptions<Cluster>): BootstrapInterval | null {
  const { clusters, statistic, random, draws = 2000, level = 0.95 } = options;
  if (!(Number.isInteger(draws) && draws >= 1)) {
    throw new StatisticsError("bad-option", "draws", `${draws} is not a count`, "Give a whole number of at least 1.");
  }
  if (clusters.length === 0) return null;
  const estimates = new Float64Array(draws);
  const drawn = new Array<Cluster>(clusters.length);
  let kept = 0;
  let redrawn = 0;
  while (kept < draws) {
    for (let i = 0; i < drawn.length; i++) drawn[i] = clusters[Math.floor(random() * clusters.length)];
    const estimate = statistic(drawn);
    if (estimate === null) {
      redrawn++;
      if (redrawn > REDRAWS_PER_DRAW * draws) return null;
    } else {
      estimates[kept++] = estimate;
    }
  }
  const lower = quantile(estimates, (1 - level) / 2);
  const upper = quantile(estimates, (1 + level) / 2);
  return lower === null || upper === null ? null : { lower, upper, level, draws, redrawn };
}
