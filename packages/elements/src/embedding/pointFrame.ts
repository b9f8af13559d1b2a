/** One scale for both axes of a map, so that distances are not stretched, with the points centred. Units: px from the top left. */
export interface PointFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Value ranges that fill the frame. */
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  toX(value: number): number;
  toY(value: number): number;
}

/** Room between the outermost point and the frame. */
const PADDING_PX = 14;

export function pointFrame(positions: Float32Array | Float64Array, widthPx: number, heightPx: number): PointFrame {
  let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i + 1 < positions.length; i += 2) {
    const x = positions[i];
    const y = positions[i + 1];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  if (minX > maxX) [minX, maxX, minY, maxY] = [-1, 1, -1, 1];
  const unitsPerPx = Math.max((maxX - minX) / Math.max(1, widthPx - 2 * PADDING_PX), (maxY - minY) / Math.max(1, heightPx - 2 * PADDING_PX), 1e-12);
  const xRange = [(minX + maxX - widthPx * unitsPerPx) / 2, (minX + maxX + widthPx * unitsPerPx) / 2] as const;
  const yRange = [(minY + maxY - heightPx * unitsPerPx) / 2, (minY + maxY + heightPx * unitsPerPx) / 2] as const;
  return {
    widthPx, heightPx, xRange, yRange,
    toX: (value) => (value - xRange[0]) / unitsPerPx,
    toY: (value) => heightPx - (value - yRange[0]) / unitsPerPx,
  };
}
