/**
 * A strip of some seconds, delineated as a whole: beats of one shape are condensed into a template, the template is
 * delineated in all leads together, and its marks are carried back to each beat.
 */
import { agreeOnStretch } from "./beatAgreement.ts";
import { removeBaseline } from "./baseline.ts";
import { classifyBeats } from "./beatClasses.ts";
import { makeTemplate, medianOf } from "./beatTemplate.ts";
import { smoothGaussian, slopeOf } from "./gaussian.ts";
import { drawTogether } from "./leadConsensus.ts";
import { findPWaves } from "./pWave.ts";
import { findQrsSpan, speedOf, type QrsSpan } from "./qrsBoundaries.ts";
import { findTWaves, latestTEndS } from "./tWave.ts";
import type { DelineatedBeat, WaveMarks } from "./delineation.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Kalium's choice: time scale at which a QRS is looked at. */
const QRS_SIGMA_S = 0.004;
/** Kalium's choices, set to zero mean on half of the LUDB subjects: share of the greatest speed at the boundaries. */
const COMMON_ONSET_SHARE = 0.06;
const COMMON_OFFSET_SHARE = 0.1;
const LEAD_ONSET_SHARE = 0.05;
const LEAD_OFFSET_SHARE = 0.05;
const QRS_RULE_S = { ownShare: 0.4, furthest: 0.025 };
/** Kalium's choice: how far a template reaches from the aligned sample. */
const TEMPLATE_BEFORE_S = 0.45;
const TEMPLATE_AFTER_S = 0.9;
/** Kalium's choice: mean agreement of the beats from which a class has P waves, and of a single beat. */
const CLASS_P_AGREEMENT = 0.4;
const BEAT_P_AGREEMENT = 0.2;
/** Kalium's choice: a P wave lower than this in every lead, mV, is none. */
const SMALLEST_P_MV = 0.02;
/** Kalium's choice: a T wave may come this much earlier or later than in the template, as RR changes. */
const LARGEST_T_SHIFT_S = 0.04;
const LARGEST_P_SHIFT_S = 0.024;
/** Interval taken for a strip with one beat only. Kalium's choice. */
const RR_OF_SINGLE_BEAT_S = 0.8;

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
  const qrsSlopes = leads.map((lead) => slopeOf(smoothGaussian(lead, QRS_SIGMA_S * samplingRateHz), samplingRateHz));
  const { classes, alignedAt } = classifyBeats(qrsSlopes, detections, samplingRateHz);
  const spans = classes.map(({ members }) => commonQrs(qrsSlopes, members.map((beat) => alignedAt[beat]!), samplingRateHz));
  const onsets = classes.flatMap(({ members }, index) => members.map((beat) => Math.round(alignedAt[beat]! + spans[index]!.common.onset)));
  const flat = leads.map((lead) => removeBaseline(lead, onsets.sort((a, b) => a - b), samplingRateHz));
  const rrS = (beat: number) => (beat + 1 < detections.length ? (alignedAt[beat + 1]! - alignedAt[beat]!) / samplingRateHz : beat > 0 ? (alignedAt[beat]! - alignedAt[beat - 1]!) / samplingRateHz : RR_OF_SINGLE_BEAT_S);
  const tEnds = new Float64Array(detections.length).fill(NaN);
  const reach = { before: Math.round(TEMPLATE_BEFORE_S * samplingRateHz), after: Math.round(TEMPLATE_AFTER_S * samplingRateHz) };
  const worked = classes.map(({ members }, index) => {
    const at = members.map((beat) => alignedAt[beat]!);
    const template = makeTemplate(flat, at, reach);
    const usualRrS = medianOf(Float64Array.from(members, rrS));
    const latest = template.centre + Math.round(latestTEndS(usualRrS) * samplingRateHz);
    const t = findTWaves(template.leads, template.centre + spans[index]!.common.offset, latest, samplingRateHz);
    if (t !== null) for (const beat of members) tEnds[beat] = alignedAt[beat]! + medianOf(Float64Array.from(t, ({ offset }) => offset)) - template.centre;
    return { members, at, template, span: spans[index]!, t };
  });
  for (const { members, at, template, span, t } of worked) {
    // The time since the T wave before, as most beats of the class have it.
    const sinceT = members.filter((beat) => beat > 0).map((beat) => alignedAt[beat]! - tEnds[beat - 1]!);
    const earliestP = sinceT.length > 0 ? template.centre - medianOf(Float64Array.from(sinceT)) : 0;
    const p = findPWaves(template.leads, earliestP, template.centre + span.common.onset, samplingRateHz);
    const pBeats = p === null ? null : agreeOnP(flat, at, p, template.centre, samplingRateHz);
    const tBeats = t === null ? null : agreeOnT(flat, at, t, template.centre, samplingRateHz);
    members.forEach((beat, m) => {
      leads.forEach((_, lead) => {
        const place = (wave: LeadWave, shift: number): WaveMarks => marksAt(wave.onset - template.centre + alignedAt[beat]! + shift, wave.peak - template.centre + alignedAt[beat]! + shift, wave.offset - template.centre + alignedAt[beat]! + shift);
        const qrsOnset = Math.round(alignedAt[beat]! + span.onsets[lead]!);
        const qrsOffset = Math.round(alignedAt[beat]! + span.offsets[lead]!);
        const hasP = pBeats !== null && pBeats.present && pBeats.beats[m]!.similarity >= BEAT_P_AGREEMENT;
        beats[lead]![beat] = {
          detection: beat,
          p: hasP ? place(p![lead]!, pBeats.beats[m]!.shift) : null,
          qrs: marksAt(qrsOnset, largestDeflection(flat[lead]!, qrsOnset, qrsOffset), qrsOffset),
          t: t === null ? null : place(t[lead]!, tBeats![m]!.shift),
          u: null,
        };
      });
    });
  }
  return { beats };
}

