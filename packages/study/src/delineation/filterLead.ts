/** The filter in front of the delineation network, the same in training and in use. */
import { designButterworth, filterForwardBackward } from "@kalium/ecg";

/**
 * Second-order Butterworth band-pass, forward and backward, so that no wave is shifted. Kalium's choice: 0.5 Hz takes the wander of breathing and
 * leaves the T wave (forward and backward keeps its ends level), 45 Hz takes mains and most muscle noise.
 */
export const DELINEATION_BAND_HZ: readonly [number, number] = [0.5, 45];

/** The lead goes on beyond its ends, turned over, for this long (odd extension), so that the slow edge of the band has settled. Kalium's choice. */
const EXTENSION_S = 2;

/** @param samplesMillivolt one lead, no NaN @param samplingRateHz above 90 Hz */
export function filterLead(samplesMillivolt: ArrayLike<number>, samplingRateHz: number): Float32Array {
  const sections = designButterworth({ order: 2, kind: "bandpass", cutoffHz: DELINEATION_BAND_HZ, samplingRateHz });
  return Float32Array.from(filterForwardBackward(sections, samplesMillivolt, Math.min(samplesMillivolt.length - 1, Math.round(EXTENSION_S * samplingRateHz))));
}
