import { designButterworth } from "../filter/designButterworth.ts";
import { filterForwardBackward } from "../filter/filterForwardBackward.ts";
import { bridgeInvalid } from "../qrs/bridgeInvalid.ts";

/** Kalium's choice: the band in which beats and leads are compared; below it lies drift, above it mostly noise. */
export const QUALITY_BAND_HZ = [0.5, 40] as const;

/** A lead (mV, NaN bridged) between two frequencies, no wave moved; the upper one gives way at low sampling rates. */
export function levelLead(samplesMillivolt: Float32Array | Float64Array, samplingRateHz: number, [lowHz, highHz]: readonly [number, number]): Float64Array {
  const cutoffHz = [lowHz, Math.min(highHz, 0.45 * samplingRateHz)] as const;
  return filterForwardBackward(designButterworth({ order: 2, kind: "bandpass", cutoffHz, samplingRateHz }), bridgeInvalid(samplesMillivolt));
}
