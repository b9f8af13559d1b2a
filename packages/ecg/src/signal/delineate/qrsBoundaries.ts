/**
 * Where a QRS begins and ends, by how fast the signal moves: outwards from the steep part to where the speed has fallen to a
 * small share of its greatest value above the quietest moment beside the complex. The share is relative to the beat itself,
 * so neither gain nor potassium's widening moves it.
 */

/** First and last sample of a complex, relative to the window it was looked for in. */
export interface QrsSpan {
  readonly onset: number;
  readonly offset: number;
  /** Greatest speed. */
  readonly top: number;
  /** Smallest speed before and after. */
  readonly quietBefore: number;
  readonly quietAfter: number;
}

/** Kalium's choice: how far from the aligned sample a complex may reach; hyperkalaemia and bundle branch block widen it. */
const BEFORE_S = 0.12;
const AFTER_S = 0.16;
/** Kalium's choice: the greatest speed lies this near to the aligned sample. */
const TOP_REACH_S = 0.06;
/** Kalium's choice: what moves this fast is of the complex, whatever lies between. */
const STEEP_SHARE = 0.25;
/** Kalium's choice: unless it is slow for so long between, as before a T wave that is as steep when potassium is high. */
const LONGEST_GAP_S = 0.04;
/** Kalium's choice: a signal that turns stands still for a moment; it ends only when it is slow for longer. */
const TURN_S = 0.005;

/** Root mean square of the slopes over leads: how fast the heart's vector moves. */
export function speedOf(slopes: readonly Float64Array[]): Float64Array {
  const speed = new Float64Array(slopes[0]!.length);
  for (const slope of slopes) for (let i = 0; i < speed.length; i++) speed[i] = speed[i]! + slope[i]! * slope[i]!;
  for (let i = 0; i < speed.length; i++) speed[i] = Math.sqrt(speed[i]! / slopes.length);
  return speed;
}

/**
 * @param speed absolute slope of one lead, or speed over leads
 * @param centre sample at which the beats are aligned
 * @param onsetShare share of the greatest speed at the onset
 * @param offsetShare the same at the offset
 */
export function findQrsSpan(speed: Float64Array, centre: number, samplingRateHz: number, onsetShare: number, offsetShare: number): QrsSpan {
  const held = holdMaximum(speed, Math.max(1, Math.round(TURN_S * samplingRateHz)));
  const from = Math.max(0, centre - Math.round(BEFORE_S * samplingRateHz));
  const to = Math.min(held.length - 1, centre + Math.round(AFTER_S * samplingRateHz));
  const reach = Math.round(TOP_REACH_S * samplingRateHz);
  let peak = centre;
  for (let i = Math.max(from, centre - reach); i <= Math.min(to, centre + reach); i++) if (held[i]! > held[peak]!) peak = i;
  const top = held[peak]!;
  let quietBefore = top;
  let quietAfter = top;
  for (let i = from; i < peak; i++) quietBefore = Math.min(quietBefore, held[i]!);
  for (let i = peak; i <= to; i++) quietAfter = Math.min(quietAfter, held[i]!);
  let onset = peak;
  let offset = peak;
  const gap = Math.round(LONGEST_GAP_S * samplingRateHz);
  for (let i = peak; i >= Math.max(from, onset - gap); i--) if (held[i]! >= STEEP_SHARE * top) onset = i;
  for (let i = peak; i <= Math.min(to, offset + gap); i++) if (held[i]! >= STEEP_SHARE * top) offset = i;
  const slowBefore = quietBefore + onsetShare * (top - quietBefore);
  const slowAfter = quietAfter + offsetShare * (top - quietAfter);
  while (onset > from && held[onset]! > slowBefore) onset -= 1;
  while (offset < to && held[offset]! > slowAfter) offset += 1;
  return { onset, offset, top, quietBefore, quietAfter };
}

/** Largest value within ±reach. */
export function holdMaximum(x: Float64Array, reach: number): Float64Array {
  const held = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    let largest = 0;
    for (let k = Math.max(0, i - reach); k <= Math.min(x.length - 1, i + reach); k++) if (x[k]! > largest) largest = x[k]!;
    held[i] = largest;
  }
  return held;
}
