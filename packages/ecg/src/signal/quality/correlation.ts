/** Pearson's correlation, in two steps where one series meets many. */

/** Mean zero and length one, so that the correlation of two is their product; NaN throughout for a constant. */
export function centreAndScale(values: Float64Array): Float64Array {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  const mean = sum / values.length;
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (values[k] - mean) ** 2;
  const scale = 1 / Math.sqrt(squares);
  const scaled = new Float64Array(values.length);
  for (let k = 0; k < values.length; k++) scaled[k] = (values[k] - mean) * scale;
  return scaled;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** Correlation of two series; NaN when one of both is constant. */
export function correlate(a: Float64Array, b: Float64Array): number {
  return dot(centreAndScale(a), centreAndScale(b));
}
