/** Outline of a small trace from the lowest and highest value of each column. */

const HEIGHT = 32;
/** Millivolts that the thumbnail spans at least, so that a flat line stays flat and noise does not look like a beat. */
const LEAST_SPAN_MILLIVOLT = 1;

/** SVG path in a box of one unit per column and 32 high; empty where no column has a value. Columns without a value break it. */
export function thumbnailPath(minMax: Float32Array): string {
  let low = Infinity;
  let high = -Infinity;
  for (const value of minMax) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return "";
  const middle = (low + high) / 2;
  const span = Math.max(high - low, LEAST_SPAN_MILLIVOLT);
  const y = (value: number): string => (HEIGHT / 2 - ((value - middle) / span) * (HEIGHT - 4)).toFixed(1);
  const parts: string[] = [];
  const columns = minMax.length / 2;
  let from = 0;
  while (from < columns) {
    if (Number.isNaN(minMax[2 * from]!)) {
      from++;
      continue;
    }
    let to = from;
    while (to < columns && !Number.isNaN(minMax[2 * to]!)) to++;
    const top: string[] = [];
    const bottom: string[] = [];
    for (let column = from; column < to; column++) {
      const x = (column + 0.5).toFixed(1);
      top.push(`${x} ${y(minMax[2 * column + 1]!)}`);
      bottom.push(`${x} ${y(minMax[2 * column]!)}`);
    }
    parts.push(`M${top.join("L")}L${bottom.reverse().join("L")}Z`);
    from = to;
  }
  return parts.join("");
}
