/** How far a tensor is from what it should be. */
export const normOf = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** ‖actual − expected‖ / ‖expected‖, or against 1e-3 where the expected norm is below that: gradients that vanish. NaN when a value is, or when lengths differ. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.NaN;
  return normOf(Array.from(actual, (value, index) => value - expected[index])) / Math.max(normOf(expected), 1e-3);
}
