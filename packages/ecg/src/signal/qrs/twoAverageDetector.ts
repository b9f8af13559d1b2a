/**
 * The default detector, after Elgendi 2013 (doi:10.1371/journal.pone.0073557): where the mean over the length of a QRS
 * complex exceeds the mean over the length of a beat lies a block of interest, long enough for a complex or dropped. Changed
 * in three ways (Kalium's choices): energies of two bands instead of one; no offset from the mean of the whole recording,
 * which one artefact could lift; blocks are candidates only, which {@link judgeCandidates} compares with their neighbours.
 */
import type { JudgedCandidates } from "./beatCandidates.ts";
import { gatherCandidates, type FoundCandidate, type FoundInPiece } from "./gatherCandidates.ts";
import { judgeCandidates } from "./judgeCandidates.ts";
import { movingAverage } from "./movingAverage.ts";
import { measureQrsEnvelope } from "./qrsEnvelope.ts";
import { sharpnessNear } from "./sharpness.ts";
import type { WorkingLead } from "./workingRate.ts";

/** Literature: Elgendi 2013, the length of a beat. */
const BEAT_WINDOW_S = 0.611;
/** Kalium's choice (the paper has 97 ms, of energies; the root is narrower beside its wider mean). */
const LEAST_BLOCK_S = 0.06;

/** Judges a lead by blocks of interest. */
export function judgeByTwoAverages(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number): JudgedCandidates {
  return judgeCandidates(gatherCandidates(samplesMillivolt, samplingRateHz, findBlocks), samplingRateHz);
}

function findBlocks({ samples, rateHz }: WorkingLead): FoundInPiece {
  const { envelope, waveform } = measureQrsEnvelope(samples, rateHz);
  const surroundings = movingAverage(envelope, Math.round(BEAT_WINDOW_S * rateHz));
  const leastLength = Math.round(LEAST_BLOCK_S * rateHz);
  const found: FoundCandidate[] = [];
  let peak = -1;
  let start = -1;
  for (let n = 0; n <= envelope.length; n++) {
    if (n < envelope.length && envelope[n] > surroundings[n]) {
      if (start < 0) start = peak = n;
      else if (envelope[n] > envelope[peak]) peak = n;
      continue;
    }
    if (start >= 0 && n - start >= leastLength) found.push({ peak, strength: envelope[peak], sharpness: sharpnessNear(samples, peak, rateHz) });
    start = -1;
  }
  return { found, waveform };
}
