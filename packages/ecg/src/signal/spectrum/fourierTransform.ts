/**
 * Fast Fourier transform of any length: radix 4 (and one step of 2) in self-sorting order (Stockham) for powers of two, by
 * Bluestein's chirp (1970, doi:10.1109/TAU.1970.1162132) for all others. Sign and scale as in SciPy: exp(−2πi·jk/n), not divided by n.
 */

/** One length, prepared: tables are made once. Not to be shared between calls that interleave, as it holds its work space. */
export interface FourierTransform {
  readonly length: number;
  /** Transforms in place. */
  forward(re: Float64Array, im: Float64Array): void;
}

/** The lower half of the spectrum of a real signal: ⌊n/2⌋ + 1 complex values. */
export interface HalfSpectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** @throws RangeError when the length is not a positive whole number. */
export function prepareFourierTransform(length: number): FourierTransform {
  if (!Number.isInteger(length) || length < 1) throw new RangeError(`a Fourier transform needs a positive whole length, not ${length}`);
  return (length & (length - 1)) === 0 ? preparePowerOfTwo(length) : prepareBluestein(length);
}

/** Prepares the transform of real signals of one length; an even one costs half of a complex one. */
export function prepareRealTransform(length: number): (samples: ArrayLike<number>) => HalfSpectrum {
  if (length % 2 === 1) {
    const whole = prepareFourierTransform(length);
    return (samples) => {
      const re = Float64Array.from(samples);
      const im = new Float64Array(length);
      whole.forward(re, im);
      return { re: re.slice(0, (length + 1) / 2), im: im.slice(0, (length + 1) / 2) };
    };
  }
  const half = length / 2;
  const packed = prepareFourierTransform(half);
  const { cos, sin } = circle(length, half + 1);
  return (samples) => {
    // Even samples as real parts, odd ones as imaginary parts; the two spectra are then told apart by symmetry.
    const evenRe = new Float64Array(half);
    const oddIm = new Float64Array(half);
    for (let k = 0; k < half; k++) {
      evenRe[k] = samples[2 * k];
      oddIm[k] = samples[2 * k + 1];
    }
    packed.forward(evenRe, oddIm);
    const re = new Float64Array(half + 1);
    const im = new Float64Array(half + 1);
    for (let k = 0; k <= half; k++) {
      const a = k % half;
      const b = (half - k) % half;
      const sumRe = (evenRe[a] + evenRe[b]) / 2;
      const sumIm = (oddIm[a] - oddIm[b]) / 2;
      const differenceRe = (oddIm[a] + oddIm[b]) / 2;
      const differenceIm = (evenRe[b] - evenRe[a]) / 2;
      re[k] = sumRe + differenceRe * cos[k] + differenceIm * sin[k];
      im[k] = sumIm + differenceIm * cos[k] - differenceRe * sin[k];
    }
    return { re, im };
  };
}

/** cos and sin of 2πk/n for k = 0 … count − 1. */
function circle(n: number, count: number): { readonly cos: Float64Array; readonly sin: Float64Array } {
  const cos = new Float64Array(count);
  const sin = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n);
    sin[k] = Math.sin((2 * Math.PI * k) / n);
  }
  return { cos, sin };
}

