/** Zero-phase filtering: forward, then backward, so that no wave moves. The gain of the filter applies twice. */
import { runSections, steadyState } from "./secondOrderSections.ts";
import type { SecondOrderSections } from "./secondOrderSections.ts";

/**
 * Filters forward and backward as SciPy's `sosfiltfilt`: the ends are extended by point reflection (odd extension) and each
 * pass begins in the steady state of its first sample.
 * @param padLength samples of extension at either end; SciPy's rule when left out ({@link defaultPadLength}). A signal that is
 * too short for it is extended by its length − 1 instead of being refused as in SciPy (Kalium's choice).
 */
export function filterForwardBackward(sections: SecondOrderSections, samples: ArrayLike<number>, padLength: number = defaultPadLength(sections)): Float64Array {
  const length = samples.length;
  if (length === 0) return new Float64Array(0);
  const pad = Math.min(padLength, length - 1);
  const extended = new Float64Array(length + 2 * pad);
  const first = samples[0]!;
  const last = samples[length - 1]!;
  for (let k = 0; k < pad; k++) {
    extended[k] = 2 * first - samples[pad - k]!;
    extended[pad + length + k] = 2 * last - samples[length - 2 - k]!;
  }
  extended.set(samples, pad);
  const steady = steadyState(sections);
  for (let pass = 0; pass < 2; pass++) {
    const begin = extended[0]!;
    runSections(sections, extended, steady.map((value) => value * begin));
    extended.reverse();
  }
  return extended.slice(pad, pad + length);
}

/** 3·(2·sections + 1 − the smaller number of sections without b2 or without a2): the rule of `sosfiltfilt`. */
export function defaultPadLength(sections: SecondOrderSections): number {
  const withoutB2 = sections.filter((section) => section[2] === 0).length;
  const withoutA2 = sections.filter((section) => section[5] === 0).length;
  return 3 * (2 * sections.length + 1 - Math.min(withoutB2, withoutA2));
}
