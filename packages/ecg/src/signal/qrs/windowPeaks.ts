/** Order statistics of stretches of a signal, which outlive single artefacts. */

/** Largest value of each stretch of `length` samples. */
export function listWindowPeaks(x: Float64Array, length: number): Float64Array {
  const peaks = new Float64Array(Math.ceil(x.length / length));
  for (let window = 0; window < peaks.length; window++) {
    const to = Math.min(x.length, (window + 1) * length);
    let largest = 0;
    for (let n = window * length; n < to; n++) if (x[n] > largest) largest = x[n];
    peaks[window] = largest;
  }
  return peaks;
}

/** Value below which a share of the values lies (nearest rank); 0 for none. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
