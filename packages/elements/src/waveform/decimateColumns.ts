/**
 * Exact min/max decimation of a signal to pixel columns. Column c holds the samples whose index i satisfies
 * first + c·s ≤ i < first + (c + 1)·s, so every sample belongs to exactly one column and none is averaged away:
 * a one-sample spike stays visible at every zoom (M4 of Jugel 2014, doi:10.14778/2732951.2732953, without its sampling of ties).
 */
export interface SignalColumns {
  readonly columnCount: number;
  /** Smallest and largest finite value of each column; NaN where there is none. */
  readonly minima: Float32Array;
  readonly maxima: Float32Array;
  /** First and last sample of each column as stored, to join neighbours; NaN where it is invalid or the column is empty. */
  readonly firsts: Float32Array;
  readonly lasts: Float32Array;
}

/**
 * @param samples Any signal; NaN and infinities count as invalid and never enter min or max.
 * @param firstSample Position of the left edge, in samples; may be fractional or negative.
 * @param samplesPerColumn Width of a column in samples, > 0.
 */
export function decimateColumns(samples: Float32Array, firstSample: number, samplesPerColumn: number, columnCount: number): SignalColumns {
  const minima = new Float32Array(columnCount).fill(NaN);
  const maxima = new Float32Array(columnCount).fill(NaN);
  const firsts = new Float32Array(columnCount).fill(NaN);
  const lasts = new Float32Array(columnCount).fill(NaN);
  let next = Math.ceil(firstSample);
  for (let column = 0; column < columnCount; column++) {
    const end = Math.min(Math.ceil(firstSample + (column + 1) * samplesPerColumn), samples.length);
    const start = Math.max(next, 0);
    next = Math.max(next, Math.ceil(firstSample + (column + 1) * samplesPerColumn));
    if (start >= end) continue;
    let low = Infinity;
    let high = -Infinity;
    for (let i = start; i < end; i++) {
      const value = samples[i];
      // Written so that NaN fails both; infinities are refused by name.
      if (value < low && value !== -Infinity) low = value;
      if (value > high && value !== Infinity) high = value;
    }
    if (low <= high) {
      minima[column] = low;
      maxima[column] = high;
    }
    if (Number.isFinite(samples[start])) firsts[column] = samples[start];
    if (Number.isFinite(samples[end - 1])) lasts[column] = samples[end - 1];
  }
  return { columnCount, minima, maxima, firsts, lasts };
}
