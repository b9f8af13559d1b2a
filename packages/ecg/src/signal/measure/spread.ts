/** Middle and spread that single wild beats do not move. */

/** Median and median absolute deviation of the values that are there. */
export interface Spread {
  readonly count: number;
  /** Null without values. */
  readonly median: number | null;
  /** Median of |value − median|, not scaled to a standard deviation. */
  readonly mad: number | null;
}

/** @param values null and NaN are left out */
export function spreadOf(values: readonly (number | null)[]): Spread {
  const present = values.filter((value): value is number => value !== null && !Number.isNaN(value));
  if (present.length === 0) return { count: 0, median: null, mad: null };
  const median = medianOfList(present);
  return { count: present.length, median, mad: medianOfList(present.map((value) => Math.abs(value - median))) };
}

/** Median of a list that is not empty. */
export function medianOfList(values: readonly number[] | Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
