/** One side of a slow wave (P, T, U): where it is steepest, and where it has run out. */

export interface Flank {
  /** Sample of the greatest slope. */
  readonly steepest: number;
  /** Greatest slope, mV/s, without sign. */
  readonly steepness: number;
  /** Where the tangent at the steepest sample meets the level that the wave runs into. */
  readonly tangentEnd: number;
  /** Where the slope has fallen to the asked share of its greatest value. */
  readonly slopeEnd: number;
}

/** Kalium's choice: the level that a wave runs into is read where the slope has fallen to this share. */
const LEVEL_SHARE = 0.05;

/**
 * Follows a wave from its peak outwards. The tangent method is that of Lepeschkin & Surawicz 1952
 * (doi:10.1161/01.CIR.6.3.378), the slope threshold that of Laguna 1990 and Martínez 2004 (doi:10.1109/TBME.2003.821031).
 * @param y wave, mV
 * @param slope its slope, mV/s
 * @param polarity 1 upright, −1 inverted
 * @param direction 1 towards later, −1 towards earlier samples
 * @param steepestBy last sample at which the steepest may lie
 * @param until last sample that may be looked at
 */
export function followFlank(y: Float64Array, slope: Float64Array, peak: number, polarity: 1 | -1, direction: 1 | -1, steepestBy: number, until: number, samplingRateHz: number, slopeShare: number): Flank {
  const fall = (i: number) => -polarity * direction * slope[i]!;
  let steepest = peak;
  for (let i = peak; direction * (steepestBy - i) >= 0; i += direction) if (fall(i) > fall(steepest)) steepest = i;
  const steepness = Math.max(0, fall(steepest));
  let slopeEnd = steepest;
  while (direction * (until - slopeEnd) > 0 && fall(slopeEnd) > slopeShare * steepness) slopeEnd += direction;
  let level = slopeEnd;
  while (direction * (until - level) > 0 && fall(level) > LEVEL_SHARE * steepness) level += direction;
  const run = steepness > 0 ? (Math.max(0, polarity * (y[steepest]! - y[level]!)) / steepness) * samplingRateHz : 0;
  const tangentEnd = steepest + direction * Math.min(run, Math.abs(level - steepest));
  return { steepest, steepness, tangentEnd, slopeEnd };
}
