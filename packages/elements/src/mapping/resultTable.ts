/** A table of results and what its columns mean, as the mapping form shows and returns them. */
import type { ResultTableMapping } from "@kalium/ecg";

export interface ResultTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rowCount: number;
  /** Guessed or remembered; the form starts from it. */
  readonly mapping: ResultTableMapping;
  /** The mapping comes from a table with the same columns that was mapped before. */
  readonly remembered: boolean;
}

export interface PairingChoices {
  readonly windowHours: number;
  readonly haemolysed: "keep" | "drop";
  readonly ecgClockUncertaintyMinutes: number;
}

/** Entries of a column in the rows that are known, each once, in order of their coming. */
export function entriesOf(table: ResultTable, column: string | null): readonly string[] {
  const index = column === null ? -1 : table.columns.indexOf(column);
  return index < 0 ? [] : [...new Set(table.firstRows.map((row) => (row[index] ?? "").trim()).filter((entry) => entry !== ""))];
}