interface ClassQrs {
  /** Boundaries over all leads, relative to the aligned sample. */
  readonly common: QrsSpan;
  readonly onsets: readonly number[];
  readonly offsets: readonly number[];
}

function commonQrs(slopes: readonly Float64Array[], alignedAt: readonly number[], samplingRateHz: number): ClassQrs {
  const template = makeTemplate(slopes, alignedAt, { before: Math.round(0.2 * samplingRateHz), after: Math.round(0.25 * samplingRateHz) });
  const relative = (span: QrsSpan) => ({ ...span, onset: span.onset - template.centre, offset: span.offset - template.centre });
  const common = relative(findQrsSpan(speedOf(template.leads), template.centre, samplingRateHz, COMMON_ONSET_SHARE, COMMON_OFFSET_SHARE));
  const own = template.leads.map((slope) => relative(findQrsSpan(slope.map(Math.abs), template.centre, samplingRateHz, LEAD_ONSET_SHARE, LEAD_OFFSET_SHARE)));
  const draw = (marks: readonly number[], middle: number) => marks.map((mark) => middle + QRS_RULE_S.ownShare * Math.max(-QRS_RULE_S.furthest * samplingRateHz, Math.min(QRS_RULE_S.furthest * samplingRateHz, mark - middle)));
  return { common, onsets: draw(own.map(({ onset }) => onset), common.onset), offsets: draw(own.map(({ offset }) => offset), common.offset) };
}

function agreeOnP(leads: readonly Float64Array[], at: readonly number[], waves: readonly LeadWave[], centre: number, samplingRateHz: number) {
  const from = Math.round(medianOf(Float64Array.from(waves, ({ onset }) => onset)) - centre - 0.016 * samplingRateHz);
  const to = Math.round(medianOf(Float64Array.from(waves, ({ offset }) => offset)) - centre + 0.008 * samplingRateHz);
  const strict = agreeOnStretch(leads, at, from, to, 0, 0);
  const beats = agreeOnStretch(leads, at, from, to, Math.round(LARGEST_P_SHIFT_S * samplingRateHz), 0.3);
  const mean = strict.reduce((sum, { similarity }) => sum + similarity, 0) / strict.length;
  return { present: at.length > 1 && mean >= CLASS_P_AGREEMENT && waves.some(({ height }) => height >= SMALLEST_P_MV), beats };
}

function agreeOnT(leads: readonly Float64Array[], at: readonly number[], waves: readonly LeadWave[], centre: number, samplingRateHz: number) {
  const peak = Math.round(medianOf(Float64Array.from(waves, ({ peak }) => peak)) - centre);
  const end = Math.round(medianOf(Float64Array.from(waves, ({ offset }) => offset)) - centre);
  return agreeOnStretch(leads, at, peak - Math.round(0.04 * samplingRateHz), end + Math.round(0.03 * samplingRateHz), Math.round(LARGEST_T_SHIFT_S * samplingRateHz), 0.15);
}

function marksAt(onset: number, peak: number, offset: number): WaveMarks {
  return { onset: Math.round(onset), peak: Math.round(peak), offset: Math.round(offset), onsetConfidence: 1, peakConfidence: 1, offsetConfidence: 1 };
}

function largestDeflection(lead: Float64Array, from: number, to: number): number {
  let at = Math.max(0, Math.min(lead.length - 1, from));
  for (let i = Math.max(0, from); i <= Math.min(lead.length - 1, to); i++) if (Math.abs(lead[i]!) > Math.abs(lead[at]!)) at = i;
  return at;
}
