/** Four ways to take slow drift out of a lead. All are zero-phase: no wave moves. */
import { cubicSpline } from "./cubicSpline.ts";
import { designButterworth } from "./designButterworth.ts";
import { filterForwardBackward } from "./filterForwardBackward.ts";
import { closeSignal, openSignal } from "./greyMorphology.ts";
import { runningMedian } from "./runningMedian.ts";

/** How the baseline is found. */
export type BaselineMethod =
  /** Butterworth high-pass of order 2, forward and backward, so −6 dB at the cut-off. Above 0.5 Hz it bends the ST segment. */
  | { readonly method: "highpass"; readonly cutoffHz: number }
  /** Two running medians; see {@link MEDIAN_WINDOWS_S}. Keeps ST, but follows wide T waves at slow rates. */
  | { readonly method: "medians" }
  /** Opening then closing; see {@link MORPHOLOGY_ELEMENTS_S}. */
  | { readonly method: "morphology" }
  /** Natural cubic spline through the level of the PQ segments, which lie at these sample indices (ascending). Bends nothing within a beat. */
  | { readonly method: "spline"; readonly pqSampleIndices: ArrayLike<number> };

/** A lead without its baseline, and the baseline: the two add up to what was given. */
export interface LevelledLead {
  readonly samples: Float64Array;
  readonly baseline: Float64Array;
}

/** Literature: de Chazal, O'Dwyer & Reilly 2004 (doi:10.1109/TBME.2004.827359): the first removes P and QRS, the second T. */
export const MEDIAN_WINDOWS_S = [0.2, 0.6] as const;
/** Literature: Sun, Chan & Krishnan 2002 (doi:10.1016/S0010-4825(02)00034-3): longer than a QRS complex, then 1.5 times that. */
export const MORPHOLOGY_ELEMENTS_S = [0.2, 0.3] as const;
/** Kalium's choice: half-width of the stretch whose mean is the level of a PQ segment; averages mains of 50 Hz over one cycle. */
const PQ_HALF_WIDTH_S = 0.01;

/**
 * Takes the baseline out of a lead (mV, without NaN).
 * @throws RangeError when a PQ segment lies outside the lead, or the high-pass cannot be designed.
 */
export function removeBaseline(samples: ArrayLike<number>, samplingRateHz: number, how: BaselineMethod): LevelledLead {
  if (how.method === "highpass") {
    const filtered = filterForwardBackward(designButterworth({ order: 2, kind: "highpass", cutoffHz: how.cutoffHz, samplingRateHz }), samples);
    return { samples: filtered, baseline: filtered.map((value, n) => samples[n] - value) };
  }
  const baseline = estimateBaseline(samples, samplingRateHz, how);
  return { samples: baseline.map((value, n) => samples[n] - value), baseline };
}

function estimateBaseline(samples: ArrayLike<number>, samplingRateHz: number, how: Exclude<BaselineMethod, { method: "highpass" }>): Float64Array {
  const oddSamplesIn = (seconds: number) => 2 * Math.floor((seconds * samplingRateHz) / 2) + 1;
  switch (how.method) {
    case "medians":
      return MEDIAN_WINDOWS_S.reduce((sofar: ArrayLike<number>, seconds) => runningMedian(sofar, oddSamplesIn(seconds)), samples) as Float64Array;
    case "morphology":
      return closeSignal(openSignal(samples, oddSamplesIn(MORPHOLOGY_ELEMENTS_S[0])), oddSamplesIn(MORPHOLOGY_ELEMENTS_S[1]));
    case "spline": {
      const half = Math.round(PQ_HALF_WIDTH_S * samplingRateHz);
      const levels = Array.from(how.pqSampleIndices, (index) => {
        if (!(index >= 0 && index < samples.length)) throw new RangeError(`the PQ segment at sample ${index} lies outside the ${samples.length} samples`);
        const from = Math.max(0, Math.round(index) - half);
        const to = Math.min(samples.length - 1, Math.round(index) + half);
        let sum = 0;
        for (let n = from; n <= to; n++) sum += samples[n];
        return sum / (to - from + 1);
      });
      return cubicSpline(how.pqSampleIndices, levels, samples.length);
    }
    default:
      return how satisfies never;
  }
}
