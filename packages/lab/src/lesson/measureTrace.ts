/** The few numbers of a trace that a lesson compares with what is expected, by Kalium's own detector, delineator and measurements. */
import { measureRecording } from "@kalium/ecg";

/** A lead as it goes to the worker. */
export interface TraceLead {
  readonly name: string;
  readonly samplesMillivolt: Float32Array;
}

/** Null where there is nothing to measure. */
export interface TraceMeasurements {
  readonly heartRatePerMinute: number | null;
  readonly prMs: number | null;
  readonly qrsMs: number | null;
  readonly qtMs: number | null;
  /** By Fridericia. */
  readonly qtcMs: number | null;
  readonly tV4Millivolt: number | null;
  readonly tIIMillivolt: number | null;
  /** Full width at half height. */
  readonly tWidthV4Ms: number | null;
  readonly uOverTV3: number | null;
  readonly beatCount: number;
  /** What a person should know of these numbers. */
  readonly notes: readonly string[];
}

export function measureTrace(leads: readonly TraceLead[], samplingRateHz: number): TraceMeasurements {
  const { rate, intervals, qtc, leads: measured, detectionCount, notes } = measureRecording(leads, samplingRateHz, { withBeatLeads: false });
  const lead = (name: string) => measured.find(({ leadName }) => leadName === name) ?? null;
  return {
    heartRatePerMinute: rate.heartRatePerMinute,
    prMs: intervals.prMs,
    qrsMs: intervals.qrsMs,
    qtMs: intervals.qtMs,
    qtcMs: qtc?.fridericiaMs ?? null,
    tV4Millivolt: lead("V4")?.t?.amplitudeMillivolt ?? null,
    tIIMillivolt: lead("II")?.t?.amplitudeMillivolt ?? null,
    tWidthV4Ms: lead("V4")?.t?.halfWidthMs ?? null,
    uOverTV3: lead("V3")?.uOverT ?? null,
    beatCount: detectionCount,
    notes,
  };
}
