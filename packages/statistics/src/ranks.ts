/** Mean ranks from 1, ties sharing their mean, and the Σ(t³ − t) that tie corrections need. */
export function meanRanks(values: ArrayLike<number>): { readonly ranks: Float64Array; readonly tieSum: number } {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  let tieSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    const tied = end - start;
    for (let i = start; i < end; i++) ranks[order[i]] = (start + end + 1) / 2;
    tieSum += tied ** 3 - tied;
    start = end;
  }
  return { ranks, tieSum };
}
