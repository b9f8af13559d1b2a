/** Mean over `length` samples (made odd) around each sample; beyond the ends the signal counts as zero. */
export function movingAverage(x: Float64Array, length: number): Float64Array {
  const half = length >> 1;
  const width = 2 * half + 1;
  const mean = new Float64Array(x.length);
  let sum = 0;
  for (let n = -half; n < x.length; n++) {
    if (n + half < x.length) sum += x[n + half];
    if (n - half - 1 >= 0) sum -= x[n - half - 1];
    // Rounding can leave a sum of squares a hair below zero.
    if (n >= 0) mean[n] = sum / width;
  }
  return mean;
}
