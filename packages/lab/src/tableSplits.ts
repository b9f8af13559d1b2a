/** A table may say which split a record belongs to; people must then stay in one split. */
import type { PotassiumTable } from "@kalium/ecg";
import { assertPeopleStayApart } from "@kalium/study";

/** Throws `SplitError` naming people whose rows stand in different splits. */
export function assertPotassiumTableSplits(table: PotassiumTable): void {
  const groups: Record<string, { personId: string }[]> = {};
  for (const row of table.rows) {
    if (row.split === null || row.personId === null) continue;
    (groups[row.split] ??= []).push({ personId: row.personId });
  }
  assertPeopleStayApart(groups);
}
