/** Every acceptance test of the simulator as one table. */
import type { Random } from "../randomDraws.ts";
import type { AcceptanceRow } from "./acceptanceRow.ts";
import { primaryCareRows } from "./primaryCareSlopes.ts";
import { recordingRows } from "./recordings.ts";
import { signRows } from "./signs.ts";
import { withinAndBetweenRows } from "./withinAndBetween.ts";

export interface AcceptanceOptions {
  /** People of each population; tests with many recordings per person take a tenth. 300 take seconds, 10 000 about a minute. */
  readonly people: number;
  /** A uniform generator for a named stream. */
  readonly randomOf: (stream: string) => Random;
  /** A clock in ms for the speed rows; left out, those rows are left out. */
  readonly nowMs?: () => number;
}

/**
 * Draws populations and measures them on their noise-free waves with the true marks: never from the parameters that made them.
 *
 * @example runAcceptance({ people: 300, randomOf }).filter((row) => !row.pass)
 */
export function runAcceptance({ people, randomOf, nowMs }: AcceptanceOptions): AcceptanceRow[] {
  const rows = [
    ...withinAndBetweenRows(people, randomOf),
    ...signRows(people, randomOf),
    ...primaryCareRows(people, randomOf),
    ...recordingRows(people, randomOf, nowMs ?? null),
  ];
  const order = ({ id }: AcceptanceRow) => Number.parseInt(id.slice(1), 10);
  return rows.sort((a, b) => order(a) - order(b));
}
