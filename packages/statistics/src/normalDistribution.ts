/**
 * The standard normal distribution, to about 1e-15 relative in both tails. Near the middle a Taylor series about 0
 * (Marsaglia 2004, doi:10.18637/jss.v011.i04), whose terms are all of one sign; in the tails the continued fraction
 * of Laplace, so that a small P never suffers from 1 − (1 − p).
 */

const SERIES_UP_TO = 3;
const FRACTION_TERMS = 200;

/** Density at z. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

/** P(Z ≤ z). */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return NaN;
  if (z > SERIES_UP_TO) return 1 - upperTail(z);
  if (z < -SERIES_UP_TO) return upperTail(-z);
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + normalDensity(z) * sum;
}

/** P(Z > z) for z above `SERIES_UP_TO`: φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))). */
function upperTail(z: number): number {
  if (z === Infinity) return 0;
  let tail = z;
  for (let k = FRACTION_TERMS; k >= 1; k--) tail = z + k / tail;
  return normalDensity(z) / tail;
}

/**
 * The z with P(Z ≤ z) = probability; ±Infinity at 1 and 0, NaN outside [0, 1]. Starts from Hastings' formula
 * (Abramowitz and Stegun 26.2.23) and refines it with Halley steps on `normalCdf`.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return NaN;
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -lowerQuantile(1 - probability);
  return lowerQuantile(probability);
}

function lowerQuantile(probability: number): number {
  const t = Math.sqrt(-2 * Math.log(probability));
  let z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
  for (let step = 0; step < 3; step++) {
    const density = normalDensity(z);
    // Beyond z = −38 the density is no longer a normal number and the first guess must do.
    if (density === 0) return z;
    const newton = (normalCdf(z) - probability) / density;
    z -= newton / (1 + 0.5 * z * newton);
  }
  return z;
}

/** Two-sided P of a standard normal deviate. */
export function twoSidedP(z: number): number {
  return 2 * normalCdf(-Math.abs(z));
}
