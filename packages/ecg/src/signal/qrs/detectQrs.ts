/** QRS complexes of a recording: one detector on every lead, and one series out of all of them. */
import type { AnalysedLead } from "../analysedLead.ts";
import type { JudgeLead } from "./beatCandidates.ts";
import { fuseLeads, type FusedCandidates } from "./fuseLeads.ts";
import { locatePeak } from "./locatePeak.ts";
import { judgeByPanTompkins } from "./panTompkinsDetector.ts";
import type { DetectQrs, QrsDetections, QrsDetector, QrsDetectorName } from "./qrsDetector.ts";
import { judgeByTwoAverages } from "./twoAverageDetector.ts";
import { judgeByWavelet } from "./waveletDetector.ts";

/** The detectors there are, the default first. */
export const QRS_DETECTOR_NAMES: readonly QrsDetectorName[] = ["two-average", "pan-tompkins", "wavelet"];

const JUDGES: Readonly<Record<QrsDetectorName, JudgeLead>> = {
  "two-average": judgeByTwoAverages,
  "pan-tompkins": judgeByPanTompkins,
  wavelet: judgeByWavelet,
};

/** Kalium's choice: below, the steep part of a QRS complex is two or three samples. */
const LEAST_RATE_HZ = 100;

/**
 * Finds the complexes of leads that share one time axis. Each lead is judged by the detector, then all of them together
 * ({@link fuseLeads}); the peaks are those of the lead that agrees best with the result, but where noise silences it.
 * @throws RangeError for a rate below 100 Hz, no lead, or leads of different lengths.
 */
export const detectQrs: DetectQrs = (leads, samplingRateHz, detectorName = QRS_DETECTOR_NAMES[0]) => {
  if (!(samplingRateHz >= LEAST_RATE_HZ)) throw new RangeError(`QRS complexes want at least ${LEAST_RATE_HZ} samples a second, not ${samplingRateHz}; resample the leads first`);
  if (leads.length === 0) throw new RangeError("there is no lead to find QRS complexes in; give at least one");
  const length = leads[0].samplesMillivolt.length;
  const other = leads.find(({ samplesMillivolt }) => samplesMillivolt.length !== length);
  if (other !== undefined) throw new RangeError(`lead ${other.name} has ${other.samplesMillivolt.length} samples and lead ${leads[0].name} ${length}; give leads of one recording, cut alike`);
  const judged = leads.map(({ samplesMillivolt }) => JUDGES[detectorName](samplesMillivolt, samplingRateHz));
  const fused = leads.length === 1 ? { ...judged[0], leadOf: new Uint16Array(judged[0].at.length) } : fuseLeads(judged, samplingRateHz);
  return placeBeats(leads, fused, samplingRateHz);
};

/** The detector of a name, for one lead. */
export function qrsDetectorOf(name: QrsDetectorName): QrsDetector {
  return { name, detect: (samplesMillivolt, samplingRateHz) => detectQrs([{ name: "", samplesMillivolt }], samplingRateHz, name) };
}

function placeBeats(leads: readonly AnalysedLead[], { at, evidence, beats, leadOf }: FusedCandidates, samplingRateHz: number): QrsDetections {
  const sampleIndices: number[] = [];
  const confidence: number[] = [];
  for (const beat of beats) {
    const peak = locatePeak(leads[leadOf[beat]].samplesMillivolt, at[beat], samplingRateHz);
    // Two complexes lie 200 ms apart, their peaks within 75 ms: only in noise do they come out of order.
    if (sampleIndices.length > 0 && peak <= sampleIndices.at(-1)!) continue;
    sampleIndices.push(peak);
    confidence.push(confidenceOf(evidence[beat]));
  }
  return { sampleIndices: Int32Array.from(sampleIndices), confidence: Float32Array.from(confidence) };
}

/** r² / (1 + r²) of the ratio to the dividing level: 0.5 on it, 0.92 at the most evidence there is. */
function confidenceOf(evidence: number): number {
  return 1 / (1 + Math.exp(-2 * evidence));
}
