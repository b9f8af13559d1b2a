/** A table of results and what its columns mean, as the mapping form shows and returns them. */

export interface ResultTable {
  readonly file: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly rowCount: number;
  /** Guessed or remembered; the form starts from it. */
  readonly mapping: ResultMapping;
  /** The mapping comes from a table with the same columns that was mapped before. */
  readonly remembered: boolean;
}

/** Column by meaning; null where there is no such column. */
export interface ResultMapping {
  readonly person: string | null;
  readonly recording: string | null;
  readonly time: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  /** Unit of every value when there is no unit column. */
  readonly fixedUnit: string | null;
  readonly test: string | null;
  readonly potassiumTests: readonly string[];
  readonly chartedTests: readonly string[];
  readonly haemolysis: string | null;
  readonly specimen: string | null;
  readonly split: string | null;
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
