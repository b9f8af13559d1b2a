import type { AnalysedLead } from "../analysedLead.ts";
import { QUALITY_BAND_HZ, levelLead } from "./levelLead.ts";

/** One beat per lead that stands for all of them; same instants in every lead. */
export interface RepresentativeBeats {
  readonly samplingRateHz: number;
  /** Position of the QRS peak. */
  readonly peakIndex: number;
  /** mV by lead name in capitals ("AVR"), 0.5–40 Hz. */
  readonly byLead: ReadonlyMap<string, Float64Array>;
}

/** Kalium's choice: P wave to T wave at usual rates. */
const BEFORE_S = 0.3;
const AFTER_S = 0.45;

/**
 * Median over beats, sample by sample, so that an extra beat of another shape does not show. Leads are filtered without shifting waves.
 * @param beatSampleIndices QRS peaks; those too near to an end are left out. Without one whole beat all values are NaN.
 */
export function takeRepresentativeBeats(leads: readonly AnalysedLead[], samplingRateHz: number, beatSampleIndices: ArrayLike<number>): RepresentativeBeats {
  const peakIndex = Math.round(BEFORE_S * samplingRateHz);
  const length = peakIndex + Math.round(AFTER_S * samplingRateHz);
  const byLead = new Map<string, Float64Array>();
  for (const { name, samplesMillivolt } of leads) {
    const filtered = levelLead(samplesMillivolt, samplingRateHz, QUALITY_BAND_HZ);
    const starts = Array.from(beatSampleIndices, (beat) => beat - peakIndex).filter((start) => start >= 0 && start + length <= filtered.length);
    const values = new Float64Array(starts.length);
    const middle = starts.length >> 1;
    const beat = new Float64Array(length);
    for (let k = 0; k < length; k++) {
      for (let index = 0; index < starts.length; index++) values[index] = filtered[starts[index] + k];
      values.sort();
      beat[k] = starts.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
    byLead.set(name.toUpperCase(), beat);
  }
  return { samplingRateHz, peakIndex, byLead };
}
