/** The median beat of a class in every lead: noise falls with the number of beats, what all beats share stays. */

/** Aligned beats of one class, condensed. */
export interface BeatTemplate {
  /** mV, one window a lead. */
  readonly leads: readonly Float64Array[];
  /** Index in the window at which the beats are aligned. */
  readonly centre: number;
  /** How many beats were condensed. */
  readonly beatCount: number;
  /** mV/s, one a lead: spread of the slope that noise gives a single beat; 0 when there is one beat only, which tells nothing of it. */
  readonly beatNoise: readonly number[];
  /** The same, as far as it is left in the template. */
  readonly slopeNoise: readonly number[];
}

/** Kalium's choice: beats beyond this many add work, not certainty; they are taken evenly from the class. */
const MOST_BEATS = 40;

/**
 * Median over the beats, sample by sample.
 * @param leads signals without baseline, mV
 * @param alignedAt aligned sample of each member
 * @param reach samples before and after it; samples beyond the recording do not count
 */
export function makeTemplate(leads: readonly ArrayLike<number>[], alignedAt: readonly number[], reach: { readonly before: number; readonly after: number }, samplingRateHz: number): BeatTemplate {
  const step = Math.max(1, alignedAt.length / MOST_BEATS);
  const beats: number[] = [];
  for (let i = 0; i < alignedAt.length; i += step) beats.push(alignedAt[Math.floor(i)]!);
  const width = reach.before + reach.after + 1;
  const values = new Float64Array(beats.length);
  const windows = leads.map((lead) => {
    const window = new Float64Array(width);
    for (let k = 0; k < width; k++) {
      let count = 0;
      for (const beat of beats) {
        const at = beat - reach.before + k;
        if (at >= 0 && at < lead.length) values[count++] = lead[at]!;
      }
      window[k] = count > 0 ? medianOf(values, count) : NaN;
    }
    return holdEnds(window);
  });
  const beatNoise = leads.map((lead, index) => beatNoiseOf(lead, windows[index]!, beats, reach.before, samplingRateHz));
  return { leads: windows, centre: reach.before, beatCount: beats.length, beatNoise, slopeNoise: beatNoise.map((noise) => noise / Math.sqrt(beats.length)) };
}

/** Kalium's choice: slopes for the noise are taken over this time, which is that of a P wave's flank. */
const NOISE_SLOPE_S = 0.024;

/** Median distance between slopes of single beats and of the template, as a standard deviation. */
function beatNoiseOf(lead: ArrayLike<number>, window: Float64Array, beats: readonly number[], before: number, samplingRateHz: number): number {
  if (beats.length < 2) return 0;
  const step = Math.max(1, Math.round(NOISE_SLOPE_S * samplingRateHz));
  const distances: number[] = [];
  for (const beat of beats) {
    for (let k = 0; k + step < window.length; k += step) {
      const at = beat - before + k;
      if (at >= 0 && at + step < lead.length) distances.push(Math.abs(lead[at + step]! - lead[at]! - window[k + step]! + window[k]!));
    }
  }
  const spread = 1.4826 * (distances.sort((a, b) => a - b)[distances.length >> 1] ?? 0);
  return (spread / step) * samplingRateHz;
}

/** Middle of the first `count` values; sorts them in place. */
export function medianOf(values: Float64Array, count: number = values.length): number {
  // Insertion sort: the lists are short and nearly every sample of a strip passes here.
  for (let i = 1; i < count; i++) {
    const value = values[i]!;
    let at = i - 1;
    for (; at >= 0 && values[at]! > value; at--) values[at + 1] = values[at]!;
    values[at + 1] = value;
  }
  const middle = count >> 1;
  return count % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

/** Where no beat had a sample, at the ends of the recording, the nearest value stands. */
function holdEnds(window: Float64Array): Float64Array {
  const first = window.findIndex((value) => !Number.isNaN(value));
  const last = window.findLastIndex((value) => !Number.isNaN(value));
  if (first < 0) return window.fill(0);
  window.fill(window[first]!, 0, first);
  window.fill(window[last]!, last + 1);
  return window;
}
