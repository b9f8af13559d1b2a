/** One line of the table of acceptance tests. */

export interface AcceptanceRow {
  /** "S1" … "S10", with a letter where one test has several parts. */
  readonly id: string;
  readonly statement: string;
  /** What is asked, in words with its numbers. */
  readonly bar: string;
  readonly measured: number;
  readonly unit: string;
  /** People, recordings or samples that the figure rests on, as the statement says. */
  readonly n: number;
  readonly pass: boolean;
  /** Where the bar comes from. */
  readonly basis: string;
}

/** A row whose figure must lie within [lowest, highest]. */
export function rowWithin(
  { id, statement, unit, n, basis }: Pick<AcceptanceRow, "id" | "statement" | "unit" | "n" | "basis">,
  measured: number,
  lowest: number,
  highest: number,
): AcceptanceRow {
  const number = (value: number) => `${Number(value.toPrecision(4))}`;
  const bar = lowest === -Infinity ? `at most ${number(highest)}` : highest === Infinity ? `at least ${number(lowest)}` : `${number(lowest)} to ${number(highest)}`;
  return { id, statement, bar, measured, unit, n, pass: measured >= lowest && measured <= highest, basis };
}
