/**
 * A strip of some seconds, delineated as a whole: beats of one shape are condensed into a template, the template is
 * delineated in all leads together, and its marks are carried back to each beat.
 */
import { agreeOnStretch, type BeatAgreement } from "./beatAgreement.ts";
import { medianOf } from "./beatTemplate.ts";
import { condenseStrip, type CondensedClass } from "./condenseStrip.ts";
import { confidenceOf } from "./markConfidence.ts";
import type { DelineatedBeat, WaveMarks } from "./delineation.ts";
import { middleOf } from "./leadConsensus.ts";
import { findPWaves } from "./pWave.ts";
import { findTWaves, latestTEndS } from "./tWave.ts";
import { findUWaves } from "./uWave.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choice: mean agreement of the beats from which a class has P waves, and of a single beat. */
const CLASS_P_AGREEMENT = 0.55;
const BEAT_P_AGREEMENT = 0.2;
/** Kalium's choice: a P wave lower than this in every lead, mV, is none. */
const SMALLEST_P_MV = 0.02;
/** Kalium's choice: how far a beat's own marks may lie from those of its class. */
const LARGEST_T_SHIFT_S = 0.02;
/** Kalium's choice: signal kept after the latest end of a T wave. */
const T_MARGIN_S = 0.12;
/** Kalium's choice: a U wave ends at least this long before the next P wave. */
const U_BEFORE_P_S = 0.03;
/** Kalium's choice: a U wave that reaches this share of the T wave hides its end. */
const TALL_U_OF_T = 0.3;
const LARGEST_P_SHIFT_S = 0.024;

/** Marks of every lead of a strip; `beats[lead][detection]`. */
export interface StripDelineation {
  readonly beats: readonly (readonly DelineatedBeat[])[];
}

/**
 * @param leads mV, no NaN, of one length
 * @param detections samples of the complexes, ascending
 */
export function delineateStrip(leads: readonly ArrayLike<number>[], samplingRateHz: number, detections: ArrayLike<number>): StripDelineation {
  const beats: DelineatedBeat[][] = leads.map(() => new Array<DelineatedBeat>(detections.length));
  const { flat, alignedAt, classes } = condenseStrip(leads, samplingRateHz, detections);
  const tEnds = new Float64Array(detections.length).fill(NaN);
  const tOfClass = classes.map(({ members, template, qrs, usualRrS }) => {
    const t = findTWaves(template, template.centre + qrs.common.offset, usualRrS, samplingRateHz);
    if (t !== null) for (const beat of members) tEnds[beat] = alignedAt[beat]! + medianOf(Float64Array.from(t, ({ offset }) => offset)) - template.centre;
    return t;
  });
  classes.forEach((condensed, index) => {
    const { members, at, template, qrs } = condensed;
    // The time since the T wave before, as most beats of the class have it.
    const sinceT = members.filter((beat) => beat > 0 && !Number.isNaN(tEnds[beat - 1]!)).map((beat) => alignedAt[beat]! - tEnds[beat - 1]!);
    const earliestP = sinceT.length > 0 ? template.centre - medianOf(Float64Array.from(sinceT)) : 0;
    const { p, agreement, t, u, latestT } = findClassWaves(condensed, flat, tOfClass[index]!, earliestP, samplingRateHz);
    const tBeats = t === null ? null : at.map((sample) => tWavesOfBeat(flat, sample, condensed, t, latestT, samplingRateHz));
    // A U wave moves with the T wave before it.
    const uShifts = t === null || tBeats === null ? null : tBeats.map((waves) => middleOf(waves.map(({ peak }, lead) => peak - t[lead]!.peak)));
    members.forEach((beat, m) => {
      leads.forEach((_, lead) => {
        const place = (waves: readonly LeadWave[], shift: number, agreement = 1): WaveMarks => placeWave(waves, lead, alignedAt[beat]! - template.centre + shift, template.slopeNoise[lead]!, agreement, samplingRateHz);
        const qrsOnset = Math.round(alignedAt[beat]! + qrs.onsets[lead]!);
        const qrsOffset = Math.round(alignedAt[beat]! + qrs.offsets[lead]!);
        beats[lead]![beat] = {
          detection: beat,
          p: p !== null && agreement[m]!.similarity >= BEAT_P_AGREEMENT ? place(p, agreement[m]!.shift, agreement[m]!.similarity) : null,
          qrs: {
            onset: qrsOnset,
            peak: largestDeflection(flat[lead]!, qrsOnset, qrsOffset),
            offset: qrsOffset,
            onsetConfidence: confidenceOf(qrs.steepness[lead]!, template.slopeNoise[lead]!, (qrs.onsets[lead]! - qrs.common.onset) / samplingRateHz),
            peakConfidence: confidenceOf(qrs.steepness[lead]!, template.slopeNoise[lead]!, 0),
            offsetConfidence: confidenceOf(qrs.steepness[lead]!, template.slopeNoise[lead]!, (qrs.offsets[lead]! - qrs.common.offset) / samplingRateHz),
          },
          t: tBeats === null ? null : place(tBeats[m]!, 0),
          u: u === null || uShifts === null ? null : place(u, uShifts[m]!),
        };
      });
    });
  });
  return { beats };
}

