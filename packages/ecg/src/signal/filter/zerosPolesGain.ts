/** From zeros, poles and gain to second-order sections, in the pairing and order of SciPy's `zpk2sos(pairing="nearest")`. */
import { complex, conjugate, magnitude, multiply, scale, subtract, add } from "./complexNumber.ts";
import type { Complex } from "./complexNumber.ts";
import type { Section, SecondOrderSections } from "./secondOrderSections.ts";

/** A filter by its zeros and poles (complex ones with their conjugates) and its gain. */
export interface ZerosPolesGain {
  readonly zeros: readonly Complex[];
  readonly poles: readonly Complex[];
  readonly gain: number;
}

/** SciPy's: parts smaller than this share of the size are rounding. */
const REAL_TOLERANCE = 100 * Number.EPSILON;

/**
 * Sections of a digital filter. The pole nearest to the unit circle takes the zero nearest to it and runs last; the gain lies
 * in the first section. Where two poles are equally near (a band exactly symmetric about a quarter of the sampling rate)
 * rounding decides the order of the sections; the filter is the same.
 */
export function sectionsFromZerosPoles({ zeros, poles, gain }: ZerosPolesGain): SecondOrderSections {
  const count = Math.max(zeros.length, poles.length);
  const even = count + (count % 2);
  const openZeros = keepUpperHalf([...zeros, ...Array<Complex>(even - zeros.length).fill(complex(0))]);
  const openPoles = keepUpperHalf([...poles, ...Array<Complex>(even - poles.length).fill(complex(0))]);
  const sections: Section[] = [];
  while (openPoles.length > 0) {
    const pole = takeLeast(openPoles, (candidate) => Math.abs(1 - magnitude(candidate)));
    const poleIsReal = pole.im === 0;
    const lastRealPair = !poleIsReal && openPoles.length + 1 === openZeros.length && openPoles.filter(isReal).length === 1 && openZeros.filter(isReal).length === 1;
    const distance = (zero: Complex) => magnitude(subtract(zero, pole));
    const second = poleIsReal ? takeLeast(openPoles, (candidate) => (isReal(candidate) ? Math.abs(1 - magnitude(candidate)) : Infinity)) : conjugate(pole);
    // The one real zero is kept for the one real pole that is left.
    const zero = takeLeast(openZeros, (candidate) => (lastRealPair && isReal(candidate) ? Infinity : distance(candidate)));
    const secondZero = isReal(zero) ? takeLeast(openZeros, (candidate) => (isReal(candidate) ? distance(candidate) : Infinity)) : conjugate(zero);
    sections.unshift([...monicQuadratic(zero, secondZero), ...monicQuadratic(pole, second)]);
  }
  const [first, ...rest] = sections;
  if (!first) return [[gain, 0, 0, 1, 0, 0]];
  return [[first[0] * gain, first[1] * gain, first[2] * gain, first[3], first[4], first[5]], ...rest];
}

const isReal = (a: Complex) => a.im === 0;

/** Removes and returns the element with the smallest value, the first of equals. */
function takeLeast(list: Complex[], valueOf: (element: Complex) => number): Complex {
  let best = 0;
  let least = Infinity;
  list.forEach((element, index) => {
    const value = valueOf(element);
    if (value < least) {
      least = value;
      best = index;
    }
  });
  return list.splice(best, 1)[0]!;
}

/** One of each conjugate pair (the mean of both, with positive imaginary part), then the real numbers; each group ascending. */
function keepUpperHalf(numbers: readonly Complex[]): Complex[] {
  const sorted = [...numbers].sort((a, b) => a.re - b.re || Math.abs(a.im) - Math.abs(b.im));
  const isNearlyReal = (a: Complex) => Math.abs(a.im) <= REAL_TOLERANCE * magnitude(a);
  const reals = sorted.filter(isNearlyReal).map((a) => complex(a.re));
  const upper = sorted.filter((a) => !isNearlyReal(a) && a.im > 0);
  const lower = sorted.filter((a) => !isNearlyReal(a) && a.im < 0);
  if (upper.length !== lower.length) throw new RangeError("complex zeros and poles must come with their conjugates");
  const pairs = upper.map((a) => {
    const index = lower.reduce((best, b, at) => (magnitude(subtract(a, conjugate(b))) < magnitude(subtract(a, conjugate(lower[best]!))) ? at : best), 0);
    return scale(add(a, conjugate(lower.splice(index, 1)[0]!)), 0.5);
  });
  return [...pairs, ...reals];
}

function monicQuadratic(a: Complex, b: Complex): [number, number, number] {
  return [1, -(a.re + b.re), multiply(a, b).re];
}
