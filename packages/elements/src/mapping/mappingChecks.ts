/** What the form says about units and values, and what is still missing. Looks at the first rows only; the pairing checks every row. */
import type { ResultTableMapping } from "@kalium/ecg";
import { formatNumber } from "../text/formatNumber.ts";
import { entriesOf, type PairingChoices, type ResultTable } from "./resultTable.ts";

export interface MappingNote {
  readonly kind: "good" | "warn" | "stop";
  readonly text: string;
}

/** Lower case, without blanks and brackets. */
function plainUnit(unit: string): string {
  return unit.toLowerCase().replace(/[\s()[\]]/g, "");
}

/** Judges a unit of potassium: mmol/L and mEq/L are the same number; others are refused, as potassium is not reported in them. */
export function unitNote(unit: string): MappingNote {
  const plain = plainUnit(unit);
  if (plain === "mmol/l") return { kind: "good", text: "mmol/L: taken as it is." };
  if (plain === "meq/l") return { kind: "good", text: "mEq/L: potassium has one charge, so 1 mEq/L is 1 mmol/L." };
  if (plain === "mg/dl") return { kind: "stop", text: "mg/dL is refused: potassium is not reported in it, so the column is probably another test." };
  return { kind: "stop", text: `“${unit}” is no unit of potassium that Kalium knows; mmol/L and mEq/L are.` };
}

/** Values of serum potassium lie between these in living people, with room to spare (Kalium's choice). */
const PLAUSIBLE = { low: 1, high: 12 } as const;

export function mappingNotes(table: ResultTable, mapping: ResultTableMapping): readonly MappingNote[] {
  const notes: MappingNote[] = [];
  const units = mapping.unit === null ? (mapping.fixedUnit === null || mapping.fixedUnit === "" ? [] : [mapping.fixedUnit]) : entriesOf(potassiumRows(table, mapping), mapping.unit);
  const judged = units.map(unitNote);
  // One odd unit among good ones costs its rows only, and the flow diagram counts them.
  const isSome = judged.some(({ kind }) => kind === "good");
  for (const [index, note] of judged.entries()) notes.push(note.kind === "stop" && isSome ? { kind: "warn", text: `Rows in “${units[index]}” are left out: ${note.text}` } : note);
  const values = valuesOf(table, mapping);
  if (values.length > 0) {
    const low = Math.min(...values);
    const high = Math.max(...values);
    const range = `The first ${values.length === 1 ? "value is" : "values are"} ${formatNumber(low)}${high === low ? "" : ` to ${formatNumber(high)}`}`;
    if (low < PLAUSIBLE.low || high > PLAUSIBLE.high) notes.push({ kind: "warn", text: `${range}: potassium in blood lies between ${PLAUSIBLE.low} and ${PLAUSIBLE.high} mmol/L. Is this the right column, and the right test?` });
    else notes.push({ kind: "good", text: `${range} mmol/L.` });
  } else if (mapping.value !== null && table.firstRows.length > 0) notes.push({ kind: "warn", text: "The first rows hold no number in that column." });
  return notes;
}

/** What must be said before the tables can be joined. */
export function mappingProblems(table: ResultTable, mapping: ResultTableMapping, choices: PairingChoices): readonly string[] {
  const problems: string[] = [];
  if (mapping.value === null) problems.push("Choose the column that holds the potassium value.");
  if (mapping.person === null && mapping.recording === null) problems.push("Choose the column that says whose result it is, or which recording it belongs to.");
  if (mapping.person !== null && mapping.recording === null && mapping.time === null) problems.push("Choose the column with the time of the sample: results are joined to ECGs by person and time.");
  if (mapping.unit === null && (mapping.fixedUnit === null || mapping.fixedUnit === "")) problems.push("Say in which unit the values are.");
  for (const note of mappingNotes(table, mapping)) if (note.kind === "stop") problems.push(note.text);
  if (mapping.test !== null && mapping.potassiumTests.length === 0) problems.push("Say which entries of the test column mean potassium.");
  if (!(choices.windowHours > 0)) problems.push("The window must be longer than 0 hours.");
  if (!(choices.ecgClockUncertaintyMinutes >= 0)) problems.push("The uncertainty of the ECG clock must be 0 minutes or more.");
  return problems;
}

/** The table with only the rows of the potassium tests, where they are named. */
function potassiumRows(table: ResultTable, mapping: ResultTableMapping): ResultTable {
  const test = mapping.test === null ? -1 : table.columns.indexOf(mapping.test);
  if (test < 0 || mapping.potassiumTests.length === 0) return table;
  const wanted = new Set(mapping.potassiumTests.map((name) => name.trim().toLowerCase()));
  return { ...table, firstRows: table.firstRows.filter((row) => wanted.has((row[test] ?? "").trim().toLowerCase())) };
}

function valuesOf(table: ResultTable, mapping: ResultTableMapping): readonly number[] {
  return entriesOf(potassiumRows(table, mapping), mapping.value).map((entry) => Number(entry.replace(",", "."))).filter(Number.isFinite);
}
