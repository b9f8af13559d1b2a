/** Where a wave begins and ends, read from the probability that a sample lies in it. */

export interface Boundary {
  /** Between samples. */
  readonly at: number;
  /** 0 … 1: how steeply the probability falls there. */
  readonly confidence: number;
}

export interface BoundaryRule {
  /**
   * Share of the expected place in the mark, the rest being where the probability crosses one half. A probability that falls outward is the
   * chance that the boundary lies further out, so its sum outward from the core is the expected distance (least squared error); the crossing is the median.
   */
  readonly expectedShare: number;
}

/** Below this the wave has ended for the sum. Kalium's choice. */
const END_OF_SUM = 0.03;
/** Half the distance over which the fall is taken for the confidence, in samples of 4 ms. Kalium's choice. */
const FALL_REACH = 4;

/**
 * Walks from `core`, a sample in the wave, in steps of `direction` to the boundary, not beyond `limit`.
 * The sample at `core` must be above one half, or the largest there is.
 */
export function findBoundary(probability: Float32Array, core: number, direction: 1 | -1, limit: number, { expectedShare }: BoundaryRule): Boundary {
  const inside = (i: number): boolean => (direction === 1 ? i <= limit : i >= limit);
  const threshold = Math.min(0.5, 0.5 * probability[core]!);
  let crossing = core;
  while (inside(crossing + direction) && probability[crossing + direction]! >= threshold) crossing += direction;
  const [above, below] = [probability[crossing]!, inside(crossing + direction) ? probability[crossing + direction]! : 0];
  const crossed = crossing + direction * (above > below ? (above - threshold) / (above - below) : 0.5);
  // Outward of the crossing the sum stops where the probability is gone, or rises again into another wave.
  let sum = Math.abs(crossing - core) > 0 ? sumBetween(probability, core, crossing, direction) : 0;
  let i = crossing;
  sum += probability[crossing]! / 2;
  for (; inside(i + direction) && probability[i + direction]! > END_OF_SUM && probability[i + direction]! <= probability[i]! + 1e-6; i += direction) sum += probability[i + direction]!;
  // The sample at the core counts half, as its cell reaches half a sample outward.
  const expected = core + direction * sum;
  const at = expectedShare * expected + (1 - expectedShare) * crossed;
  const reach = (k: number): number => probability[Math.max(0, Math.min(probability.length - 1, Math.round(crossed) + k * direction))]!;
  return { at, confidence: Math.max(0, Math.min(1, reach(-FALL_REACH) - reach(FALL_REACH))) };
}

/** Sum of the cells from the middle of `core` to the middle of `to`. */
function sumBetween(probability: Float32Array, core: number, to: number, direction: 1 | -1): number {
  let sum = 0;
  for (let i = core; i !== to; i += direction) sum += (probability[i]! + probability[i + direction]!) / 2;
  return sum;
}
