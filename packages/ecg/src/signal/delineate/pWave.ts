/**
 * The P wave of a beat template. It is low and often notched, so where it begins and ends is first read from the speed of all
 * leads together, as with the QRS; each lead then says how far its own wave departs from that.
 */
import type { BeatTemplate } from "./beatTemplate.ts";
import { smoothGaussian, slopeOf } from "./gaussian.ts";
import { holdMaximum } from "./qrsBoundaries.ts";
import { bulgeOf } from "./tWave.ts";
import { standsOut } from "./visibleEnd.ts";
import { bendOf } from "./waveBend.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choices: time scales at which a P wave is looked at; a notch stands still no longer than `TURN_S` on either side. */
const BEND_SIGMA_S = 0.02;
const SHAPE_SIGMA_S = 0.006;
const COMMON_SIGMA_S = 0.01;
const LEAD_SIGMA_S = 0.014;
const TURN_S = 0.006;
/** Kalium's choice: longest time from P onset to QRS onset that is looked at (first-degree block included). */
const LONGEST_PR_S = 0.33;
/** Kalium's choice: the peak lies at least this long before the QRS and after the T wave. */
const PEAK_BEFORE_QRS_S = 0.04;
const PEAK_AFTER_T_S = 0.02;
/** Kalium's choice: noise (mV/s) at which a lead counts half in what all leads say together. */
const HALF_WEIGHT_NOISE = 0.3;
/** Kalium's choice: a flank lies within this time of the peak. */
const FLANK_REACH_S = 0.08;
/** Kalium's choice: what moves at least this fast, relative to the fastest part, is of the wave. */
const STEEP_SHARE = 0.45;
/** Kalium's choices: speed at the boundaries relative to the fastest part; the quiet level is a low percentile, so that one calm moment in noise does not count. */
const COMMON_SHARE = 0.15;
const LEAD_SHARE = 0.35;
const QUIET_PERCENTILE = 0.1;
/** Kalium's choice: how far a lead's own boundary may lie from the common one, and how much of that a calm lead keeps. */
const FURTHEST_OWN_S = 0.05;
const OWN_SHARE = { onset: 0.4, offset: 0.8 };
/** Kalium's choice: a lead whose P wave is so many times as steep as its noise keeps half of that. */
const HALF_TRUSTED_STEEPNESS = 6;
/** Kalium's choice: a T wave still falls for so long after its end. */
const AFTER_T_S = 0.04;
/**
 * Smoothing widens a wave, and people see it end where it leaves the noise. Kalium's choice, set to zero mean on the
 * 100 odd-numbered LUDB subjects and on drawn beats: what is taken off on either side of the common boundaries and of the own ones.
 */
const COMMON_WIDENING_S = { onset: 0.016, offset: 0.0256 };
const LEAD_WIDENING_S = { onset: 0.0125, offset: 0.02 };
/** Kalium's choice: usual duration of a P wave (LUDB; literature: 80 to 120 ms) and its weight beside what is measured. */
const USUAL_DURATION_S = 0.1;
const USUAL_DURATION_WEIGHT = 0.15;
/** Kalium's choice, from the same half: how standing out moves the marks outwards, and what is usual. */
const ONSET_BY_STANDING_OUT_S = 0.0032;
const OFFSET_BY_STANDING_OUT_S = 0.0045;
const USUAL_STANDING_OUT = -2.05;
/** Kalium's choice: the peak of a lead lies this near to that of all leads. */
const PEAK_REACH_S = 0.03;

/**
 * @param template median beat
 * @param earliest first sample at which a P wave may begin: after the T wave before
 * @param qrsOnset onset of the QRS over all leads
 * @returns one wave a lead; null when the window is too short to hold one
 */
