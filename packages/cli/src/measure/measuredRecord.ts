/** One opened recording measured: numbers, comparison, quality, features. */
import { assessStretches, featureNames, featureVector, findLeadSwaps, measureRecording, toRecording, type FeatureSetName, type OpenedRecording, type QualityGrade, type RecordMeasurements } from "@kalium/ecg";
import { compareWithMachine, type ComparedMeasurement } from "./compareWithMachine.ts";

export interface MeasuredFeature {
  readonly name: string;
  readonly unit: string;
  /** Null where the record does not show it. */
  readonly value: number | null;
}

export interface LeadQualityNote {
  readonly leadName: string;
  readonly grade: QualityGrade;
  /** In words; empty for a good lead. */
  readonly reasons: readonly string[];
}

export interface MeasuredRecord {
  /** Number of the recording in path order, from 1, and its file where it may be told. */
  readonly label: string;
  readonly formatDetail: string;
  readonly durationS: number;
  readonly leadNames: readonly string[];
  readonly compared: readonly ComparedMeasurement[];
  readonly measurements: RecordMeasurements;
  /** Of each lead its worst stretch of ten seconds. */
  readonly quality: readonly LeadQualityNote[];
  readonly features: { readonly set: FeatureSetName; readonly values: readonly MeasuredFeature[] } | null;
  readonly notes: readonly string[];
}

/** Shortest stretch in which a beat can be measured. */
const SHORTEST_S = 1.5;

/** Mark of readers where a machine put its calibration pulse behind the ECG. */
const CALIBRATION = "calibration pulse";

/** @throws FormatError when no signal is a voltage or the file is damaged */
export async function measureOpened(opened: OpenedRecording, label: string, features?: FeatureSetName): Promise<MeasuredRecord> {
  const recording = await toRecording(opened);
  const rate = recording.samplingRateHz;
  const notes: string[] = [];
  const pulse = recording.annotations.find(({ aux }) => aux === CALIBRATION);
  const end = pulse === undefined ? recording.sampleCount : Math.min(recording.sampleCount, pulse.sampleIndex);
  if (end < recording.sampleCount) notes.push(`The machine's calibration pulse from ${(end / rate).toFixed(1)} s on was left out.`);
  const leads = recording.leads.map(({ name, samplesMillivolt }) => ({ name, samplesMillivolt: samplesMillivolt.subarray(0, end) }));
  const usable = leads.filter(({ samplesMillivolt }) => !samplesMillivolt.every(Number.isNaN));
  if (end / rate < SHORTEST_S) notes.push(`The recording is ${(end / rate).toFixed(2)} s long; nothing can be measured in less than ${SHORTEST_S} s.`);
  const measurements = measureRecording(end / rate < SHORTEST_S ? [] : usable, rate);
  const anchors = measurements.medianBeat?.anchorSamples ?? [];
  for (const { level, reason } of anchors.length === 0 ? [] : findLeadSwaps(usable, rate, anchors)) notes.push(`Exchanged electrodes are ${level}: ${reason}`);
  return {
    label,
    formatDetail: opened.formatDetail,
    durationS: end / rate,
    leadNames: leads.map(({ name }) => name),
    compared: compareWithMachine(measurements, opened.facts.measurements),
    measurements,
    quality: leads.map(({ name, samplesMillivolt }) => worstStretch(name, samplesMillivolt, rate, measurements.beats.map(({ timeS }) => Math.round(timeS * rate)))),
    features: features === undefined ? null : { set: features, values: namedFeatures(measurements, features) },
    notes: [...notes, ...(end / rate < SHORTEST_S ? [] : measurements.notes)],
  };
}

const GRADES: readonly QualityGrade[] = ["good", "fair", "poor"];

function worstStretch(leadName: string, samplesMillivolt: Float32Array, rate: number, beatSamples: readonly number[]): LeadQualityNote {
  let worst: LeadQualityNote = { leadName, grade: "good", reasons: [] };
  for (const { grade, reasons } of assessStretches(samplesMillivolt, rate, { detections: [beatSamples] })) {
    if (GRADES.indexOf(grade) > GRADES.indexOf(worst.grade)) worst = { leadName, grade, reasons: reasons.map(({ text }) => text) };
  }
  return worst;
}

function namedFeatures(measurements: RecordMeasurements, set: FeatureSetName): readonly MeasuredFeature[] {
  const values = featureVector(measurements, set);
  return featureNames(set).map(({ name, unit }, k) => ({ name, unit, value: Number.isNaN(values[k]!) ? null : values[k]! }));
}
