/**
 * Natural cubic spline through knots, evaluated at the samples 0 … count − 1. Beyond the first and last knot it stays at their
 * value instead of running away.
 * @param positions strictly ascending, in samples; need not be whole.
 * @throws RangeError when the lists differ in length or positions do not ascend.
 */
export function cubicSpline(positions: ArrayLike<number>, values: ArrayLike<number>, count: number): Float64Array {
  const knots = positions.length;
  if (values.length !== knots) throw new RangeError(`${knots} positions and ${values.length} values make no spline`);
  for (let k = 1; k < knots; k++) if (!(positions[k] > positions[k - 1])) throw new RangeError(`knot ${k} does not lie after the one before`);
  const curve = new Float64Array(count);
  if (knots === 0) return curve;
  const bends = secondDerivatives(positions, values);
  let k = 0;
  for (let n = 0; n < count; n++) {
    while (k < knots && positions[k] < n) k++;
    if (k === 0) curve[n] = values[0];
    else if (k === knots) curve[n] = values[knots - 1];
    else {
      const width = positions[k] - positions[k - 1];
      const left = (positions[k] - n) / width;
      const right = (n - positions[k - 1]) / width;
      curve[n] =
        left * values[k - 1] + right * values[k] + ((left ** 3 - left) * bends[k - 1] + (right ** 3 - right) * bends[k]) * ((width * width) / 6);
    }
  }
  return curve;
}

/** Second derivatives at the knots, zero at both ends, by the tridiagonal system of the natural spline. */
function secondDerivatives(positions: ArrayLike<number>, values: ArrayLike<number>): Float64Array {
  const knots = positions.length;
  const bends = new Float64Array(knots);
  const upper = new Float64Array(knots);
  for (let k = 1; k + 1 < knots; k++) {
    const before = positions[k] - positions[k - 1];
    const after = positions[k + 1] - positions[k];
    const slopeChange = (values[k + 1] - values[k]) / after - (values[k] - values[k - 1]) / before;
    const pivot = 2 * (before + after) - before * upper[k - 1];
    upper[k] = after / pivot;
    bends[k] = (6 * slopeChange - before * bends[k - 1]) / pivot;
  }
  for (let k = knots - 2; k > 0; k--) bends[k] -= upper[k] * bends[k + 1];
  return bends;
}
