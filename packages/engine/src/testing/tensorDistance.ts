/** How far a tensor is from what it should be. */
import { expect } from "vitest";

export const normOf = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** ‖actual − expected‖ / ‖expected‖, or against 1e-3 where the expected norm is below that: gradients that vanish. NaN when a value is, or when lengths differ. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return distanceOf(actual, expected) / Math.max(normOf(expected), 1e-3);
}

const distanceOf = (actual: ArrayLike<number>, expected: ArrayLike<number>): number => (actual.length === expected.length ? normOf(Array.from(actual, (value, index) => value - expected[index])) : Number.NaN);

export type Tensors = Readonly<Record<string, ArrayLike<number>>>;

/** A tensor whose norm is below this share of the largest one of its kind is zero but for rounding, such as the gradient of a key's bias. */
const VANISHING = 1e-9;

/**
 * Holds every tensor of a kind to its expected one: within `tolerance` of its norm, or of the largest norm where it vanishes. Tells all that are off.
 */
export function expectTensors(kind: string, actual: Tensors, expected: Tensors, tolerance: number): void {
  const largest = Math.max(...Object.values(expected).map(normOf));
  const wrong = Object.entries(expected).flatMap(([name, tensor]) => {
    const norm = normOf(tensor);
    const scale = norm > VANISHING * largest ? norm : Math.max(largest, 1e-30);
    const distance = actual[name] === undefined ? Number.NaN : distanceOf(actual[name], tensor) / scale;
    return distance <= tolerance ? [] : [`${kind} of ${name}: off by ${distance.toExponential(1)} of its norm ${norm.toExponential(1)}`];
  });
  expect(wrong).toEqual([]);
}
