/** Step times to figures. */

/** Middle value, or the mean of the middle two. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How many times slower `rounds` were than `reference`: the median over the rounds in which both ran of the ratio of their medians, so
 * that a load which comes and goes meets both sides of every ratio. NaN when they share no round.
 */
export function pairedRatio(rounds: readonly (readonly number[])[], reference: readonly (readonly number[])[]): number {
  return median(rounds.flatMap((times, round) => (times.length > 0 && (reference[round]?.length ?? 0) > 0 ? [median(times) / median(reference[round])] : [])));
}

/** Largest distance of the first values from their reference; null when there is nothing to compare, infinite for a value that is no number. */
export function largestDeviation(values: readonly number[], reference: readonly number[]): number | null {
  const count = Math.min(values.length, reference.length);
  if (count === 0) return null;
  return reference.slice(0, count).reduce((largest, expected, at) => Math.max(largest, Number.isFinite(values[at]) ? Math.abs(values[at] - expected) : Infinity), 0);
}
