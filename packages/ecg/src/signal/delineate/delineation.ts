/** Where waves begin, peak and end. Plain data that can be structured-cloned; indices are samples at the recording's rate. */
import type { AnalysedLead } from "../analysedLead.ts";
import type { QrsDetections } from "../qrs/qrsDetector.ts";

/** One wave of one beat. */
export interface WaveMarks {
  readonly onset: number;
  /** Largest deflection of the wave, up or down. */
  readonly peak: number;
  readonly offset: number;
  /** 0 … 1 for each mark: how sharply the signal tells it from its neighbours. */
  readonly onsetConfidence: number;
  readonly peakConfidence: number;
  readonly offsetConfidence: number;
}

/** The waves of one beat; a wave that is not there is null. */
export interface DelineatedBeat {
  /** Index into the detections that this beat belongs to. */
  readonly detection: number;
  readonly p: WaveMarks | null;
  readonly qrs: WaveMarks | null;
  readonly t: WaveMarks | null;
  readonly u: WaveMarks | null;
}

export interface LeadDelineation {
  readonly leadName: string;
  /** One per detection, in order. */
  readonly beats: readonly DelineatedBeat[];
}

/** Marks per lead, and global ones: earliest reliable onset and latest reliable offset over the leads. */
export interface Delineation {
  readonly samplingRateHz: number;
  readonly leads: readonly LeadDelineation[];
  /** One per detection, in order. */
  readonly global: readonly DelineatedBeat[];
}

export type DelineatorName = "rules" | "network";

/** A delineator; the network one computes elsewhere, hence the promise. */
export interface Delineator {
  readonly name: DelineatorName;
  delineate(leads: readonly AnalysedLead[], samplingRateHz: number, qrs: QrsDetections): Promise<Delineation>;
}
