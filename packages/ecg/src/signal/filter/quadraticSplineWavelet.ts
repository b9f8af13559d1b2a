/**
 * Dyadic wavelet transform with the quadratic spline, undecimated ("à trous"): Mallat & Zhong 1992 (doi:10.1109/34.142909), as used for
 * the ECG by Li 1995 and Martínez 2004 (doi:10.1109/TBME.2003.821031). Each scale is the derivative of the signal smoothed over about
 * that many samples, so a wave becomes a pair of extremes of opposite sign and its peak the zero crossing between them.
 */

/** Above this a scale is longer than a 10 s record at 1000 Hz. */
const HIGHEST_SCALE_COUNT = 12;

/**
 * Scales 2¹ … 2^scaleCount, finest first, each as long as the signal.
 *
 * Smoothing h = [1, 3, 3, 1]/8 at samples n − s … n + 2s and difference g = 2·(x[n + s] − x[n]), with s = 2^(k−1) at scale k. Scale k leads
 * by (2^k − 1)/2 samples; of these 2^(k−1) − 1 are taken back, so in *every* scale value n belongs to the instant n + ½:
 * a maximum of the signal at sample m shows as w[m − 1] > 0 ≥ w[m]. On a slope of a per sample scale k is a·2^k, far from the ends.
 * The signal is held at its first and last value beyond its ends. Magnitude at angular frequency ω: |4 sin(2^(k−1)ω/2)|·∏ |cos³(2^l ω/2)|, l = 0 … k − 2;
 * at 250 Hz the −3 dB bands of scales 1 to 5 are 62–125, 18–59, 8–27, 4–14 and 2–7 Hz.
 * @throws RangeError when scaleCount is not a whole number from 1 to 12.
 */
export function quadraticSplineWavelet(samples: ArrayLike<number>, scaleCount: number): Float64Array[] {
  if (!Number.isInteger(scaleCount) || scaleCount < 1 || scaleCount > HIGHEST_SCALE_COUNT) {
    throw new RangeError(`the number of scales must be a whole number from 1 to ${HIGHEST_SCALE_COUNT}, not ${scaleCount}`);
  }
  const count = samples.length;
  // Far enough that no sample inside is reached by what is beyond the held ends.
  const margin = 2 ** (scaleCount + 1);
  let smooth = new Float64Array(count + 2 * margin);
  let next = new Float64Array(smooth.length);
  if (count > 0) smooth.fill(samples[0]!, 0, margin).fill(samples[count - 1]!, margin + count);
  smooth.set(samples, margin);
  return Array.from({ length: scaleCount }, (_, index) => {
    const step = 2 ** index;
    const scale = new Float64Array(count);
    const offset = margin - (step - 1);
    for (let n = 0; n < count; n++) scale[n] = 2 * (smooth[n + offset + step]! - smooth[n + offset]!);
    if (index === scaleCount - 1) return scale;
    next.set(smooth);
    for (let n = step, end = smooth.length - 2 * step; n < end; n++) {
      next[n] = (smooth[n - step]! + smooth[n + 2 * step]! + 3 * (smooth[n]! + smooth[n + step]!)) / 8;
    }
    [smooth, next] = [next, smooth];
    return scale;
  });
}
