/**
 * The shape of every wave: a Gaussian that ends. cos⁴(u/2) has the curvature of exp(−u²/2) at its peak and is zero, with zero slope,
 * from π on, so that a wave has a true beginning and end, as one of a heart has and a Gaussian has not.
 */

/** Beyond this many SDs from its peak the bell is zero. */
export const BELL_REACH_SDS = Math.PI;
/** Full width at half maximum over SD. */
export const FWHM_PER_SD = 4 * Math.acos(Math.SQRT1_2 ** 0.5);

/** Value at u SDs from the peak, 1 at the peak. */
export function bell(u: number): number {
  if (u >= BELL_REACH_SDS || u <= -BELL_REACH_SDS) return 0;
  const c = Math.cos(u / 2);
  return c * c * c * c;
}
