/** The T wave of a beat template: found in all leads together, delineated in each, and drawn together again. */
import { smoothGaussian, slopeOf } from "./gaussian.ts";
import type { BeatTemplate } from "./beatTemplate.ts";
import { LEAST_AFTER_T_PEAK } from "./uWave.ts";
import { bendOf } from "./waveBend.ts";
import { drawWavesTogether } from "./leadTrust.ts";
import { followFlank } from "./waveFlank.ts";
import { standsOut } from "./visibleEnd.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choices: time scales at which a T wave is looked at. */
const SHAPE_SIGMA_S = 0.01;
const SLOPE_SIGMA_S = 0.014;
/** Kalium's choice: the ST segment that is passed over after the QRS. */
const AFTER_QRS_S = 0.04;
/**
 * Kalium's choice: where T peaks are expected after the aligned sample, in units of the square root of RR in seconds, and how
 * far from it they usually lie (half of the LUDB subjects: median 0.28, 1 % to 99 % 0.20 to 0.38).
 */
const USUAL_PEAK = 0.28;
const USUAL_PEAK_SPREAD = 0.12;
/**
 * Kalium's choice, in the same units: a peak later than this may be a U wave higher than its T wave, as when potassium is low;
 * an earlier peak after this time that points the same way and bends at least so much is then the T wave.
 */
const LATE_PEAK = 0.35;
const EARLIEST_PEAK = 0.2;
const LEAST_OF_U = 0.2;
/** Kalium's choices: time scale of the bend that tells a phase of a T wave, and how near to the peak of all leads a lead has its own. */
const BEND_SIGMA_S = 0.03;
const PEAK_SPREAD_S = 0.08;
const PEAK_REACH_S = 0.08;
/** Kalium's choice: no flank of a T wave is longer. */
const FLANK_REACH_S = 0.2;
/** Kalium's choice, set to zero mean on the 100 odd-numbered LUDB subjects: share of the greatest slope at the end and at the onset. */
const END_SLOPE_SHARE = 0.35;
const ONSET_SLOPE_SHARE = 0.25;
/** Kalium's choice, set to zero mean on the 100 odd-numbered LUDB subjects: people see a T wave end this much later. */
const END_AFTER_S = 0.003;
const ONSET_AFTER_S = 0.014;
/** Kalium's choice, from the same half: how standing out moves the marks outwards, and what is usual. */
const ONSET_BY_STANDING_OUT_S = 0.009;
const END_BY_STANDING_OUT_S = 0.0075;
const USUAL_STANDING_OUT = -1.15;
/** Kalium's choice: the furthest that a lead's onset and end may lie from those of most leads. */
const FURTHEST_ONSET_S = 0.03;
const FURTHEST_END_S = 0.024;

/**
 * Latest end of a T wave after the aligned sample, in seconds: the QT of Bazett with a corrected interval of 0.56 s, and
 * never into the next P wave. Kalium's choice.
 */
export function latestTEndS(rrS: number): number {
  return Math.min(0.56 * Math.sqrt(rrS), 0.72 * rrS + 0.05);
}

/**
 * @param template median beat, zero between P and QRS
 * @param qrsOffset end of the QRS over all leads
 * @param rrS time to the next beat
 * @param latest sample at which a U wave begins, if one is known
 * @returns one wave a lead; null when the window is too short to hold one
 */
