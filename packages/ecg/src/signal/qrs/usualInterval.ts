import { quantileOf } from "./windowPeaks.ts";

/** Beats on either side whose intervals tell the usual one (Kalium's choice; Pan & Tompkins 1985 take 8 past ones). */
export const NEIGHBOUR_BEATS = 8;
/** Kalium's choices: the interval where too few beats tell it, and the longest that is taken for usual. */
const ASSUMED_INTERVAL_S = 0.8;
export const LONGEST_USUAL_S = 1.5;
const LEAST_BEATS = 4;

/** Neighbours of the place before the `next`-th of `count` beats: as many on either side, more of one side at the ends. */
export function neighboursOf(next: number, count: number, beats: number = NEIGHBOUR_BEATS): readonly [number, number] {
  return [Math.max(0, Math.min(next - beats, count - 2 * beats)), Math.min(count, Math.max(next + beats, 2 * beats))];
}

/** Kalium's choice: levels and rhythm are taken anew when this many beats have gone by; medians over 16 hardly move faster. */
export const RENEWED_BEATS = 4;

/** Median interval of the beats (indices into `at`) from the `from`-th to before the `to`-th, samples. */
function usualIntervalOf(at: Float64Array, beats: readonly number[], from: number, to: number, samplingRateHz: number): number {
  if (to - from < LEAST_BEATS) return ASSUMED_INTERVAL_S * samplingRateHz;
  const intervals = new Float64Array(to - from - 1);
  for (let k = 0; k < intervals.length; k++) intervals[k] = at[beats[from + k + 1]] - at[beats[from + k]];
  return Math.min(LONGEST_USUAL_S * samplingRateHz, quantileOf(intervals, 0.5));
}

/** The usual interval around each candidate, written into `usual`. */
export function measureUsualIntervals(at: Float64Array, beats: readonly number[], samplingRateHz: number, usual: Float64Array): void {
  let next = 0;
  let known = -1;
  let interval = 0;
  for (let i = 0; i < at.length; i++) {
    while (next < beats.length && beats[next] < i) next += 1;
    if (known < 0 || next >= known + RENEWED_BEATS) {
      const [from, to] = neighboursOf(next, beats.length);
      interval = usualIntervalOf(at, beats, from, to, samplingRateHz);
      known = next;
    }
    usual[i] = interval;
  }
}
