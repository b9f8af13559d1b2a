/** One call from leads to measurements: detect, delineate, make the median beat, measure. The result is plain data that can be structured-cloned. */
import type { AnalysedLead } from "../analysedLead.ts";
import { delineateByRules } from "../delineate/delineateByRules.ts";
import type { Delineation } from "../delineate/delineation.ts";
import { bridgeInvalid } from "../qrs/bridgeInvalid.ts";
import { detectQrs } from "../qrs/detectQrs.ts";
import type { QrsDetections } from "../qrs/qrsDetector.ts";
import { measureBeats, type BeatMeasurements, type Intervals } from "./beatMeasurements.ts";
import { correctQt, type CorrectedQt } from "./correctedQt.ts";
import { markGlobalWaves, type GlobalMarks } from "./globalIntervals.ts";
import { measureLead, ST_AFTER_J_MS, type LeadMeasurements } from "./leadMeasurements.ts";
import { recordMarkers } from "./markers/recordMarkers.ts";
import type { MarkerValue } from "./markers/markerBasis.ts";
import { hintsFrom, leadMarksOn } from "./marksOnMedianBeat.ts";
import { medianBeats, type MedianBeats } from "./medianBeats.ts";
import { recordAxes, type RecordAxes } from "./recordAxes.ts";
import { rrStatistics, type RrStatistics } from "./rrStatistics.ts";
import { spreadOf, type Spread } from "./spread.ts";

export interface MeasureOptions {
  /** Found elsewhere; left out, `detectQrs` with its default detector. */
  readonly detections?: QrsDetections;
  /** Found elsewhere (the network delineator); left out, the rules. */
  readonly delineation?: Delineation;
  /** Times after the J point at which ST is read, ms; default 0, 20, 60, 80. */
  readonly stAfterJMs?: readonly number[];
  /** Measure every lead of every single beat too; default true up to 200 beats. */
  readonly withBeatLeads?: boolean;
}

export interface RecordMeasurements {
  readonly samplingRateHz: number;
  readonly durationS: number;
  readonly detectionCount: number;
  readonly rate: RrStatistics;
  /** Null when no beat could be averaged; then nothing that needs it is there either, and `notes` says why. */
  readonly medianBeat: MedianBeats | null;
  /** Global marks on the median beat, in its samples. */
  readonly marks: GlobalMarks | null;
  /** From the global marks on the median beat: what the record is said to have. */
  readonly intervals: Intervals;
  /** Of QT, with the mean RR interval, as devices and the recommendations for irregular rhythm have it. */
  readonly qtc: CorrectedQt | null;
  /** QTc − QRS by each formula. */
  readonly jtc: CorrectedQt | null;
  readonly axes: RecordAxes | null;
  /** Each lead of the median beat. */
  readonly leads: readonly LeadMeasurements[];
  readonly beats: readonly BeatMeasurements[];
  /** Median and MAD of the global intervals over single beats. */
  readonly beatSpread: Readonly<Record<keyof Intervals, Spread>>;
  readonly potassiumMarkers: readonly MarkerValue[];
  /** What a person should know of these numbers, one sentence each. */
  readonly notes: readonly string[];
}

const NO_INTERVALS: Intervals = { pDurationMs: null, prMs: null, qrsMs: null, qtMs: null, jtMs: null, tPeakEndMs: null };
const NO_DETECTIONS: QrsDetections = { sampleIndices: new Int32Array(0), confidence: new Float32Array(0) };
/** Share of the beats that must have the dominant form for it to be the record's (Kalium's choice). */
const LEAST_SHARE_ALIKE = 1 / 3;
/** What detectors and delineators ask for. */
const LEAST_RATE_HZ = 100;
const MOST_BEATS_WITH_LEADS = 200;
/** Where the T wave is taken to begin when no delineator says so. */
const T_AFTER_J_MS = 60;

/**
 * @param leads mV; NaN is bridged by straight lines
 * @param samplingRateHz below 100 nothing is measured; slopes and QRS bounds want 250 or more
 */
