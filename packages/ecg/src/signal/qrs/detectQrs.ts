/** QRS complexes of a recording: one detector on every lead, and one series out of all of them. */
import { designBandpassFir, BEAT_BANDPASS, filterFirCentred } from "../firBandpass.ts";
import { resampleTo } from "../resample.ts";
import { detectRPeaks } from "../rPeaks.ts";
import type { DetectQrs, QrsDetectorName } from "./qrsDetector.ts";

/** The detectors there are, the default first. */
export const QRS_DETECTOR_NAMES: readonly QrsDetectorName[] = ["two-average", "pan-tompkins", "wavelet"];

export const detectQrs: DetectQrs = (leads, samplingRateHz) => {
  const { samples, samplingRateHz: workRateHz } = resampleTo(leads[0].samplesMillivolt, samplingRateHz, 125);
  const { sampleIndices } = detectRPeaks(filterFirCentred(samples, designBandpassFir(BEAT_BANDPASS)), workRateHz);
  return { sampleIndices: sampleIndices.map((n) => Math.round((n * samplingRateHz) / workRateHz)), confidence: new Float32Array(sampleIndices.length).fill(1) };
};
