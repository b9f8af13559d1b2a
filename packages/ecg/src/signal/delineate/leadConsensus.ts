/**
 * One mark in many leads: the leads look at one heart, so each lead's own mark is drawn towards what most leads say, and one
 * that lies far from all others is not believed.
 */

/**
 * @param marks one per lead; NaN where a lead has none, which gets the middle
 * @param trust one per lead, 0 … 1: how much of a lead's own distance from the middle is kept
 * @param furthest distances beyond this many samples count as this many
 * @returns one mark per lead, all NaN when no lead has one
 */
export function drawTogether(marks: readonly number[], trust: readonly number[], furthest: number): number[] {
  const middle = middleOf(marks);
  return marks.map((mark, lead) => (Number.isNaN(mark) ? middle : middle + trust[lead]! * Math.max(-furthest, Math.min(furthest, mark - middle))));
}

/** Median of the values that are there; NaN without any. Every lead counts alike: a large wave is no better judge of its end. */
export function middleOf(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length === 0 ? NaN : sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
