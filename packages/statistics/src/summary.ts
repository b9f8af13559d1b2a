/** Location and spread of a list of numbers; null where the figure does not exist. */
import { assertNumbers, StatisticsError } from "./errors.ts";

/** Null for an empty list. */
export function mean(values: ArrayLike<number>): number | null {
  assertNumbers(values, "values");
  if (values.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Sample standard deviation (n − 1); null for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

export interface MeanAndSd {
  readonly n: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
}

/** The pair that tables print as mean (SD). */
export function meanAndSd(values: ArrayLike<number>): MeanAndSd {
  return { n: values.length, mean: mean(values), standardDeviation: standardDeviation(values) };
}

/** Quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996); null for an empty list. */
export function quantile(values: ArrayLike<number>, probability: number): number | null {
  assertNumbers(values, "values");
  if (!(probability >= 0 && probability <= 1)) {
    throw new StatisticsError("bad-option", "probability", `${probability} is not a probability`, "Give a number from 0 to 1.");
  }
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  if (sorted[below] === sorted[above]) return sorted[below];
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
