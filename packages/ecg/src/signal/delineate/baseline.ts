/**
 * The level between P and QRS as the zero line, drawn from beat to beat. Unlike a high-pass filter it bends neither ST
 * segment nor T wave, and the ends of waves stay where they are.
 */

/** Kalium's choice: the level is the mean over this stretch before the QRS onset. */
const LEVEL_FROM_S = 0.02;
const LEVEL_TO_S = 0.004;

/**
 * @param qrsOnsets ascending samples of QRS onsets; without any the median is taken off
 * @returns a copy without the line through the levels, straight between two onsets and level before the first and after the last
 */
export function removeBaseline(x: ArrayLike<number>, qrsOnsets: readonly number[], samplingRateHz: number): Float64Array {
  const flat = Float64Array.from(x);
  if (qrsOnsets.length === 0) {
    const middle = Float64Array.from(x).sort()[x.length >> 1] ?? 0;
    return flat.map((value) => value - middle);
  }
  const from = Math.round(LEVEL_FROM_S * samplingRateHz);
  const to = Math.round(LEVEL_TO_S * samplingRateHz);
  const levels = qrsOnsets.map((onset) => {
    let sum = 0;
    let count = 0;
    for (let i = Math.max(0, onset - from); i <= Math.min(x.length - 1, onset - to); i++, count++) sum += x[i]!;
    return count > 0 ? sum / count : x[Math.max(0, Math.min(x.length - 1, onset))]!;
  });
  let knot = 0;
  for (let i = 0; i < flat.length; i++) {
    while (knot + 1 < qrsOnsets.length && qrsOnsets[knot + 1]! <= i) knot += 1;
    const next = Math.min(knot + 1, qrsOnsets.length - 1);
    const gap = qrsOnsets[next]! - qrsOnsets[knot]!;
    const share = gap > 0 ? Math.max(0, Math.min(1, (i - qrsOnsets[knot]!) / gap)) : 0;
    flat[i] = flat[i]! - (levels[knot]! + share * (levels[next]! - levels[knot]!));
  }
  return flat;
}
