/**
 * The median beat of a recording in every lead, as electrocardiographs print it: beats of the most frequent shape only, laid
 * over each other by correlation of all leads, and delineated.
 */
import type { AnalysedLead } from "../analysedLead.ts";
import type { QrsDetections } from "../qrs/qrsDetector.ts";
import { condenseStrip } from "./condenseStrip.ts";
import { confidenceOf } from "./markConfidence.ts";
import { findClassWaves, placeWave } from "./delineateStrip.ts";
import type { DelineatedBeat } from "./delineation.ts";
import { globalBeat } from "./globalMarks.ts";
import { middleOf } from "./leadConsensus.ts";
import { findTWaves } from "./tWave.ts";
import type { LeadWave } from "./waveInTemplate.ts";

/** Median beat of one lead; the marks are samples of it. */
export interface MedianLead {
  readonly leadName: string;
  /** mV, zero before the QRS. */
  readonly samplesMillivolt: Float64Array;
  readonly marks: DelineatedBeat;
}

export interface MedianBeat {
  readonly samplingRateHz: number;
  /** Sample at which the beats are aligned, near the R peak. */
  readonly centre: number;
  /** How many beats it is the median of. */
  readonly beatCount: number;
  /** Those beats, as indices into the detections. */
  readonly members: readonly number[];
  /** Median time to the next beat, s. */
  readonly usualRrS: number;
  readonly leads: readonly MedianLead[];
  /** Marks over all leads. */
  readonly global: DelineatedBeat;
}

/**
 * @param leads mV, without NaN, all of one length; some seconds to some minutes
 * @returns null when there is no beat
 */
export function medianBeat(leads: readonly AnalysedLead[], samplingRateHz: number, qrs: QrsDetections): MedianBeat | null {
  if (leads.length === 0 || qrs.sampleIndices.length === 0) return null;
  const { flat, classes } = condenseStrip(leads.map(({ samplesMillivolt }) => samplesMillivolt), samplingRateHz, qrs.sampleIndices);
  const condensed = classes[0]!;
  const { template, qrs: complex, usualRrS, members } = condensed;
  const first = findTWaves(template, template.centre + complex.common.offset, usualRrS, samplingRateHz);
  const tEnd = first === null ? template.centre : middleOf(first.map(({ offset }) => offset));
  const { p, t, u, agreement } = findClassWaves(condensed, flat, first, tEnd - usualRrS * samplingRateHz, samplingRateHz);
  const repeats = agreement.reduce((sum, { similarity }) => sum + similarity / agreement.length, 0);
  const marked = leads.map(({ name }, lead): MedianLead => {
    const samplesMillivolt = template.leads[lead]!;
    const place = (waves: readonly LeadWave[] | null, share = 1) => (waves === null ? null : placeWave(waves, lead, 0, template.slopeNoise[lead]!, share, samplingRateHz));
    const sure = (distance: number) => confidenceOf(complex.steepness[lead]!, template.slopeNoise[lead]!, distance / samplingRateHz);
    const onset = Math.round(template.centre + complex.onsets[lead]!);
    const offset = Math.round(template.centre + complex.offsets[lead]!);
    let peak = onset;
    for (let i = onset; i <= offset; i++) if (Math.abs(samplesMillivolt[i]!) > Math.abs(samplesMillivolt[peak]!)) peak = i;
    const marks: DelineatedBeat = {
      detection: members[0]!,
      p: place(p, repeats),
      qrs: { onset, peak, offset, onsetConfidence: sure(complex.onsets[lead]! - complex.common.onset), peakConfidence: sure(0), offsetConfidence: sure(complex.offsets[lead]! - complex.common.offset) },
      t: place(t),
      u: place(u),
    };
    return { leadName: name, samplesMillivolt, marks };
  });
  return { samplingRateHz, centre: template.centre, beatCount: template.beatCount, members, usualRrS, leads: marked, global: globalBeat(marked.map(({ marks }) => marks), members[0]!) };
}