export function findTWaves({ leads, centre, slopeNoise, beatNoise }: BeatTemplate, qrsOffset: number, rrS: number, samplingRateHz: number, latest = Infinity): LeadWave[] | null {
  const from = Math.round(qrsOffset + AFTER_QRS_S * samplingRateHz);
  const to = Math.round(Math.min(centre + latestTEndS(rrS) * samplingRateHz, leads[0]!.length - 2, latest));
  if (to - from < 0.08 * samplingRateHz) return null;
  const shapes = leads.map((lead) => smoothGaussian(lead, SHAPE_SIGMA_S * samplingRateHz));
  const slopes = leads.map((lead) => slopeOf(smoothGaussian(lead, SLOPE_SIGMA_S * samplingRateHz), samplingRateHz));
  const bends = leads.map((lead) => bendOf(lead, BEND_SIGMA_S * samplingRateHz));
  const together = new Float64Array(to + 1);
  for (const shape of shapes) bulgeOf(shape, from, to).forEach((value, i) => (together[i] = together[i]! + value * value));
  const unit = Math.sqrt(rrS) * samplingRateHz;
  const largest = largestNear(together, from + Math.round((to - from) / 2), to - from, from, to, (i) => Math.exp(-((((i - centre) / unit - USUAL_PEAK) / USUAL_PEAK_SPREAD) ** 2)));
  const commonPeak = largest - centre < LATE_PEAK * unit ? largest : findEarlierPeak(bends, largest, Math.max(from, centre + Math.round(EARLIEST_PEAK * unit)), largest - Math.round(LEAST_AFTER_T_PEAK * unit));
  const reach = Math.round(PEAK_REACH_S * samplingRateHz);
  const flankReach = Math.round(FLANK_REACH_S * samplingRateHz);
  const waves = shapes.map((shape, lead): LeadWave => {
    // Of a wave with two phases, the one counts that lies nearest to the peak of the other leads, unless it is much smaller.
    let peak = largestNear(bends[lead]!, commonPeak, reach, from, to, (i) => Math.exp(-0.5 * ((i - commonPeak) / (PEAK_SPREAD_S * samplingRateHz)) ** 2));
    const polarity = bends[lead]![peak]! < 0 ? -1 : 1;
    while (peak > from && polarity * shape[peak - 1]! > polarity * shape[peak]!) peak -= 1;
    while (peak < to && polarity * shape[peak + 1]! > polarity * shape[peak]!) peak += 1;
    const height = Math.abs(bulgeOf(shape, from, to)[peak]!);
    const until = Math.min(shape.length - 2, to + Math.round(0.06 * samplingRateHz), peak + flankReach);
    const after = followFlank(shape, slopes[lead]!, peak, polarity, 1, Math.max(peak, until - Math.round(0.04 * samplingRateHz)), until, samplingRateHz, END_SLOPE_SHARE);
    const before = followFlank(shape, slopes[lead]!, peak, polarity, -1, Math.max(from, peak - flankReach), Math.max(from, peak - flankReach), samplingRateHz, ONSET_SLOPE_SHARE);
    return { onset: before.slopeEnd, peak, offset: (after.slopeEnd + after.tangentEnd) / 2, polarity, height, onsetSteepness: before.steepness, offsetSteepness: after.steepness };
  });
  const drawn = drawWavesTogether(waves, slopeNoise, FURTHEST_ONSET_S * samplingRateHz, FURTHEST_END_S * samplingRateHz);
  return drawn.map((wave, lead) => {
    const visibility = standsOut(wave.height, beatNoise[lead]!, USUAL_STANDING_OUT);
    return {
      ...wave,
      onset: Math.min(wave.peak - 1, wave.onset + (ONSET_AFTER_S - ONSET_BY_STANDING_OUT_S * visibility) * samplingRateHz),
      offset: Math.max(wave.peak + 1, wave.offset + (END_AFTER_S + END_BY_STANDING_OUT_S * visibility) * samplingRateHz),
    };
  });
}

/** The T wave before a late peak, along the direction that the peak has in the leads; the late peak itself when there is none. */
function findEarlierPeak(bends: readonly Float64Array[], late: number, from: number, to: number): number {
  const along = (i: number) => bends.reduce((sum, bend) => sum + bend[late]! * bend[i]!, 0);
  let best = late;
  let largest = LEAST_OF_U * along(late);
  for (let i = from + 1; i < to; i++) {
    const value = along(i);
    if (value <= largest || value < along(i - 1) || value < along(i + 1)) continue;
    largest = value;
    best = i;
  }
  return best;
}

/** Sample near `around` at which the size times the weight is largest. */
function largestNear(values: Float64Array, around: number, reach: number, from: number, to: number, weight: (i: number) => number): number {
  let best = around;
  let largest = -1;
  for (let i = Math.max(from, around - reach); i <= Math.min(to, around + reach); i++) {
    const size = Math.abs(values[i]!) * weight(i);
    if (size <= largest) continue;
    largest = size;
    best = i;
  }
  return best;
}

/** Distance from the straight line between both ends of a stretch: an ST segment that is raised or sloping does not count. */
export function bulgeOf(y: Float64Array, from: number, to: number): Float64Array {
  const bulge = new Float64Array(y.length);
  for (let i = from; i <= to; i++) bulge[i] = y[i]! - (y[from]! + ((y[to]! - y[from]!) * (i - from)) / (to - from));
  return bulge;
}