/** Waves of a class, on its template. */
export interface ClassWaves {
  /** Null when the class has no P wave. */
  readonly p: readonly LeadWave[] | null;
  /** How well each beat repeats the P wave. */
  readonly agreement: readonly BeatAgreement[];
  readonly t: readonly LeadWave[] | null;
  readonly u: readonly LeadWave[] | null;
  /** Sample at which a tall U wave begins; Infinity without one. */
  readonly latestT: number;
}

/**
 * @param t T waves found without regard to a U wave
 * @param earliestP first sample of the template at which a P wave may begin
 */
export function findClassWaves(condensed: CondensedClass, flat: readonly Float64Array[], t: readonly LeadWave[] | null, earliestP: number, samplingRateHz: number): ClassWaves {
  const { at, template, qrs, usualRrS } = condensed;
  const candidate = findPWaves(template, earliestP, template.centre + qrs.common.onset, samplingRateHz);
  const { present, agreement } = candidate === null ? { present: false, agreement: [] } : agreeOnP(flat, at, candidate, template.centre, samplingRateHz);
  const u = t === null ? null : findUWaves(template, t, latestU(condensed, candidate, samplingRateHz), usualRrS, samplingRateHz);
  // Where a tall U wave follows, the T wave is looked for again before it.
  const latestT = t === null || u === null || !isTall(u, t) ? Infinity : middleOf(u.map(({ onset }) => onset));
  const before = latestT === Infinity ? null : findTWaves(template, template.centre + qrs.common.offset, usualRrS, samplingRateHz, latestT);
  return { p: present ? candidate : null, agreement, t: before ?? t, u, latestT };
}

function agreeOnP(leads: readonly Float64Array[], at: readonly number[], waves: readonly LeadWave[], centre: number, samplingRateHz: number) {
  const from = Math.round(middleOf(waves.map(({ onset }) => onset)) - centre - 0.016 * samplingRateHz);
  const to = Math.round(middleOf(waves.map(({ offset }) => offset)) - centre + 0.008 * samplingRateHz);
  const strict = agreeOnStretch(leads, at, from, to, 0, 0);
  const agreement = agreeOnStretch(leads, at, from, to, Math.round(LARGEST_P_SHIFT_S * samplingRateHz), 0.3);
  const mean = strict.reduce((sum, { similarity }) => sum + similarity, 0) / strict.length;
  return { present: at.length > 1 && mean >= CLASS_P_AGREEMENT && waves.some(({ height }) => height >= SMALLEST_P_MV), agreement };
}

/**
 * T waves of one beat: looked for in the mean of beat and template, so that noise is halved and the wave stays near where the
 * class has it, while a T wave that RR or its own course moves is followed.
 */
