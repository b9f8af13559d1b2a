/** Tapering windows in the convention of SciPy's `get_window`. */

/** A Kaiser window is named by its β; the others have no parameter. */
export type WindowName = "boxcar" | "hann" | "hamming" | "blackman" | { readonly kaiserBeta: number };

/** Cosine series a0 − a1·cos x + a2·cos 2x; literature (SciPy, Harris 1978). */
const COSINE_TERMS = { boxcar: [1, 0, 0], hann: [0.5, 0.5, 0], hamming: [0.54, 0.46, 0], blackman: [0.42, 0.5, 0.08] } as const;

/**
 * `length` values of a window. A "symmetric" one (filter design) has equal ends; a "periodic" one (spectra) lacks the last
 * value, so that copies in a row repeat.
 */
export function windowFunction(name: WindowName, length: number, kind: "symmetric" | "periodic"): Float64Array {
  const values = new Float64Array(length);
  const last = kind === "symmetric" ? length - 1 : length;
  if (length <= 1) return values.fill(1);
  if (typeof name === "object") {
    const { kaiserBeta } = name;
    if (!(kaiserBeta >= 0)) throw new RangeError(`Kaiser's β must not be negative, but is ${kaiserBeta}`);
    const scale = besselI0(kaiserBeta);
    for (let n = 0; n < length; n++) {
      const position = (2 * n) / last - 1;
      values[n] = besselI0(kaiserBeta * Math.sqrt(Math.max(0, 1 - position * position))) / scale;
    }
    return values;
  }
  const [a0, a1, a2] = COSINE_TERMS[name];
  for (let n = 0; n < length; n++) {
    const x = (2 * Math.PI * n) / last;
    values[n] = a0 - a1 * Math.cos(x) + a2 * Math.cos(2 * x);
  }
  return values;
}

/** Modified Bessel function of the first kind, order 0, by its power series: all terms are positive, so no digit is lost. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
