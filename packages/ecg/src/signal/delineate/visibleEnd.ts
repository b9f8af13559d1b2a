/**
 * People see a wave begin and end where it leaves the noise. A high wave in a calm lead is seen longer than a low one in a
 * restless lead; a threshold relative to the wave itself does not know that.
 */

/** Kalium's choice: time over which noise of the slope (mV/s) is weighed against the height of a wave (mV). */
const WEIGHING_S = 1;
/** Kalium's choice: beyond these, more or less noise moves nothing any more. In a signal without noise a wave still ends. */
const LOWEST = -1.5;
const HIGHEST = 0.8;

/**
 * How well a wave stands out, as a natural logarithm around that of the usual wave of its kind (0), between −1.5 and 0.8.
 * @param heightMv height of the wave
 * @param beatNoise noise of the lead's slope in single beats, mV/s; 0 when unknown, which gives 0
 * @param usualLog logarithm of height over noise of the usual wave
 */
export function standsOut(heightMv: number, beatNoise: number, usualLog: number): number {
  if (!(beatNoise > 0) || !(heightMv > 0)) return 0;
  return Math.max(LOWEST, Math.min(HIGHEST, Math.log(heightMv / (beatNoise * WEIGHING_S)) - usualLog));
}
