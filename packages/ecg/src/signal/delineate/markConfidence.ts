/** How sharply the signal tells a mark from its neighbours, 0 … 1: by how far it is steeper than noise, and by how well the leads agree. */

/** Kalium's choice: a flank so many times as steep as the noise is believed half. */
const HALF_BELIEVED_STEEPNESS = 3;
/** Kalium's choice: a mark this far from those of most leads is believed half. */
const HALF_BELIEVED_DISTANCE_S = 0.025;
/** Kalium's choice: without a second beat noise is not known. */
const WITHOUT_NOISE = 0.5;

/**
 * @param steepness mV/s at the flank that the mark belongs to
 * @param noise noise of the slope in the same lead, mV/s; 0 when unknown
 * @param distanceS from the mark of most leads
 */
export function confidenceOf(steepness: number, noise: number, distanceS: number): number {
  const overNoise = noise > 0 ? steepness ** 2 / (steepness ** 2 + (HALF_BELIEVED_STEEPNESS * noise) ** 2) : WITHOUT_NOISE;
  return overNoise / (1 + (distanceS / HALF_BELIEVED_DISTANCE_S) ** 2);
}
