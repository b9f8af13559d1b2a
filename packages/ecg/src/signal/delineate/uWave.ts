/**
 * The U wave: a low bump after the T wave that points the same way, at its highest when potassium is low. Looked for in all
 * leads together, along the direction that the T wave has in them, where the T wave's own end counts against it.
 */
import type { BeatTemplate } from "./beatTemplate.ts";
import { smoothGaussian, slopeOf } from "./gaussian.ts";
import { drawWavesTogether } from "./leadTrust.ts";
import { bendOf } from "./waveBend.ts";
import { followFlank } from "./waveFlank.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choices: time scales at which a U wave is looked at. */
const BEND_SIGMA_S = 0.024;
const SHAPE_SIGMA_S = 0.012;
const SLOPE_SIGMA_S = 0.016;
/** Kalium's choice: least time from T peak to U peak, in units of the square root of RR in seconds. */
export const LEAST_AFTER_T_PEAK = 0.09;
/** Kalium's choice: latest U peak after the end of T (literature: 90 to 110 ms at 50 to 100/min). */
const LATEST_AFTER_T_END_S = 0.16;
/** Kalium's choice: a U wave bends at least this much, relative to the T wave, and so many times as much as noise does. */
const LEAST_OF_T = 0.12;
const LEAST_OF_NOISE = 4;
/** Kalium's choice: a U wave is at least this high in one lead, mV. */
const SMALLEST_U_MV = 0.03;
const PEAK_REACH_S = 0.03;
const FLANK_REACH_S = 0.12;
const SLOPE_SHARE = 0.3;
const FURTHEST_S = 0.03;

/**
 * @param template median beat
 * @param t its T waves
 * @param latest last sample before the P wave of the next beat
 * @returns one wave a lead, or null when there is none
 */
export function findUWaves({ leads, slopeNoise }: BeatTemplate, t: readonly LeadWave[], latest: number, rrS: number, samplingRateHz: number): LeadWave[] | null {
  const sigma = BEND_SIGMA_S * samplingRateHz;
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
  const tPeak = Math.round(middle(t.map(({ peak }) => peak)));
  const tEnd = Math.round(middle(t.map(({ offset }) => offset)));
  const last = Math.min(latest, leads[0]!.length - 2 - Math.round(sigma));
  const from = tPeak + Math.round(LEAST_AFTER_T_PEAK * Math.sqrt(rrS) * samplingRateHz);
  const to = Math.min(last - Math.round(0.03 * samplingRateHz), tEnd + Math.round(LATEST_AFTER_T_END_S * samplingRateHz));
  if (to - from < 3) return null;
  const bends = leads.map((lead) => bendOf(lead, sigma));
  const direction = bends.map((bend) => bend[tPeak]!);
  const size = Math.hypot(...direction);
  if (!(size > 0)) return null;
  const along = (i: number) => bends.reduce((sum, bend, lead) => sum + (direction[lead]! / size) * bend[i]!, 0);
  let peak = -1;
  let largest = 0;
  for (let i = from; i <= to; i++) {
    const value = along(i);
    if (value <= largest || value < along(i - 1) || value < along(i + 1)) continue;
    largest = value;
    peak = i;
  }
  // Noise of a slope, carried over the time scale of the bend, in the direction of T.
  const noise = Math.hypot(...slopeNoise.map((value, lead) => (direction[lead]! / size) * value)) * BEND_SIGMA_S;
  if (peak < 0 || largest < LEAST_OF_T * size || largest < LEAST_OF_NOISE * noise) return null;
  const reach = Math.round(PEAK_REACH_S * samplingRateHz);
  const flank = Math.round(FLANK_REACH_S * samplingRateHz);
  const waves = leads.map((lead, index): LeadWave => {
    const shape = smoothGaussian(lead, SHAPE_SIGMA_S * samplingRateHz);
    const slope = slopeOf(smoothGaussian(lead, SLOPE_SIGMA_S * samplingRateHz), samplingRateHz);
    const bend = bends[index]!;
    const polarity = bend[peak]! < 0 ? -1 : 1;
    let own = peak;
    for (let i = peak - reach; i <= Math.min(last, peak + reach); i++) if (polarity * shape[i]! > polarity * shape[own]!) own = i;
    const before = followFlank(shape, slope, own, polarity, -1, Math.max(tPeak, own - flank), Math.max(tPeak, own - flank), samplingRateHz, SLOPE_SHARE);
    const after = followFlank(shape, slope, own, polarity, 1, Math.min(last, own + flank), Math.min(last, own + flank), samplingRateHz, SLOPE_SHARE);
    const height = polarity * (shape[own]! - (shape[before.slopeEnd]! + shape[after.slopeEnd]!) / 2);
    return { onset: before.slopeEnd, peak: own, offset: after.slopeEnd, polarity, height, onsetSteepness: before.steepness, offsetSteepness: after.steepness };
  });
  if (!waves.some(({ height }) => height >= SMALLEST_U_MV)) return null;
  return drawWavesTogether(waves, slopeNoise, FURTHEST_S * samplingRateHz, FURTHEST_S * samplingRateHz);
}
