/**
 * The wavelet detector, after Li 1995 and Martínez 2004 (doi:10.1109/TBME.2003.821031): a QRS complex is a pair of modulus
 * maxima of opposite sign in the quadratic-spline transform, and its peak the zero crossing between them. Kalium's choices: the
 * scale whose band is nearest to 4–14 Hz (2⁴ at 250 Hz) gives the pairs; they count as far as the next finer scale shows
 * them too, and the second difference says how sharp they are. Pairs are candidates, which {@link judgeCandidates} compares with
 * their neighbours.
 */
import { quadraticSplineWavelet } from "../filter/quadraticSplineWavelet.ts";
import type { JudgedCandidates } from "./beatCandidates.ts";
import { gatherCandidates, type FoundCandidate, type FoundInPiece } from "./gatherCandidates.ts";
import { judgeCandidates } from "./judgeCandidates.ts";
import { sharpnessNear } from "./sharpness.ts";
import type { WorkingLead } from "./workingRate.ts";

/** Literature: scale 2⁴ at 250 Hz. */
const PAIR_SCALE = 4;
const PAIR_SCALE_RATE_HZ = 250;
/** Literature: Martínez 2004 has 120 ms between the maxima of a pair at most; wide paced and ventricular beats want a little more. */
const PAIR_REACH_S = 0.14;
/** Kalium's choice: the finer scale's part in the same deflection lies this near the crossing. */
const FINER_REACH_S = 0.075;

/** Judges a lead by pairs of modulus maxima. */
export function judgeByWavelet(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number): JudgedCandidates {
  return judgeCandidates(gatherCandidates(samplesMillivolt, samplingRateHz, findPairs), samplingRateHz);
}

function findPairs({ samples, rateHz }: WorkingLead): FoundInPiece {
  const scale = Math.max(2, PAIR_SCALE + Math.round(Math.log2(rateHz / PAIR_SCALE_RATE_HZ)));
  const scales = quadraticSplineWavelet(samples, scale);
  const [finer, coarse] = [scales[scale - 2], scales[scale - 1]];
  const reach = Math.round(FINER_REACH_S * rateHz);
  const found: FoundCandidate[] = [];
  let previous = -1;
  for (const at of listModulusMaxima(coarse)) {
    if (previous >= 0 && coarse[at] * coarse[previous] < 0 && at - previous <= PAIR_REACH_S * rateHz) {
      const crossing = findCrossing(coarse, previous, at);
      const pair = Math.abs(coarse[at]) + Math.abs(coarse[previous]);
      found.push({ peak: crossing, strength: Math.sqrt(pair * largestNear(finer, crossing, reach)), sharpness: sharpnessNear(samples, crossing, rateHz) });
    }
    previous = at;
  }
  // A complex of three slopes is two pairs in a row; the stronger one stands for both.
  const kept = found.filter(({ peak, strength }, i) => {
    const isStrongerNear = (other: FoundCandidate | undefined) => other !== undefined && Math.abs(other.peak - peak) <= PAIR_REACH_S * rateHz && other.strength > strength;
    return !isStrongerNear(found[i - 1]) && !isStrongerNear(found[i + 1]);
  });
  return { found: kept, waveform: coarse };
}

/** Largest deflection of each run of one sign. */
function listModulusMaxima(x: Float64Array): number[] {
  const maxima: number[] = [];
  let largest = 0;
  for (let n = 1; n <= x.length; n++) {
    if (n === x.length || x[n] * x[largest] <= 0) {
      if (x[largest] !== 0) maxima.push(largest);
      largest = n;
    } else if (Math.abs(x[n]) > Math.abs(x[largest])) largest = n;
  }
  return maxima;
}

function findCrossing(x: Float64Array, from: number, to: number): number {
  for (let n = from + 1; n <= to; n++) if (x[n] * x[from] <= 0) return n;
  return to;
}

function largestNear(x: Float64Array, at: number, reach: number): number {
  let largest = 0;
  for (let n = Math.max(0, at - reach); n <= Math.min(x.length - 1, at + reach); n++) largest = Math.max(largest, Math.abs(x[n]));
  return largest;
}
