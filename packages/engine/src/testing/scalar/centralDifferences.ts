/** Central difference of `measure` with respect to every entry of `values`, which it changes and puts back. */
export function centralDifferences(values: Float64Array, measure: () => number, step = 1e-5): Float64Array {
  return values.map((value, index) => {
    values[index] = value + step;
    const above = measure();
    values[index] = value - step;
    const below = measure();
    values[index] = value;
    return (above - below) / (2 * step);
  });
}
