/**
 * Indices of at most about `maximum` points of a curve, the first and last, and of every bucket the lowest and highest, so
 * that a long run stays cheap to draw and no spike of the loss is hidden.
 */
export function thinCurve(values: (index: number) => number, count: number, maximum: number): number[] {
  if (count <= maximum) return Array.from({ length: count }, (_, i) => i);
  const buckets = Math.max(1, Math.floor(maximum / 2));
  const kept: number[] = [0];
  for (let b = 0; b < buckets; b++) {
    const from = Math.floor((b * count) / buckets);
    const to = Math.floor(((b + 1) * count) / buckets);
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
      if (values(i) < values(low)) low = i;
      if (values(i) > values(high)) high = i;
    }
    for (const i of low <= high ? [low, high] : [high, low]) if (i > kept[kept.length - 1]) kept.push(i);
  }
  if (kept[kept.length - 1] !== count - 1) kept.push(count - 1);
  return kept;
}
