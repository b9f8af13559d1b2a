import type { Recording } from "../recording.ts";
import type { PotassiumRow, PotassiumTable } from "./potassiumTable.ts";

/** Recordings with their potassium, and what found no partner on either side. */
export interface PotassiumJoin {
  /** All recordings, in order; those without a row keep the potassium they had. */
  readonly recordings: readonly Recording[];
  readonly matchedCount: number;
  /** Ids of recordings that no row names. */
  readonly unmatchedRecordingIds: readonly string[];
  /** Rows that name no recording. */
  readonly unmatchedRows: readonly PotassiumRow[];
}

/**
 * Gives every recording the potassium, and where stated the person and the time, of the row with its
 * record name. The table's person wins over the reader's, because only the table can know that two
 * records are of one person.
 */
export function joinPotassium(recordings: readonly Recording[], table: PotassiumTable): PotassiumJoin {
  const rowOf = new Map(table.rows.map((row) => [row.recordId, row]));
  const usedIds = new Set<string>();
  const unmatchedRecordingIds: string[] = [];
  const joined = recordings.map((recording): Recording => {
    const row = rowOf.get(recording.id);
    if (!row) {
      unmatchedRecordingIds.push(recording.id);
      return recording;
    }
    usedIds.add(row.recordId);
    return {
      ...recording,
      personId: row.personId ?? recording.personId,
      potassiumMmolPerL: row.potassiumMmolPerL ?? recording.potassiumMmolPerL,
      timeS: row.timeS ?? recording.timeS,
    };
  });
  return {
    recordings: joined,
    matchedCount: joined.length - unmatchedRecordingIds.length,
    unmatchedRecordingIds,
    unmatchedRows: table.rows.filter((row) => !usedIds.has(row.recordId)),
  };
}