function preparePowerOfTwo(length: number): FourierTransform {
  const { cos, sin } = circle(length, length);
  const otherRe = new Float64Array(length);
  const otherIm = new Float64Array(length);
  return {
    length,
    forward(re, im) {
      let [xRe, xIm, yRe, yIm]: Float64Array[] = [re, im, otherRe, otherIm];
      let size = length;
      let stride = 1;
      for (; size >= 4; size /= 4, stride *= 4) {
        const quarter = size / 4;
        const step = length / size;
        for (let p = 0; p < quarter; p++) {
          const c1 = cos[p * step];
          const s1 = -sin[p * step];
          const c2 = cos[2 * p * step];
          const s2 = -sin[2 * p * step];
          const c3 = cos[3 * p * step];
          const s3 = -sin[3 * p * step];
          for (let q = 0; q < stride; q++) {
            const a = q + stride * p;
            const b = a + stride * quarter;
            const c = b + stride * quarter;
            const d = c + stride * quarter;
            const acRe = xRe[a] + xRe[c];
            const acIm = xIm[a] + xIm[c];
            const acDownRe = xRe[a] - xRe[c];
            const acDownIm = xIm[a] - xIm[c];
            const bdRe = xRe[b] + xRe[d];
            const bdIm = xIm[b] + xIm[d];
            // (b − d) turned by −90°.
            const bdTurnRe = xIm[b] - xIm[d];
            const bdTurnIm = xRe[d] - xRe[b];
            const to = q + 4 * stride * p;
            yRe[to] = acRe + bdRe;
            yIm[to] = acIm + bdIm;
            const e1 = acDownRe + bdTurnRe;
            const f1 = acDownIm + bdTurnIm;
            yRe[to + stride] = c1 * e1 - s1 * f1;
            yIm[to + stride] = c1 * f1 + s1 * e1;
            const e2 = acRe - bdRe;
            const f2 = acIm - bdIm;
            yRe[to + 2 * stride] = c2 * e2 - s2 * f2;
            yIm[to + 2 * stride] = c2 * f2 + s2 * e2;
            const e3 = acDownRe - bdTurnRe;
            const f3 = acDownIm - bdTurnIm;
            yRe[to + 3 * stride] = c3 * e3 - s3 * f3;
            yIm[to + 3 * stride] = c3 * f3 + s3 * e3;
          }
        }
        [xRe, xIm, yRe, yIm] = [yRe, yIm, xRe, xIm];
      }
      if (size === 2) {
        for (let q = 0; q < stride; q++) {
          const sumRe = xRe[q] + xRe[q + stride];
          const sumIm = xIm[q] + xIm[q + stride];
          xRe[q + stride] = xRe[q] - xRe[q + stride];
          xIm[q + stride] = xIm[q] - xIm[q + stride];
          xRe[q] = sumRe;
          xIm[q] = sumIm;
        }
      }
      if (xRe !== re) {
        re.set(xRe);
        im.set(xIm);
      }
    },
  };
}

/** jk = (j² + k² − (j − k)²)/2 makes the transform a convolution with a chirp, which a longer power of two can do. */
function prepareBluestein(length: number): FourierTransform {
  const size = 2 ** Math.ceil(Math.log2(2 * length - 1));
  const inner = preparePowerOfTwo(size);
  // Angles of k² are taken modulo a full turn first: k² itself would cost digits.
  const all = circle(2 * length, 2 * length);
  const cos = Float64Array.from({ length }, (_, k) => all.cos[(k * k) % (2 * length)]);
  const sin = Float64Array.from({ length }, (_, k) => all.sin[(k * k) % (2 * length)]);
  const chirpRe = new Float64Array(size);
  const chirpIm = new Float64Array(size);
  for (let k = 0; k < length; k++) {
    chirpRe[k] = chirpRe[(size - k) % size] = cos[k] / size;
    chirpIm[k] = chirpIm[(size - k) % size] = sin[k] / size;
  }
  inner.forward(chirpRe, chirpIm);
  const workRe = new Float64Array(size);
  const workIm = new Float64Array(size);
  return {
    length,
    forward(re, im) {
      workRe.fill(0);
      workIm.fill(0);
      for (let k = 0; k < length; k++) {
        workRe[k] = re[k] * cos[k] + im[k] * sin[k];
        workIm[k] = im[k] * cos[k] - re[k] * sin[k];
      }
      inner.forward(workRe, workIm);
      for (let k = 0; k < size; k++) {
        const productRe = workRe[k] * chirpRe[k] - workIm[k] * chirpIm[k];
        // Conjugated, so that the forward transform undoes itself.
        workIm[k] = -(workRe[k] * chirpIm[k] + workIm[k] * chirpRe[k]);
        workRe[k] = productRe;
      }
      inner.forward(workRe, workIm);
      for (let k = 0; k < length; k++) {
        const productRe = workRe[k];
        const productIm = -workIm[k];
        re[k] = productRe * cos[k] + productIm * sin[k];
        im[k] = productIm * cos[k] - productRe * sin[k];
      }
    },
  };
}
