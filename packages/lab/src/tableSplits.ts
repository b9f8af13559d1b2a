/** A table may say which split a record belongs to; people must then stay in one split. */
import type { PotassiumTable, Recording } from "@kalium/ecg";
import { assertPeopleStayApart, type StudyData } from "@kalium/study";

/** Splits by person, from a table whose record names are looked up among the recordings. Null when the table states none. */
export function splitsOfTable(table: PotassiumTable, recordings: readonly Recording[]): StudyData["assignedSplits"] {
  const personOf = new Map(recordings.map((recording) => [recording.id, recording.personId]));
  const splits: Record<string, "train" | "validation" | "test" | "personal"> = {};
  const groups: Record<string, { personId: string }[]> = {};
  for (const { recordId, personId, split } of table.rows) {
    const person = personId ?? personOf.get(recordId);
    if (split === null || person === undefined) continue;
    splits[person] = split;
    (groups[split] ??= []).push({ personId: person });
  }
  assertPeopleStayApart(groups);
  return Object.keys(splits).length === 0 ? null : splits;
}
