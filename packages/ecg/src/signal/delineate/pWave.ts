/** The P wave of a beat template, and whether there is one. */
import { smoothGaussian, slopeOf } from "./gaussian.ts";
import { bulgeOf, drawWavesTogether } from "./tWave.ts";
import { followFlank } from "./waveFlank.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choices: time scales at which a P wave is looked at. */
const BUMP_SIGMA_S = 0.016;
const SHAPE_SIGMA_S = 0.006;
const SLOPE_SIGMA_S = 0.008;
/** Kalium's choice: longest time from P onset to QRS onset that is looked at (first-degree block included). */
export const LONGEST_PR_S = 0.34;
/** Kalium's choices: a peak of a lead lies this near to that of all leads; a flank is no longer than this. */
const PEAK_REACH_S = 0.03;
const FLANK_REACH_S = 0.08;
/** Kalium's choice, set to zero mean on half of the LUDB subjects. */
const ONSET_SLOPE_SHARE = 0.25;
const OFFSET_SLOPE_SHARE = 0.25;
const ONSET_RULE_S = { ownShare: 0.5, furthest: 0.02 };
const OFFSET_RULE_S = { ownShare: 0.5, furthest: 0.02 };

/**
 * @param leads template of every lead, mV
 * @param earliest first sample at which a P wave may begin: after the T wave before
 * @param qrsOnset onset of the QRS over all leads
 * @returns one wave a lead; null when the window is too short to hold one
 */
export function findPWaves(leads: readonly Float64Array[], earliest: number, qrsOnset: number, samplingRateHz: number): LeadWave[] | null {
  const from = Math.max(1, Math.round(Math.max(earliest, qrsOnset - LONGEST_PR_S * samplingRateHz)));
  const to = Math.round(qrsOnset - 0.004 * samplingRateHz);
  if (to - from < 0.07 * samplingRateHz) return null;
  // The QRS is replaced by the level before it, so that smoothing does not carry it into the P wave.
  const quiet = leads.map((lead) => lead.map((value, i) => (i > to ? lead[to]! : value)));
  const bumps = quiet.map((lead) => bumpOf(lead, BUMP_SIGMA_S, samplingRateHz));
  let commonPeak = -1;
  let largest = 0;
  for (let i = from + Math.round(0.02 * samplingRateHz); i <= to - Math.round(0.024 * samplingRateHz); i++) {
    const size = bumps.reduce((sum, bump) => sum + bump[i]! ** 2, 0);
    if (size > largest) {
      largest = size;
      commonPeak = i;
    }
  }
  if (commonPeak < 0) return null;
  const reach = Math.round(PEAK_REACH_S * samplingRateHz);
  const flankReach = Math.round(FLANK_REACH_S * samplingRateHz);
  const waves = quiet.map((lead, index): LeadWave => {
    const shape = smoothGaussian(lead, SHAPE_SIGMA_S * samplingRateHz);
    const slope = slopeOf(smoothGaussian(lead, SLOPE_SIGMA_S * samplingRateHz), samplingRateHz);
    const bump = bumps[index]!;
    let peak = commonPeak;
    for (let i = Math.max(from + 1, commonPeak - reach); i <= Math.min(to - 1, commonPeak + reach); i++) if (Math.abs(bump[i]!) > Math.abs(bump[peak]!)) peak = i;
    const polarity = bump[peak]! < 0 ? -1 : 1;
    const bulge = bulgeOf(shape, Math.max(from, peak - flankReach), Math.min(to, peak + flankReach));
    const near = Math.round(0.015 * samplingRateHz);
    let best = peak;
    for (let i = Math.max(from + 1, peak - near); i <= Math.min(to - 1, peak + near); i++) if (polarity * bulge[i]! > polarity * bulge[best]!) best = i;
    const before = followFlank(shape, slope, best, polarity, -1, Math.max(from, best - flankReach), Math.max(from, best - flankReach - near), samplingRateHz, ONSET_SLOPE_SHARE);
    const after = followFlank(shape, slope, best, polarity, 1, Math.min(to, best + flankReach), Math.min(to, best + flankReach + near), samplingRateHz, OFFSET_SLOPE_SHARE);
    return { onset: before.slopeEnd, peak: best, offset: after.slopeEnd, polarity, height: Math.abs(bulge[best]!), onsetSteepness: before.steepness, offsetSteepness: after.steepness };
  });
  return drawWavesTogether(waves, ONSET_RULE_S, OFFSET_RULE_S, samplingRateHz);
}

/** Bend of the smoothed signal: positive on an upright wave, whatever slope it rides on. */
export function bumpOf(x: Float64Array, sigmaS: number, samplingRateHz: number): Float64Array {
  const smoothed = smoothGaussian(x, sigmaS * samplingRateHz);
  const reach = Math.max(1, Math.round(sigmaS * samplingRateHz));
  const bump = new Float64Array(x.length);
  for (let i = reach; i + reach < x.length; i++) bump[i] = 2 * smoothed[i]! - smoothed[i - reach]! - smoothed[i + reach]!;
  return bump;
}
