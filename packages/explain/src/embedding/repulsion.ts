/** Repulsive half of the t-SNE gradient, summed over all pairs. */

/**
 * Writes Σ_j (y_i − y_j)/(1 + d²)² of every point into `forces` and returns Z = Σ_{i≠j} 1/(1 + d²).
 * Positions and forces are [pointCount × 2].
 */
export type Repulsion = (positions: Float64Array, forces: Float64Array) => number;

/** Points per tile: two tiles of positions and forces stay in the first-level cache (Kalium's choice, measured). */
const TILE = 512;

/** All pairs, each computed once for both of its ends; N²/2 divisions. */
export const exactRepulsion: Repulsion = (positions, forces) => {
  forces.fill(0);
  const pointCount = positions.length / 2;
  let halfSum = 0;
  for (let rowTile = 0; rowTile < pointCount; rowTile += TILE) {
    const rowEnd = Math.min(rowTile + TILE, pointCount);
    for (let columnTile = rowTile; columnTile < pointCount; columnTile += TILE) {
      halfSum += repelTile(positions, forces, rowTile, rowEnd, columnTile, Math.min(columnTile + TILE, pointCount));
    }
  }
  return 2 * halfSum;
};

function repelTile(positions: Float64Array, forces: Float64Array, rowStart: number, rowEnd: number, columnStart: number, columnEnd: number): number {
  let sum = 0;
  for (let i = rowStart; i < rowEnd; i++) {
    const x = positions[2 * i];
    const y = positions[2 * i + 1];
    let forceX = 0;
    let forceY = 0;
    for (let j = Math.max(i + 1, columnStart); j < columnEnd; j++) {
      const dx = x - positions[2 * j];
      const dy = y - positions[2 * j + 1];
      const kernel = 1 / (1 + dx * dx + dy * dy);
      sum += kernel;
      const squared = kernel * kernel;
      forceX += squared * dx;
      forceY += squared * dy;
      forces[2 * j] -= squared * dx;
      forces[2 * j + 1] -= squared * dy;
    }
    forces[2 * i] += forceX;
    forces[2 * i + 1] += forceY;
  }
  return sum;
}
