export type Direction = "left" | "right" | "up" | "down";

/**
 * The point an arrow key leads to: ahead in that direction, near, and more straight on than aside.
 * Up is towards larger y. Returns the point itself where nothing lies ahead.
 */
export function nextPoint(positions: Float32Array | Float64Array, from: number, direction: Direction): number {
  const isHorizontal = direction === "left" || direction === "right";
  const sign = direction === "right" || direction === "up" ? 1 : -1;
  let best = from;
  let bestCost = Infinity;
  for (let i = 0; i * 2 + 1 < positions.length; i++) {
    const dx = positions[2 * i] - positions[2 * from];
    const dy = positions[2 * i + 1] - positions[2 * from + 1];
    const ahead = sign * (isHorizontal ? dx : dy);
    const aside = Math.abs(isHorizontal ? dy : dx);
    // Only within 60° of the direction, else one keeps leaping across the map.
    if (i === from || !(ahead > 0) || aside > 1.75 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < bestCost) {
      bestCost = cost;
      best = i;
    }
  }
  return best;
}