function tWavesOfBeat(flat: readonly Float64Array[], at: number, condensed: CondensedClass, waves: readonly LeadWave[], latest: number, samplingRateHz: number): readonly LeadWave[] {
  const { template, qrs, usualRrS, members } = condensed;
  if (members.length === 1) return waves;
  // Only the stretch that can hold the T wave is looked at.
  const first = template.centre + qrs.common.offset;
  const end = Math.min(template.leads[0]!.length, template.centre + Math.round((latestTEndS(usualRrS) + T_MARGIN_S) * samplingRateHz));
  const mixed = template.leads.map((lead, index) => {
    const signal = flat[index]!;
    return lead.slice(first, end).map((value, i) => (value + signal[Math.max(0, Math.min(signal.length - 1, at + qrs.common.offset + i))]!) / 2);
  });
  const own = findTWaves({ ...template, leads: mixed, centre: template.centre - first }, 0, usualRrS, samplingRateHz, latest - first)?.map((wave) => moveWave(wave, first)) ?? null;
  if (own === null) return waves;
  const furthest = LARGEST_T_SHIFT_S * samplingRateHz;
  const follow = (usual: number, found: number) => usual + Math.max(-furthest, Math.min(furthest, found - usual));
  return waves.map((wave, lead) => ({ ...wave, onset: follow(wave.onset, own[lead]!.onset), peak: follow(wave.peak, own[lead]!.peak), offset: follow(wave.offset, own[lead]!.offset) }));
}

/** Last sample of the template before the next beat's P wave, or its QRS where the class has no P wave. */
function latestU({ template, qrs, usualRrS }: CondensedClass, p: readonly LeadWave[] | null, samplingRateHz: number): number {
  const next = template.centre + Math.round(usualRrS * samplingRateHz);
  const before = p === null ? qrs.common.onset : middleOf(p.map(({ onset }) => onset)) - template.centre;
  return Math.round(next + before - U_BEFORE_P_S * samplingRateHz);
}

function isTall(u: readonly LeadWave[], t: readonly LeadWave[]): boolean {
  const size = (waves: readonly LeadWave[]) => Math.hypot(...waves.map(({ height }) => Math.max(0, height)));
  return size(u) >= TALL_U_OF_T * size(t);
}

function moveWave(wave: LeadWave, by: number): LeadWave {
  return { ...wave, onset: wave.onset + by, peak: wave.peak + by, offset: wave.offset + by };
}

/** Marks of one lead's wave on the recording; `agreement` is how well this beat repeats its class. */
export function placeWave(waves: readonly LeadWave[], lead: number, by: number, noise: number, agreement: number, samplingRateHz: number): WaveMarks {
  const { onset, peak, offset, onsetSteepness, offsetSteepness } = waves[lead]!;
  const share = Math.max(0, Math.min(1, agreement));
  const distanceS = (mark: number, all: (wave: LeadWave) => number) => (mark - middleOf(waves.map(all))) / samplingRateHz;
  return {
    onset: Math.round(onset + by),
    peak: Math.round(peak + by),
    offset: Math.round(offset + by),
    onsetConfidence: share * confidenceOf(onsetSteepness, noise, distanceS(onset, (wave) => wave.onset)),
    peakConfidence: share * confidenceOf(Math.max(onsetSteepness, offsetSteepness), noise, distanceS(peak, (wave) => wave.peak)),
    offsetConfidence: share * confidenceOf(offsetSteepness, noise, distanceS(offset, (wave) => wave.offset)),
  };
}

function largestDeflection(lead: Float64Array, from: number, to: number): number {
  let at = Math.max(0, Math.min(lead.length - 1, from));
  for (let i = Math.max(0, from); i <= Math.min(lead.length - 1, to); i++) if (Math.abs(lead[i]!) > Math.abs(lead[at]!)) at = i;
  return at;
}
