/** How alike the beats of one lead are: Orphanidou et al. 2015 (doi:10.1109/JBHI.2014.2338351). */
import { medianOf } from "../resample.ts";
import { centreAndScale, dot } from "./correlation.ts";

/** Beats against their mean. */
export interface TemplateCorrelation {
  /** Mean correlation of the beats with the template; NaN with fewer than two whole beats. */
  readonly mean: number;
  /**
   * Mean over the beats of the correlation with the most similar other one (Kalium's choice): unlike the above it stays high when a heart has
   * two kinds of beats, and falls with noise all the same. NaN with fewer than two whole beats.
   */
  readonly likeness: number;
  /** Correlation with the template, one per given beat; NaN where its window leaves the signal or it does not move. */
  readonly ofBeats: Float64Array;
  /** Mean of the beats in the window, mV. */
  readonly template: Float64Array;
}

/** Kalium's choice: a slow heart would stretch the window over mere baseline. */
const LONGEST_WINDOW_S = 1.2;

/**
 * Cuts a window as wide as the median interval between beats about each beat, averages the windows to a template and
 * correlates each with it.
 * @param samples mV, baseline removed, without NaN
 * @param beatSampleIndices ascending; those outside are left out
 */
export function correlateWithTemplate(samples: ArrayLike<number>, beatSampleIndices: ArrayLike<number>, samplingRateHz: number): TemplateCorrelation {
  const beats = Array.from(beatSampleIndices);
  const intervals = beats.slice(1).map((beat, index) => beat - beats[index]);
  const width = Math.round(Math.min(medianOf(intervals), LONGEST_WINDOW_S * samplingRateHz));
  const ofBeats = new Float64Array(beats.length).fill(NaN);
  const before = width >> 1;
  const isWhole = (beat: number) => beat - before >= 0 && beat - before + width <= samples.length;
  const template = new Float64Array(width);
  const whole = beats.filter(isWhole);
  for (const beat of whole) for (let k = 0; k < width; k++) template[k] += samples[beat - before + k] / whole.length;
  if (whole.length < 2 || width < 2) return { mean: NaN, likeness: NaN, ofBeats, template };
  const level = centreAndScale(template);
  const windows = whole.map((beat) => {
    const window = new Float64Array(width);
    for (let k = 0; k < width; k++) window[k] = samples[beat - before + k];
    return centreAndScale(window);
  });
  const ofWhole = windows.map((window) => dot(window, level));
  const nearest = new Array<number>(windows.length).fill(-1);
  for (let one = 0; one < windows.length; one++) {
    for (let other = one + 1; other < windows.length; other++) {
      const correlation = dot(windows[one], windows[other]);
      if (correlation > nearest[one]) nearest[one] = correlation;
      if (correlation > nearest[other]) nearest[other] = correlation;
    }
  }
  let next = 0;
  beats.forEach((beat, index) => {
    if (isWhole(beat)) ofBeats[index] = ofWhole[next++];
  });
  return { mean: meanOfNumbers(ofWhole), likeness: meanOfNumbers(nearest), ofBeats, template };
}

/** Mean of those that are not NaN. */
function meanOfNumbers(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
