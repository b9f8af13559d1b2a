/**
 * Mean over `length` samples (made odd) around each sample; beyond the ends the signal counts as zero.
 * @param mean receives the result, as long as `x` and not `x` itself: fresh memory for a day of ECG costs as much as the sums
 */
export function movingAverage(x: Float64Array, length: number, mean: Float64Array = new Float64Array(x.length)): Float64Array {
  const half = length >> 1;
  const width = 2 * half + 1;
  const count = x.length;
  let sum = 0;
  for (let n = 0; n < Math.min(half, count); n++) sum += x[n];
  // Only the ends ask whether a sample is there: over a day of ECG that question would take as long as the sums.
  const middle = Math.min(count, half + 1);
  const tail = Math.max(middle, count - half);
  for (let n = 0; n < middle; n++) {
    if (n + half < count) sum += x[n + half];
    mean[n] = sum / width;
  }
  for (let n = middle; n < tail; n++) {
    sum += x[n + half];
    sum -= x[n - half - 1];
    mean[n] = sum / width;
  }
  for (let n = tail; n < count; n++) {
    sum -= x[n - half - 1];
    mean[n] = sum / width;
  }
  return mean;
}
