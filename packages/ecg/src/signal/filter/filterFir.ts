/** FIR filters applied as they come (causal) and forward and backward. For a centred one see `filterFirCentred`. */

/** Causal filtering (SciPy's `lfilter(taps, 1, x)`): output n weighs the samples n, n − 1, …; zero before the first. */
export function filterFir(taps: Float64Array, samples: ArrayLike<number>): Float64Array {
  const before = taps.length - 1;
  const padded = new Float64Array(before + samples.length);
  padded.set(samples, before);
  return slideTaps(taps, padded);
}

/**
 * Forward, then backward, with odd extension: SciPy's `filtfilt(taps, 1, x)`. The gain applies twice, the delay cancels.
 * @param padLength SciPy's 3·taps when left out; a shorter signal is extended by its length − 1 (Kalium's choice).
 */
export function filterFirForwardBackward(taps: Float64Array, samples: ArrayLike<number>, padLength: number = 3 * Math.max(1, taps.length)): Float64Array {
  const length = samples.length;
  if (length === 0) return new Float64Array(0);
  const pad = Math.min(padLength, length - 1);
  const before = taps.length - 1;
  const first = samples[0];
  const last = samples[length - 1];
  let padded = new Float64Array(before + length + 2 * pad);
  for (let k = 0; k < pad; k++) {
    padded[before + k] = 2 * first - samples[pad - k];
    padded[before + pad + length + k] = 2 * last - samples[length - 2 - k];
  }
  padded.set(samples, before + pad);
  for (let pass = 0; pass < 2; pass++) {
    // Steady before it begins: held at its first value.
    padded.fill(padded[before], 0, before);
    const filtered = slideTaps(taps, padded).reverse();
    padded = new Float64Array(before + filtered.length);
    padded.set(filtered, before);
  }
  return padded.slice(before + pad, before + pad + length);
}

/** Output n is the sum of taps[k]·padded[n + taps − 1 − k]; one order of summation for whole signals and blocks. */
export function slideTaps(taps: Float64Array, padded: Float64Array): Float64Array {
  const before = taps.length - 1;
  const filtered = new Float64Array(Math.max(0, padded.length - before));
  // Four accumulators hide the latency of the additions.
  for (let n = 0; n < filtered.length; n++) {
    const newest = n + before;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let k = 0;
    for (; k + 3 <= before; k += 4) {
      a += taps[k] * padded[newest - k];
      b += taps[k + 1] * padded[newest - k - 1];
      c += taps[k + 2] * padded[newest - k - 2];
      d += taps[k + 3] * padded[newest - k - 3];
    }
    for (; k <= before; k++) a += taps[k] * padded[newest - k];
    filtered[n] = a + b + (c + d);
  }
  return filtered;
}
