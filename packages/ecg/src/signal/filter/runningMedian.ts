/** What stands for the samples beyond the ends: the first and last value, or zero (SciPy's `medfilt`). */
export type EdgeRule = "hold" | "zero";

/**
 * Median of the `windowLength` samples about each sample. The window is kept sorted; a new sample walks from the place of the
 * one that leaves, which is near for a signal that moves slowly.
 * @param samples without NaN, which has no rank.
 * @throws RangeError when the window is not an odd positive whole number.
 */
export function runningMedian(samples: ArrayLike<number>, windowLength: number, edges: EdgeRule = "hold"): Float64Array {
  if (!Number.isInteger(windowLength) || windowLength < 1 || windowLength % 2 === 0) throw new RangeError(`the window must be an odd number of samples, not ${windowLength}`);
  const count = samples.length;
  const half = (windowLength - 1) / 2;
  const medians = new Float64Array(count);
  if (count === 0) return medians;
  const before = edges === "hold" ? samples[0] : 0;
  const after = edges === "hold" ? samples[count - 1] : 0;
  const at = (index: number) => (index < 0 ? before : index >= count ? after : samples[index]);
  const sorted = Float64Array.from({ length: windowLength }, (_, k) => at(k - half)).sort();
  medians[0] = sorted[half];
  for (let n = 1; n < count; n++) {
    const leaving = at(n - half - 1);
    const entering = at(n + half);
    let low = 0;
    let high = windowLength - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < leaving) low = middle + 1;
      else high = middle;
    }
    while (low + 1 < windowLength && sorted[low + 1] < entering) {
      sorted[low] = sorted[low + 1];
      low++;
    }
    while (low > 0 && sorted[low - 1] > entering) {
      sorted[low] = sorted[low - 1];
      low--;
    }
    sorted[low] = entering;
    medians[n] = sorted[half];
  }
  return medians;
}
