/**
 * Where a wave begins or ends on the combined trace of all leads. Three rules are asked and the middle answer taken (Kalium's
 * choice), because each is off in another way: the largest trapezium (Vázquez-Seisdedos 2011, 10.1186/1475-925X-10-43), and
 * the speed of the cardiac vector fallen to 20 % and to 30 % of its largest value on that flank (fractions: Kalium's choice,
 * near Martínez 2004's).
 */

const SPEED_SHARES = [0.2, 0.3] as const;
/** How far beyond the steepest point an edge may lie; the trapezium's far corner (Kalium's choice). */
const REACH_MS = 150;

/** Combined traces of one beat. */
export interface CombinedTrace {
  readonly samplingRateHz: number;
  /** Root of the sum of squares of all leads against their level, mV. */
  readonly magnitude: Float64Array;
  /** Slope of the magnitude, mV/s. */
  readonly magnitudeSlope: Float64Array;
  /** Root of the sum of squares of the slopes of all leads, mV/s: the speed of the vector. */
  readonly speed: Float64Array;
}

/**
 * @param peak sample of the wave's largest magnitude
 * @param limit sample that the edge does not pass; before the peak for an onset, after it for an offset
 */
export function waveEdge({ samplingRateHz, magnitude, magnitudeSlope, speed }: CombinedTrace, peak: number, limit: number): number {
  const step = limit < peak ? -1 : 1;
  const distance = Math.abs(limit - peak);
  if (distance < 3) return limit;
  const at = (k: number) => peak + step * k;
  let steepest = 0;
  for (let k = 1; k < distance; k++) if (step * magnitudeSlope[at(k)]! < step * magnitudeSlope[at(steepest)]!) steepest = k;
  const far = Math.min(distance, steepest + Math.round((REACH_MS / 1000) * samplingRateHz));
  return at(middleOf([
    trapeziumEdge((k) => magnitude[at(k)]!, steepest, far),
    ...SPEED_SHARES.map((share) => speedEdge((k) => speed[at(k)]!, steepest, far, share, samplingRateHz)),
  ]));
}

/** The k between the steepest point and the far end that makes the largest trapezium under the curve. */
function trapeziumEdge(value: (k: number) => number, steepest: number, far: number): number {
  let best = { area: -Infinity, k: far };
  for (let k = steepest + 1; k < far; k++) {
    const area = (value(steepest) - value(k)) * (2 * far - k - steepest);
    if (area > best.area) best = { area, k };
  }
  return best.k;
}

function speedEdge(speed: (k: number) => number, steepest: number, far: number, share: number, samplingRateHz: number): number {
  // The magnitude is steepest near where the vector is fastest, within a few tens of ms.
  const window = Math.round(0.03 * samplingRateHz);
  let fastest = steepest;
  for (let k = Math.max(0, steepest - window); k <= Math.min(far, steepest + window); k++) if (speed(k) > speed(fastest)) fastest = k;
  for (let k = fastest + 1; k < far; k++) if (speed(k) <= share * speed(fastest)) return k;
  return far;
}

function middleOf(values: number[]): number {
  return values.sort((a, b) => a - b)[1]!;
}
