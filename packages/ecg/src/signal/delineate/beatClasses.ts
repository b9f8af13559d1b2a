/**
 * Groups the beats of a strip by the shape of their QRS over all leads, and aligns them. Beats of one shape conduct alike, so
 * their intervals are equal but for noise: what one beat cannot tell, the class can.
 */

/** Beats of one shape. */
export interface BeatClass {
  /** Indices into the detections, ascending. */
  readonly members: readonly number[];
}

/** Beats in classes and their aligned positions. */
export interface BeatClasses {
  /** Largest first. */
  readonly classes: readonly BeatClass[];
  /** One per detection: sample at which the shapes of its class lie over each other. */
  readonly alignedAt: Int32Array;
}

/** Kalium's choice: stretch around the detection that is compared. */
const REACH_S = 0.07;
/** Kalium's choice: a detection may sit on another peak of the same shape. */
const LARGEST_SHIFT_S = 0.04;
/** Kalium's choice: correlation over all leads at once from which two beats are of one shape. */
const SAME_SHAPE_CORRELATION = 0.87;
/** Kalium's choice: a running template forgets slowly, so that drift of the axis does not split a class. */
const TEMPLATE_MEMORY = 8;

/**
 * @param slopes slope of every lead (mV/s, smoothed), so that baseline and ST level do not count
 * @param at sample of each detection, ascending
 */
export function classifyBeats(slopes: readonly Float64Array[], at: ArrayLike<number>, samplingRateHz: number): BeatClasses {
  const reach = Math.max(2, Math.round(REACH_S * samplingRateHz));
  const largestShift = Math.round(LARGEST_SHIFT_S * samplingRateHz);
  const width = 2 * reach + 1;
  const found: { members: number[]; template: Float64Array }[] = [];
  const alignedAt = new Int32Array(at.length);
  for (let beat = 0; beat < at.length; beat++) {
    let best: { index: number; shift: number; correlation: number } | null = null;
    found.forEach(({ template }, index) => {
      for (let shift = -largestShift; shift <= largestShift; shift++) {
        const correlation = correlationAt(slopes, template, at[beat]! + shift, reach);
        if (best === null || correlation > best.correlation) best = { index, shift, correlation };
      }
    });
    const match = best as { index: number; shift: number; correlation: number } | null;
    const joins = match !== null && match.correlation >= SAME_SHAPE_CORRELATION;
    alignedAt[beat] = at[beat]! + (joins ? match.shift : 0);
    const shape = new Float64Array(width * slopes.length);
    slopes.forEach((slope, lead) => {
      for (let k = 0; k < width; k++) shape[lead * width + k] = slope[alignedAt[beat]! - reach + k] ?? 0;
    });
    if (!joins) found.push({ members: [beat], template: shape });
    else {
      const { members, template } = found[match.index]!;
      members.push(beat);
      const weight = 1 / Math.min(members.length, TEMPLATE_MEMORY);
      for (let k = 0; k < shape.length; k++) template[k] = template[k]! + weight * (shape[k]! - template[k]!);
    }
  }
  return { classes: found.map(({ members }) => ({ members })).sort((a, b) => b.members.length - a.members.length), alignedAt };
}

function correlationAt(slopes: readonly Float64Array[], template: Float64Array, centre: number, reach: number): number {
  const width = 2 * reach + 1;
  let product = 0;
  let own = 0;
  let other = 0;
  slopes.forEach((slope, lead) => {
    const from = centre - reach;
    for (let k = 0; k < width; k++) {
      const a = slope[from + k] ?? 0;
      const b = template[lead * width + k]!;
      product += a * b;
      own += a * a;
      other += b * b;
    }
  });
  return own > 0 && other > 0 ? product / Math.sqrt(own * other) : 0;
}
