import type { SecondOrderSections } from "./secondOrderSections.ts";

export interface NotchSpec {
  readonly frequencyHz: number;
  /** Frequency over −3 dB width. Mains that drift want 25 to 35; 30 is 1.7 Hz wide at 50 Hz. */
  readonly quality: number;
  readonly samplingRateHz: number;
}

/**
 * A second-order notch in the convention of SciPy's `iirnotch` (Orfanidis, Introduction to Signal Processing, 1996, eq. 11.3.4).
 * @throws RangeError when the frequency is not between 0 and half the rate or the quality is not positive.
 */
export function designNotch({ frequencyHz, quality, samplingRateHz }: NotchSpec): SecondOrderSections {
  if (!(frequencyHz > 0 && frequencyHz < samplingRateHz / 2)) throw new RangeError(`the notch at ${frequencyHz} Hz must lie between 0 and ${samplingRateHz / 2} Hz`);
  if (!(quality > 0)) throw new RangeError(`the quality must be positive, not ${quality}`);
  const frequency = (2 * Math.PI * frequencyHz) / samplingRateHz;
  const gain = 1 / (1 + Math.tan(frequency / quality / 2));
  const middle = -2 * gain * Math.cos(frequency);
  return [[gain, middle, gain, 1, middle, 2 * gain - 1]];
}
