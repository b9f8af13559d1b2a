/**
 * Shape-preserving piecewise cubic Hermite interpolation, with the slopes of Fritsch and Butland (weighted
 * harmonic mean, doi:10.1137/0905021) inside and a one-sided three-point slope at the ends, which is what SciPy's
 * `PchipInterpolator` does. Never overshoots the knots, so a ratio of 0 stays 0.
 */

/**
 * Interpolator through the knots (x strictly rising, at least three). Outside the first and last knot it holds
 * the end value; callers that must refuse such arguments do so before.
 */
export function pchipInterpolator(x: readonly number[], y: readonly number[]): (at: number) => number {
  const slopes = pchipSlopes(x, y);
  const last = x.length - 1;
  return (at) => {
    if (at <= x[0]) return y[0];
    if (at >= x[last]) return y[last];
    let left = 0;
    while (x[left + 1] < at) left++;
    const width = x[left + 1] - x[left];
    const t = (at - x[left]) / width;
    const u = 1 - t;
    return (
      y[left] * u * u * (1 + 2 * t) +
      y[left + 1] * t * t * (1 + 2 * u) +
      width * t * u * (slopes[left] * u - slopes[left + 1] * t)
    );
  };
}

function pchipSlopes(x: readonly number[], y: readonly number[]): number[] {
  const widths = x.slice(1).map((value, i) => value - x[i]);
  const secants = widths.map((width, i) => (y[i + 1] - y[i]) / width);
  const last = x.length - 1;
  const slopes = new Array<number>(x.length).fill(0);
  for (let i = 1; i < last; i++) {
    const before = secants[i - 1];
    const after = secants[i];
    if (before * after <= 0) continue;
    const weightBefore = 2 * widths[i] + widths[i - 1];
    const weightAfter = widths[i] + 2 * widths[i - 1];
    slopes[i] = (weightBefore + weightAfter) / (weightBefore / before + weightAfter / after);
  }
  slopes[0] = endSlope(widths[0], widths[1], secants[0], secants[1]);
  slopes[last] = endSlope(widths[last - 1], widths[last - 2], secants[last - 1], secants[last - 2]);
  return slopes;
}

function endSlope(width: number, nextWidth: number, secant: number, nextSecant: number): number {
  const slope = ((2 * width + nextWidth) * secant - width * nextSecant) / (width + nextWidth);
  if (Math.sign(slope) !== Math.sign(secant)) return 0;
  if (Math.sign(secant) !== Math.sign(nextSecant) && Math.abs(slope) > 3 * Math.abs(secant)) return 3 * secant;
  return slope;
}
