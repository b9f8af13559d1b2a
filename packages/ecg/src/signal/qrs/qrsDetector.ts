/** What every QRS detector takes and gives, so that they can be exchanged and scored alike. */
import type { AnalysedLead } from "../analysedLead.ts";

export type QrsDetectorName = "two-average" | "pan-tompkins" | "wavelet";

/** QRS complexes of one recording. */
export interface QrsDetections {
  /** Ascending sample indices of the main peak of each complex (the largest deflection, up or down, of the fused leads). */
  readonly sampleIndices: Int32Array;
  /** One per complex, 0 … 1: how far it stands above what was not taken for a complex. */
  readonly confidence: Float32Array;
}

/** A detector of one lead. */
export interface QrsDetector {
  readonly name: QrsDetectorName;
  /**
   * @param samplesMillivolt raw lead, mV, no NaN; the detector filters for itself
   * @param samplingRateHz at least 100
   */
  detect(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number): QrsDetections;
}

/** Complexes found in several leads at once and fused into one series. */
export type DetectQrs = (leads: readonly AnalysedLead[], samplingRateHz: number, detectorName?: QrsDetectorName) => QrsDetections;
