/**
 * A strip made ready for delineation: its beats aligned and grouped by shape, every group with its QRS boundaries and a
 * median beat, the baseline taken off.
 */
import { removeBaseline } from "./baseline.ts";
import { classifyBeats } from "./beatClasses.ts";
import { makeTemplate, medianOf, type BeatTemplate } from "./beatTemplate.ts";
import { smoothGaussian, slopeOf } from "./gaussian.ts";
import { findQrsSpan, speedOf, type QrsSpan } from "./qrsBoundaries.ts";
import { standsOut } from "./visibleEnd.ts";

/** Kalium's choice: time scale at which a QRS is looked at. */
const QRS_SIGMA_S = 0.004;
/** Kalium's choices, set to zero mean on the 100 odd-numbered LUDB subjects: share of the greatest speed at the boundaries. */
const COMMON_ONSET_SHARE = 0.06;
const COMMON_OFFSET_SHARE = 0.12;
const LEAD_ONSET_SHARE = 0.05;
const LEAD_OFFSET_SHARE = 0.06;
const QRS_RULE_S = { ownShare: 0.4, furthest: 0.025 };
/** Kalium's choice, from the same half: how standing out moves the marks outwards, and what is usual. */
const ONSET_BY_STANDING_OUT_S = 0.0022;
const OFFSET_BY_STANDING_OUT_S = 0.0025;
const USUAL_STANDING_OUT = 0.8;
/** Kalium's choice: how far a template reaches from the aligned sample. */
const TEMPLATE_BEFORE_S = 0.45;
const TEMPLATE_AFTER_S = 0.9;
/** Interval taken for a strip with one beat only. Kalium's choice. */
const RR_OF_SINGLE_BEAT_S = 0.8;

/** Boundaries of the QRS of a class, relative to the aligned sample. */
export interface ClassQrs {
  /** Over all leads. */
  readonly common: QrsSpan;
  /** Of each lead. */
  readonly onsets: readonly number[];
  readonly offsets: readonly number[];
  /** Greatest slope of each lead, mV/s. */
  readonly steepness: readonly number[];
}

/** Beats of one shape, condensed. */
export interface CondensedClass {
  /** Indices into the detections, ascending. */
  readonly members: readonly number[];
  /** Aligned sample of each member. */
  readonly at: readonly number[];
  readonly qrs: ClassQrs;
  /** mV, zero before the QRS. */
  readonly template: BeatTemplate;
  /** Median time to the next beat. */
  readonly usualRrS: number;
}

export interface CondensedStrip {
  /** Leads without baseline, mV. */
  readonly flat: readonly Float64Array[];
  /** Aligned sample of each detection. */
  readonly alignedAt: Int32Array;
  /** Largest first. */
  readonly classes: readonly CondensedClass[];
}

/**
 * @param leads mV, no NaN, of one length
 * @param detections samples of the complexes, ascending
 */
export function condenseStrip(leads: readonly ArrayLike<number>[], samplingRateHz: number, detections: ArrayLike<number>): CondensedStrip {
  const slopes = leads.map((lead) => slopeOf(smoothGaussian(lead, QRS_SIGMA_S * samplingRateHz), samplingRateHz));
  const { classes, alignedAt } = classifyBeats(slopes, detections, samplingRateHz);
  const complexes = classes.map(({ members }) => findClassQrs(slopes, members.map((beat) => alignedAt[beat]!), samplingRateHz));
  const onsets = classes.flatMap(({ members }, index) => members.map((beat) => Math.round(alignedAt[beat]! + complexes[index]!.common.onset))).sort((a, b) => a - b);
  const flat = leads.map((lead) => removeBaseline(lead, onsets, samplingRateHz));
  const rrS = (beat: number) => {
    const from = beat + 1 < detections.length ? beat : beat - 1;
    return from < 0 ? RR_OF_SINGLE_BEAT_S : (alignedAt[from + 1]! - alignedAt[from]!) / samplingRateHz;
  };
  const reach = { before: Math.round(TEMPLATE_BEFORE_S * samplingRateHz), after: Math.round(TEMPLATE_AFTER_S * samplingRateHz) };
  return {
    flat,
    alignedAt,
    classes: classes.map(({ members }, index) => {
      const at = members.map((beat) => alignedAt[beat]!);
      const template = makeTemplate(flat, at, reach, samplingRateHz);
      return { members, at, qrs: moveByVisibility(complexes[index]!, template, samplingRateHz), template, usualRrS: medianOf(Float64Array.from(members, rrS)) };
    }),
  };
}

function findClassQrs(slopes: readonly Float64Array[], alignedAt: readonly number[], samplingRateHz: number): ClassQrs {
  const template = makeTemplate(slopes, alignedAt, { before: Math.round(0.2 * samplingRateHz), after: Math.round(0.25 * samplingRateHz) }, samplingRateHz);
  const relative = (span: QrsSpan) => ({ ...span, onset: span.onset - template.centre, offset: span.offset - template.centre });
  const common = relative(findQrsSpan(speedOf(template.leads), template.centre, samplingRateHz, COMMON_ONSET_SHARE, COMMON_OFFSET_SHARE));
  const own = template.leads.map((slope) => relative(findQrsSpan(slope.map(Math.abs), template.centre, samplingRateHz, LEAD_ONSET_SHARE, LEAD_OFFSET_SHARE)));
  const draw = (marks: readonly number[], middle: number) => marks.map((mark) => middle + QRS_RULE_S.ownShare * Math.max(-QRS_RULE_S.furthest * samplingRateHz, Math.min(QRS_RULE_S.furthest * samplingRateHz, mark - middle)));
  return { common, onsets: draw(own.map(({ onset }) => onset), common.onset), offsets: draw(own.map(({ offset }) => offset), common.offset), steepness: own.map(({ top }) => top) };
}

function moveByVisibility(qrs: ClassQrs, { leads, centre, beatNoise }: BeatTemplate, samplingRateHz: number): ClassQrs {
  const visibility = leads.map((lead, index) => {
    const complex = lead.subarray(centre + qrs.common.onset, centre + qrs.common.offset + 1);
    return samplingRateHz * standsOut(Math.max(...complex) - Math.min(...complex), beatNoise[index]!, USUAL_STANDING_OUT);
  });
  return {
    ...qrs,
    onsets: qrs.onsets.map((onset, lead) => onset - ONSET_BY_STANDING_OUT_S * visibility[lead]!),
    offsets: qrs.offsets.map((offset, lead) => offset + OFFSET_BY_STANDING_OUT_S * visibility[lead]!),
  };
}
