/** What every single beat shows: global intervals, and each lead by its own marks. */
import type { AnalysedLead } from "../analysedLead.ts";
import type { DelineatedBeat, Delineation } from "../delineate/delineation.ts";
import { measureLead, type LeadMeasurements } from "./leadMeasurements.ts";

/** Intervals over all leads; null where a wave is missing. */
export interface Intervals {
  readonly pDurationMs: number | null;
  readonly prMs: number | null;
  readonly qrsMs: number | null;
  readonly qtMs: number | null;
  readonly jtMs: number | null;
  readonly tPeakEndMs: number | null;
}

export interface BeatMeasurements {
  /** Index into the detections. */
  readonly detection: number;
  readonly timeS: number;
  /** To the beat before; null for the first. */
  readonly rrMs: number | null;
  readonly intervals: Intervals;
  /** Empty for a beat without a marked complex, and when leads were not asked for. */
  readonly leads: readonly LeadMeasurements[];
}

export function measureBeats(leads: readonly AnalysedLead[], delineation: Delineation, detections: ArrayLike<number>, withLeads: boolean, stAfterJMs: readonly number[]): readonly BeatMeasurements[] {
  const rate = delineation.samplingRateHz;
  return delineation.global.map((beat, k) => ({
    detection: beat.detection,
    timeS: detections[k]! / rate,
    rrMs: k === 0 ? null : ((detections[k]! - detections[k - 1]!) * 1000) / rate,
    intervals: intervalsOf(beat, rate),
    leads: withLeads && beat.qrs !== null ? leads.map((lead, index) => measureLead(lead.name, lead.samplesMillivolt, marksOf(delineation.leads[index]!.beats[k]!, beat), rate, stAfterJMs)) : [],
  }));
}

function intervalsOf({ p, qrs, t }: DelineatedBeat, rate: number): Intervals {
  const between = (from: number | undefined, to: number | undefined) => (from === undefined || to === undefined || to <= from ? null : ((to - from) * 1000) / rate);
  return {
    pDurationMs: between(p?.onset, p?.offset),
    prMs: between(p?.onset, qrs?.onset),
    qrsMs: between(qrs?.onset, qrs?.offset),
    qtMs: between(qrs?.onset, t?.offset),
    jtMs: between(qrs?.offset, t?.offset),
    tPeakEndMs: between(t?.peak, t?.offset),
  };
}

function marksOf(own: DelineatedBeat, global: DelineatedBeat) {
  return {
    globalQrsOnset: global.qrs!.onset, globalQrsOffset: global.qrs!.offset,
    pOnset: own.p?.onset ?? null, pOffset: own.p?.offset ?? null,
    qrsOnset: own.qrs?.onset ?? null, qrsOffset: own.qrs?.offset ?? null,
    tOnset: own.t?.onset ?? null, tOffset: own.t?.offset ?? null,
    uOnset: own.u?.onset ?? null, uOffset: own.u?.offset ?? null,
  };
}
