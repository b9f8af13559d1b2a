/** Arguments that do not fit together; never thrown for data that merely leave a figure undefined (that is null). */
export class StatisticsError extends Error {
  override readonly name = "StatisticsError";
  constructor(
    readonly code: "length-mismatch" | "not-a-label" | "not-a-number" | "bad-option",
    /** The argument at fault. */
    readonly argument: string,
    reason: string,
    readonly remedy: string,
  ) {
    super(`${argument}: ${reason}. ${remedy}`);
  }
}

/** @throws StatisticsError unless both have the same length. */
export function assertSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, names: string): void {
  if (a.length === b.length) return;
  throw new StatisticsError("length-mismatch", names, `lengths ${a.length} and ${b.length} differ`, "Give one value of each per case.");
}

/** @throws StatisticsError when a value is NaN. */
export function assertNumbers(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      throw new StatisticsError("not-a-number", name, `value ${i} is not a number`, "Leave out cases without a value first.");
    }
  }
}

/** @throws StatisticsError unless labels are 0 or 1, scores are numbers, and there is one of each per case. */
export function assertScoredLabels(labels: ArrayLike<number>, scores: ArrayLike<number>): void {
  assertSameLength(labels, scores, "labels, scores");
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new StatisticsError("not-a-label", "labels", `label ${i} is ${labels[i]}`, "Use 1 for positive and 0 for negative.");
    }
  }
  assertNumbers(scores, "scores");
}
