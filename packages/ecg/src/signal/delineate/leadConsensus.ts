/**
 * One mark in many leads: the leads look at one heart, so each lead's own mark is drawn towards what most leads say, and one
 * that lies far from all others is not believed.
 */

export interface ConsensusRule {
  /** Share of a lead's own distance from the middle that is kept. */
  readonly ownShare: number;
  /** Distances beyond this many samples count as this many. */
  readonly furthest: number;
}

/**
 * @param marks one per lead; NaN where a lead has none, which gets the middle
 * @param weights one per lead, not negative
 * @returns one mark per lead, all NaN when no lead has one
 */
export function drawTogether(marks: readonly number[], weights: readonly number[], { ownShare, furthest }: ConsensusRule): number[] {
  const middle = weightedMedian(marks, weights);
  return marks.map((mark) => (Number.isNaN(mark) ? middle : middle + ownShare * Math.max(-furthest, Math.min(furthest, mark - middle))));
}

/** Middle of values by weight, halfway between the two neighbours when the weights balance; NaN values are passed over. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, index) => index).filter((index) => !Number.isNaN(values[index]!) && weights[index]! > 0).sort((a, b) => values[a]! - values[b]!);
  const total = order.reduce((sum, index) => sum + weights[index]!, 0);
  let passed = 0;
  for (let i = 0; i < order.length; i++) {
    passed += weights[order[i]!]!;
    if (passed > total / 2 + 1e-9) return values[order[i]!]!;
    if (passed >= total / 2 - 1e-9) return (values[order[i]!]! + values[order[Math.min(i + 1, order.length - 1)]!]!) / 2;
  }
  return NaN;
}
