/**
 * Quality of one lead, stretch by stretch, with a grade and its reasons in words. The grade helps to sort recordings; it is no
 * statement about the person, and a strange heart can look like a bad signal.
 */
import { assessLead } from "../leadQuality.ts";
import type { LeadQuality, QualityGrade } from "../leadQuality.ts";
import { bridgeInvalid } from "../qrs/bridgeInvalid.ts";
import { medianOf } from "../resample.ts";
import { gradeStretch } from "./gradeStretch.ts";
import type { QualityReason } from "./gradeStretch.ts";
import { QUALITY_BAND_HZ, levelLead } from "./levelLead.ts";
import { DEFAULT_QUALITY_LIMITS } from "./qualityLimits.ts";
import type { QualityLimits } from "./qualityLimits.ts";
import { detectorAgreement, prepareSignalIndices } from "./signalIndices.ts";
import type { SignalIndices } from "./signalIndices.ts";
import { correlateWithTemplate } from "./templateCorrelation.ts";

/** All that is known of a stretch. */
export interface StretchIndices extends SignalIndices, Omit<LeadQuality, "grade"> {
  /** Agreement of two detectors; NaN when only one or none was given. */
  readonly qSqi: number;
  /** Mean correlation of the beats with their mean (Orphanidou 2015); NaN without two whole beats. Low in a heart with beats of several kinds. */
  readonly templateCorrelation: number;
  /** Mean correlation of each beat with the most similar other one; NaN without two whole beats. */
  readonly beatLikeness: number;
  readonly durationS: number;
  /** From the median interval of the given beats; NaN without two. */
  readonly beatsPerMinute: number;
  /** Beats of the first detector in this stretch; NaN when none were given. */
  readonly beatCount: number;
}

export interface StretchQuality {
  /** First sample and the one after the last. */
  readonly fromSample: number;
  readonly toSample: number;
  readonly grade: QualityGrade;
  /** Worst first; empty for a good stretch. */
  readonly reasons: readonly QualityReason[];
  readonly indices: StretchIndices;
}

export interface QualityOptions {
  /** Default 10 s; a last stretch of less than half of it joins the one before. */
  readonly stretchS?: number;
  /** Ascending sample indices of complexes by one detector, or by two of different build for qSQI. */
  readonly detections?: readonly [ArrayLike<number>, ArrayLike<number>?];
  readonly limits?: Partial<QualityLimits>;
}

/** Assesses a lead (mV, NaN where the file has no valid sample). An empty lead has no stretches. */
export function assessStretches(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number, options: QualityOptions = {}): StretchQuality[] {
  const limits = { ...DEFAULT_QUALITY_LIMITS, ...options.limits };
  const bridged = bridgeInvalid(samplesMillivolt);
  const levelled = levelLead(bridged, samplingRateHz, QUALITY_BAND_HZ);
  const signalIndicesOf = prepareSignalIndices(samplingRateHz);
  return cutStretches(samplesMillivolt.length, Math.max(1, Math.round((options.stretchS ?? 10) * samplingRateHz))).map(([from, to]) => {
    const beats = options.detections ? indicesWithin(options.detections[0], from, to) : null;
    const others = options.detections?.[1] ? indicesWithin(options.detections[1], from, to) : null;
    const { grade: _leadGrade, ...leadIndices } = assessLead(samplesMillivolt.subarray(from, to), samplingRateHz);
    const intervals = (beats ?? []).slice(1).map((beat, index) => beat - beats![index]);
    const template = correlateWithTemplate(levelled.subarray(from, to), beats ?? [], samplingRateHz);
    const indices: StretchIndices = {
      ...leadIndices,
      ...signalIndicesOf(bridged.subarray(from, to)),
      qSqi: beats && others ? detectorAgreement(beats, others, samplingRateHz) : NaN,
      templateCorrelation: template.mean,
      beatLikeness: template.likeness,
      durationS: (to - from) / samplingRateHz,
      beatsPerMinute: intervals.length > 0 ? (60 * samplingRateHz) / medianOf(intervals) : NaN,
      beatCount: beats ? beats.length : NaN,
    };
    return { fromSample: from, toSample: to, ...gradeStretch(indices, limits), indices };
  });
}

function cutStretches(count: number, length: number): (readonly [number, number])[] {
  const wholes = Math.max(1, Math.round(count / length));
  if (count === 0) return [];
  return Array.from({ length: wholes }, (_, index) => [index * length, index + 1 === wholes ? count : (index + 1) * length] as const);
}

/** Those of an ascending list that lie in a stretch, counted from its beginning. */
function indicesWithin(ascending: ArrayLike<number>, from: number, to: number): number[] {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < from) low = middle + 1;
    else high = middle;
  }
  const within: number[] = [];
  for (; low < ascending.length && ascending[low] < to; low++) within.push(ascending[low] - from);
  return within;
}