export function findPWaves({ leads, slopeNoise, beatNoise }: BeatTemplate, earliest: number, qrsOnset: number, samplingRateHz: number): LeadWave[] | null {
  const inSamples = (seconds: number) => Math.round(seconds * samplingRateHz);
  const from = Math.max(1, Math.round(Math.max(earliest + AFTER_T_S * samplingRateHz, qrsOnset - LONGEST_PR_S * samplingRateHz)));
  const to = Math.round(qrsOnset - 0.004 * samplingRateHz);
  if (to - from < 0.07 * samplingRateHz) return null;
  // The QRS is replaced by the level before it, so that smoothing does not carry it into the P wave.
  const quiet = leads.map((lead) => lead.map((value, i) => (i > to ? lead[to]! : value)));
  const weights = slopeNoise.map((noise) => HALF_WEIGHT_NOISE / Math.hypot(HALF_WEIGHT_NOISE, noise));
  const bends = quiet.map((lead) => bendOf(lead, BEND_SIGMA_S * samplingRateHz));
  let commonPeak = -1;
  let largest = 0;
  for (let i = from + inSamples(PEAK_AFTER_T_S); i <= to - inSamples(PEAK_BEFORE_QRS_S); i++) {
    const size = bends.reduce((sum, bend, lead) => sum + (weights[lead]! * bend[i]!) ** 2, 0);
    if (size <= largest) continue;
    largest = size;
    commonPeak = i;
  }
  if (commonPeak < 0) return null;
  const speedAt = (sigmaS: number, lead: Float64Array) => slopeOf(smoothGaussian(lead, sigmaS * samplingRateHz), samplingRateHz);
  const speed = new Float64Array(leads[0]!.length);
  quiet.forEach((lead, index) => speedAt(COMMON_SIGMA_S, lead).forEach((slope, i) => (speed[i] = speed[i]! + (weights[index]! * slope) ** 2)));
  const turn = Math.max(1, inSamples(TURN_S));
  const common = findWaveSpan(holdMaximum(speed.map(Math.sqrt), turn), commonPeak, inSamples(FLANK_REACH_S), from, to, COMMON_SHARE);
  const onset = common.onset + COMMON_WIDENING_S.onset * samplingRateHz;
  const offset = common.offset - COMMON_WIDENING_S.offset * samplingRateHz;
  const furthest = FURTHEST_OWN_S * samplingRateHz;
  const keepOwn = (own: number, middle: number, share: number) => middle + share * Math.max(-furthest, Math.min(furthest, own - middle));
  return quiet.map((lead, index): LeadWave => {
    const leadSpeed = speedAt(LEAD_SIGMA_S, lead).map(Math.abs);
    const middle = Math.round((common.onset + common.offset) / 2);
    const own = findWaveSpan(holdMaximum(leadSpeed, turn), middle, inSamples(0.12), Math.max(from, common.onset - inSamples(FURTHEST_OWN_S)), Math.min(to, common.offset + inSamples(FURTHEST_OWN_S)), LEAD_SHARE);
    const trust = own.top ** 2 / (own.top ** 2 + (HALF_TRUSTED_STEEPNESS * slopeNoise[index]!) ** 2 + 1e-12);
    const begin = keepOwn(own.onset + LEAD_WIDENING_S.onset * samplingRateHz, onset, OWN_SHARE.onset * trust);
    const end = keepOwn(own.offset - LEAD_WIDENING_S.offset * samplingRateHz, offset, OWN_SHARE.offset * trust);
    const lengthen = USUAL_DURATION_WEIGHT * (USUAL_DURATION_S * samplingRateHz - (end - begin));
    const shape = smoothGaussian(lead, SHAPE_SIGMA_S * samplingRateHz);
    const bulge = bulgeOf(shape, common.onset, common.offset);
    let peak = commonPeak;
    for (let i = Math.max(common.onset + 1, commonPeak - inSamples(PEAK_REACH_S)); i <= Math.min(common.offset - 1, commonPeak + inSamples(PEAK_REACH_S)); i++) if (Math.abs(bulge[i]!) > Math.abs(bulge[peak]!)) peak = i;
    const visibility = standsOut(Math.abs(bulge[peak]!), beatNoise[index]!, USUAL_STANDING_OUT) * samplingRateHz;
    return {
      onset: Math.min(begin - lengthen - ONSET_BY_STANDING_OUT_S * visibility, peak - 1),
      peak,
      offset: Math.max(end + lengthen + OFFSET_BY_STANDING_OUT_S * visibility, peak + 1),
      polarity: bulge[peak]! < 0 ? -1 : 1,
      height: Math.abs(bulge[peak]!),
      onsetSteepness: own.top,
      offsetSteepness: own.top,
    };
  });
}

interface WaveSpan {
  readonly onset: number;
  readonly offset: number;
  readonly top: number;
}

/** Outwards from the outermost steep samples near the peak to where the speed has fallen to a share above the quiet level. */
function findWaveSpan(speed: Float64Array, peak: number, reach: number, from: number, to: number, share: number): WaveSpan {
  const first = Math.max(from, peak - reach);
  const last = Math.min(to, peak + reach);
  let top = 0;
  for (let i = first; i <= last; i++) top = Math.max(top, speed[i]!);
  let onset = peak;
  let offset = peak;
  for (let i = first; i <= last; i++) {
    if (speed[i]! < STEEP_SHARE * top) continue;
    onset = Math.min(onset, i);
    offset = Math.max(offset, i);
  }
  const slowBefore = slowSpeed(speed, from, onset, top, share);
  const slowAfter = slowSpeed(speed, offset, to, top, share);
  while (onset > from && speed[onset]! > slowBefore) onset -= 1;
  while (offset < to && speed[offset]! > slowAfter) offset += 1;
  return { onset, offset, top };
}

function slowSpeed(speed: Float64Array, from: number, to: number, top: number, share: number): number {
  const sorted = speed.slice(from, to + 1).sort();
  const quiet = sorted[Math.floor(QUIET_PERCENTILE * (sorted.length - 1))] ?? 0;
  return quiet + share * Math.max(0, top - quiet);
}
