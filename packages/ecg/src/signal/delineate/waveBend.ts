/** How much a signal bends at a time scale: positive on an upright wave and negative on an inverted one, whatever slope it rides on. */
import { smoothGaussian } from "./gaussian.ts";

/** Twice the smoothed value minus its neighbours one sigma away; zero within a sigma of the ends. */
export function bendOf(x: Float64Array, sigmaSamples: number): Float64Array {
  const smoothed = smoothGaussian(x, sigmaSamples);
  const reach = Math.max(1, Math.round(sigmaSamples));
  const bend = new Float64Array(x.length);
  for (let i = reach; i + reach < x.length; i++) bend[i] = 2 * smoothed[i]! - smoothed[i - reach]! - smoothed[i + reach]!;
  return bend;
}
