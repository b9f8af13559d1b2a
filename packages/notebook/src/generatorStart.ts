/** What the runtime takes for a series of values. */
export interface ValueSeries {
  next(value?: unknown): unknown;
  return(value?: unknown): unknown;
}

export function isValueSeries(value: unknown): value is ValueSeries {
  if (typeof value !== "object" || value === null) return false;
  const { next, return: end } = value as Partial<ValueSeries>;
  return typeof next === "function" && typeof end === "function";
}

/** The same series, telling once when its first value is there. */
export function tellFirstValue(series: ValueSeries, onFirst: () => void): ValueSeries {
  const told = (step: unknown): unknown => {
    onFirst();
    return step;
  };
  return {
    next(value) {
      const step = series.next(value);
      return step instanceof Promise ? step.then(told) : told(step);
    },
    return: (value) => series.return(value),
  };
}
