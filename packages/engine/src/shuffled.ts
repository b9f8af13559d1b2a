/** A shuffled copy (Fisher and Yates): every order equally likely. */
export function shuffled<T>(items: ArrayLike<T>, random: () => number): T[] {
  const result = Array.from(items);
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}
