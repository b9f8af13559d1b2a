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

/** Up to here sorting by insertion is faster than the engine's own, which copies and calls. */
const FEW = 48;
const scratch = new Float64Array(FEW);

/** Value below which a share of the values lies (nearest rank); 0 for none. */
export function quantileOf(values: ArrayLike<number>, share: number): number {
  const count = values.length;
  if (count === 0) return 0;
  const rank = Math.min(count - 1, Math.floor(share * count));
  if (count > FEW) return Float64Array.from(values).sort()[rank];
  for (let k = 0; k < count; k++) {
    const value = values[k];
    let at = k;
    for (; at > 0 && scratch[at - 1] > value; at--) scratch[at] = scratch[at - 1];
    scratch[at] = value;
  }
  return scratch[rank];
}

/** Median of the values at some indices, those from the `from`-th to before the `to`-th; 0 for none. */
export function medianAt(values: Float64Array, indices: readonly number[], from: number, to: number): number {
  const chosen = new Float64Array(Math.max(0, to - from));
  for (let k = 0; k < chosen.length; k++) chosen[k] = values[indices[from + k]];
  return quantileOf(chosen, 0.5);
}
