/**
 * Smoothing and slopes at a stated time scale, by Gaussian kernels: the same physical scale at every sampling rate, no
 * ringing and no shift, so that a mark does not depend on how finely the recording was sampled.
 */

/** Kernels reach this many standard deviations (Kalium's choice: what is cut off weighs 5·10⁻⁴). */
const REACH_SIGMAS = 3.5;

/** Smooths; samples beyond the ends repeat the first and last. A sigma below a third of a sample leaves the signal as it is. */
export function smoothGaussian(x: ArrayLike<number>, sigmaSamples: number): Float64Array {
  if (sigmaSamples < 1 / 3) return Float64Array.from(x);
  const kernel = gaussianKernel(sigmaSamples);
  const reach = kernel.length - 1;
  const n = x.length;
  const smoothed = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = kernel[0]! * x[i]!;
    if (i >= reach && i + reach < n) for (let k = 1; k <= reach; k++) sum += kernel[k]! * (x[i - k]! + x[i + k]!);
    else for (let k = 1; k <= reach; k++) sum += kernel[k]! * (x[Math.max(0, i - k)]! + x[Math.min(n - 1, i + k)]!);
    smoothed[i] = sum;
  }
  return smoothed;
}

/** Central difference of a smoothed signal, in units per second. */
export function slopeOf(smoothed: ArrayLike<number>, samplingRateHz: number): Float64Array {
  const n = smoothed.length;
  const slope = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const from = Math.max(0, i - 1);
    const to = Math.min(n - 1, i + 1);
    slope[i] = to > from ? ((smoothed[to]! - smoothed[from]!) * samplingRateHz) / (to - from) : 0;
  }
  return slope;
}

/** Half of the symmetric kernel, centre first; the whole sums to 1. */
function gaussianKernel(sigmaSamples: number): Float64Array {
  const reach = Math.max(1, Math.ceil(REACH_SIGMAS * sigmaSamples));
  const kernel = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-0.5 * (k / sigmaSamples) ** 2));
  const total = kernel.reduce((sum, value, k) => sum + (k === 0 ? value : 2 * value), 0);
  return kernel.map((value) => value / total);
}
