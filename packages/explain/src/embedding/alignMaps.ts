/** Ordinary Procrustes alignment of two maps of the same points (Gower 1975, doi:10.1007/BF02291478). */
import { ExplainError, requireFinite, requireLength } from "../explainError.ts";

/** The second map laid over the first, and how well it fits. */
export interface AlignedMap {
  /** [pointCount × 2] the moved map in the frame of the fixed one. */
  readonly positions: Float64Array;
  /** Row-major 2 × 2 orthogonal matrix R: aligned = scale · R · point + translation. Determinant −1 for a reflection. */
  readonly rotation: readonly [number, number, number, number];
  readonly scale: number;
  readonly translation: readonly [number, number];
  /** Share of the fixed map's spread that the alignment leaves unexplained, 0 to 1: 0 means the maps are similar figures. */
  readonly disparity: number;
}

/**
 * Rotates, reflects, scales and shifts the map `after` so that its points come as near as possible to those of `before`.
 * Row i of both must be the same beat. t-SNE maps have no orientation or scale of their own, so this changes no reading.
 */
export function alignMaps(before: Float64Array, after: Float64Array): AlignedMap {
  requireLength("alignMaps after", after.length, before.length);
  requireFinite("alignMaps before", before, 2);
  requireFinite("alignMaps after", after, 2);
  const fixed = centred(before);
  const moved = centred(after);
  if (fixed.squares === 0 || moved.squares === 0) {
    throw new ExplainError("no-spread", "alignMaps", "all points of a map coincide", "align maps of at least two distinct points");
  }
  // Sums of products: the trace and the skew part fix the best turn, their mirrored twins the best turn after a reflection.
  let [xx, xy, yx, yy] = [0, 0, 0, 0];
  for (let index = 0; index < before.length; index += 2) {
    xx += moved.values[index] * fixed.values[index];
    xy += moved.values[index] * fixed.values[index + 1];
    yx += moved.values[index + 1] * fixed.values[index];
    yy += moved.values[index + 1] * fixed.values[index + 1];
  }
  const turn = Math.hypot(xx + yy, xy - yx);
  const mirroredTurn = Math.hypot(xx - yy, xy + yx);
  const mirror = mirroredTurn > turn ? -1 : 1;
  const fit = Math.max(turn, mirroredTurn);
  const cosine = fit === 0 ? 1 : (xx + mirror * yy) / fit;
  const sine = fit === 0 ? 0 : (xy - mirror * yx) / fit;
  const rotation = [cosine, -sine * mirror, sine, cosine * mirror] as const;
  const scale = fit / moved.squares;
  const shift = (row: 0 | 1): number => fixed.means[row] - scale * (rotation[2 * row] * moved.means[0] + rotation[2 * row + 1] * moved.means[1]);
  const translation = [shift(0), shift(1)] as const;
  const positions = new Float64Array(after.length);
  for (let index = 0; index < after.length; index += 2) {
    positions[index] = scale * (rotation[0] * after[index] + rotation[1] * after[index + 1]) + translation[0];
    positions[index + 1] = scale * (rotation[2] * after[index] + rotation[3] * after[index + 1]) + translation[1];
  }
  return { positions, rotation, scale, translation, disparity: Math.max(0, 1 - fit ** 2 / (fixed.squares * moved.squares)) };
}

function centred(positions: Float64Array): { readonly values: Float64Array; readonly means: readonly [number, number]; readonly squares: number } {
  const pointCount = positions.length / 2;
  const means: [number, number] = [0, 0];
  positions.forEach((value, index) => {
    means[index % 2] += value / pointCount;
  });
  const values = positions.map((value, index) => value - means[index % 2]);
  return { values, means, squares: values.reduce((sum, value) => sum + value * value, 0) };
}
