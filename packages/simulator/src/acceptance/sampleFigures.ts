/** Figures of samples for the acceptance tests; written here so that the simulator needs no other package. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

export function correlation(x: readonly number[], y: readonly number[]): number {
  const mx = mean(x);
  const my = mean(y);
  return mean(x.map((value, i) => (value - mx) * (y[i] - my))) / (standardDeviation(x) * standardDeviation(y));
}

/** Slope of the least-squares line of y on x. */
export function slope(x: readonly number[], y: readonly number[]): number {
  return (correlation(x, y) * standardDeviation(y)) / standardDeviation(x);
}