export function measureRecording(leads: readonly AnalysedLead[], samplingRateHz: number, options: MeasureOptions = {}): RecordMeasurements {
  const whole = leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: bridgeInvalid(samplesMillivolt) }));
  const isMeasurable = leads.length > 0 && samplingRateHz >= LEAST_RATE_HZ;
  const detections = options.detections ?? (isMeasurable ? detectQrs(whole, samplingRateHz) : NO_DETECTIONS);
  const at = detections.sampleIndices;
  const delineation = options.delineation ?? delineateByRules(whole, samplingRateHz, detections);
  const stAfterJMs = options.stAfterJMs ?? ST_AFTER_J_MS;
  const beats = measureBeats(whole, delineation, at, options.withBeatLeads ?? at.length <= MOST_BEATS_WITH_LEADS, stAfterJMs);
  const rate = rrStatistics(at, samplingRateHz);
  const median = medianBeats(whole, samplingRateHz, at);
  const notes: string[] = [];
  if (samplingRateHz < 250) notes.push(`At ${samplingRateHz} samples a second marks are coarse (one sample is ${(1000 / samplingRateHz).toFixed(1)} ms).`);
  if (whole.some((lead, k) => lead.samplesMillivolt !== leads[k]!.samplesMillivolt)) notes.push("Invalid samples were bridged by straight lines.");
  const common = {
    samplingRateHz, durationS: (leads[0]?.samplesMillivolt.length ?? 0) / samplingRateHz, detectionCount: at.length, rate, beats,
    beatSpread: Object.fromEntries(Object.keys(NO_INTERVALS).map((name) => [name, spreadOf(beats.map(({ intervals }) => intervals[name as keyof Intervals]))])) as Record<keyof Intervals, Spread>,
  };
  const lookedAt = median === null ? 0 : median.usedDetections.length + median.unlikeCount;
  const hasForm = median !== null && median.usedDetections.length >= LEAST_SHARE_ALIKE * lookedAt;
  const hints = median === null || !hasForm ? null : hintsFrom(delineation, median);
  const marks = median === null || hints === null ? null : markGlobalWaves(median, hints);
  if (median === null || marks === null || hints === null) {
    notes.push(!isMeasurable ? `Nothing can be measured without a lead, or below ${LEAST_RATE_HZ} samples a second.` : at.length === 0 ? "No QRS complex was found." : median !== null && !hasForm ? `No more than ${median.usedDetections.length} of ${lookedAt} beats are alike: there is no common form to measure, as in fibrillation or a sine wave.` : "No whole beat lies in the recording, or its leads are flat.");
    return { ...common, medianBeat: median, marks: null, intervals: NO_INTERVALS, qtc: null, jtc: null, axes: null, leads: [], potassiumMarkers: [], notes };
  }
  if (median.usedDetections.length < 3) notes.push(`The median beat is made of ${median.usedDetections.length === 1 ? "one beat" : "two beats"} only.`);
  if (median.unlikeCount > 0) notes.push(`Of ${lookedAt} beats ${median.unlikeCount} differ${median.unlikeCount === 1 ? "s" : ""} in form from the dominant ones and ${median.unlikeCount === 1 ? "was" : "were"} left out of the median beat.`);
  for (const reason of Object.values(marks.missing)) notes.push(`Not measured: ${reason}.`);
  const intervals = intervalsFrom(marks, samplingRateHz);
  const measured = median.leads.map(({ leadName, samplesMillivolt }) => measureLead(leadName, samplesMillivolt, leadMarksOn(median, delineation, leadName, marks), samplingRateHz, stAfterJMs));
  const qtc = intervals.qtMs === null || rate.meanMs === null ? null : correctQt(intervals.qtMs, rate.meanMs);
  const tOnset = hints.tOnset ?? marks.qrsOffset + (T_AFTER_J_MS / 1000) * samplingRateHz;
  return {
    ...common,
    medianBeat: median,
    marks,
    intervals,
    qtc,
    jtc: qtc === null || intervals.qrsMs === null ? null : mapQt(qtc, (value) => value - intervals.qrsMs!),
    axes: recordAxes(median, marks, tOnset),
    leads: measured,
    potassiumMarkers: recordMarkers(median, marks, measured, tOnset),
    notes,
  };
}

function intervalsFrom(marks: GlobalMarks, samplingRateHz: number): Intervals {
  const between = (from: number | null, to: number | null) => (from === null || to === null || to <= from ? null : ((to - from) * 1000) / samplingRateHz);
  return {
    pDurationMs: between(marks.pOnset, marks.pOffset),
    prMs: between(marks.pOnset, marks.qrsOnset),
    qrsMs: between(marks.qrsOnset, marks.qrsOffset),
    qtMs: between(marks.qrsOnset, marks.tOffset),
    jtMs: between(marks.qrsOffset, marks.tOffset),
    tPeakEndMs: between(marks.tPeak, marks.tOffset),
  };
}

function mapQt(qtc: CorrectedQt, change: (value: number) => number): CorrectedQt {
  return { bazettMs: change(qtc.bazettMs), fridericiaMs: change(qtc.fridericiaMs), framinghamMs: change(qtc.framinghamMs), hodgesMs: change(qtc.hodgesMs) };
}
