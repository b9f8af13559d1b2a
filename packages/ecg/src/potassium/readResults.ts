/** Potassium results out of a mapped table. Nothing doubtful passes silently: every row that is left out is counted under its reason. */
import { FormatError } from "../errors.ts";
import type { SourceFile } from "../read/sourceFile.ts";
import { PLAUSIBLE_POTASSIUM_MMOL_PER_L } from "../read/potassiumTable.ts";
import { dayMonthOrderOf, parseClockTime, type DayMonthOrder } from "./clockTime.ts";
import { readRows } from "./delimitedText.ts";
import { potassiumUnitProblem, type ResultTableMapping } from "./resultTableMapping.ts";

/** One potassium result of one person. */
export interface PotassiumResult {
  readonly personId: string | null;
  /** Recording that the row itself names, where the table has such a column. */
  readonly recordId: string | null;
  /** Wall-clock time of the result, as `RecordFacts.startTimeMs`; null where the table has none. */
  readonly timeMs: number | null;
  readonly mmolPerL: number;
  /** Null when the table says nothing about haemolysis. */
  readonly haemolysed: boolean | null;
  /** One-based line in the table. */
  readonly line: number;
}

/** Rows left out for one reason, with the first lines it happened on. */
export interface DroppedRows {
  readonly reason: string;
  readonly count: number;
  readonly firstLines: readonly number[];
}

export interface PotassiumResults {
  readonly rowCount: number;
  readonly results: readonly PotassiumResult[];
  readonly dropped: readonly DroppedRows[];
}

const LINES_SHOWN = 5;

/**
 * Reads a table by its mapping. Identical results of one person and time are counted once; charted copies are left out.
 * @throws FormatError "malformed" when a mapped column is missing, every value has a unit that is refused, or dates cannot
 * be told (03/04/2021 without `dayMonthOrder`); "decimal-comma".
 */
export async function readPotassiumResults(file: SourceFile, mapping: ResultTableMapping, onRows?: (rowCount: number) => void): Promise<PotassiumResults> {
  if (mapping.value === null) throw new FormatError("malformed", { file: file.path }, "no column is chosen for the potassium value", "Choose the column that holds the results.");
  if (mapping.person === null && mapping.recording === null) throw new FormatError("malformed", { file: file.path }, "no column says whose result it is", "Choose the column with the person or the recording.");
  if (mapping.unit === null) {
    const problem = potassiumUnitProblem(mapping.fixedUnit ?? "");
    if (problem !== null) throw new FormatError("malformed", { file: file.path }, problem, "State the unit; Kalium takes mmol/L or mEq/L (the same number).");
  }
  const dropped = new Map<string, number[]>();
  const counts = new Map<string, number>();
  const drop = (reason: string, line: number) => {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
    const lines = dropped.get(reason) ?? [];
    if (lines.length < LINES_SHOWN) dropped.set(reason, [...lines, line]);
  };
  const order = mapping.time === null ? null : (mapping.dayMonthOrder ?? (await orderOfDates(file, mapping.time)));
  const results: PotassiumResult[] = [];
  const seen = new Set<string>();
  let columns: ReturnType<typeof findColumns> | null = null;
  let rowCount = 0;
  let wrongUnits = 0;
  let firstUnitProblem = "";
  for await (const batch of readRows(file)) {
    for (const { fields, line } of batch) {
      if (columns === null) {
        columns = findColumns(fields, mapping, file.path, line);
        continue;
      }
      rowCount += 1;
      const at = (index: number | null) => (index === null ? "" : (fields[index] ?? ""));
      if (columns.test !== null) {
        const test = at(columns.test);
        if (mapping.chartedTests.includes(test)) {
          drop("charted copy of a laboratory result", line);
          continue;
        }
        if (mapping.potassiumTests.length > 0 && !mapping.potassiumTests.includes(test)) {
          drop("another test", line);
          continue;
        }
      }
      if (columns.unit !== null) {
        const problem = potassiumUnitProblem(at(columns.unit));
        if (problem !== null) {
          wrongUnits += 1;
          firstUnitProblem ||= problem;
          drop(problem, line);
          continue;
        }
      }
      const value = at(columns.value);
      if (/^[+-]?\d+,\d+$/.test(value)) {
        throw new FormatError("decimal-comma", { file: file.path, line }, `"${value}" is written with a decimal comma`, `Write ${value.replace(",", ".")} with a decimal point throughout (in a spreadsheet: export with the English number format).`);
      }
      if (value === "") {
        drop("no value", line);
        continue;
      }
      if (/^[<>≤≥]/.test(value)) {
        drop("only a bound is stated (<, >)", line);
        continue;
      }
      if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
        drop("the value is no number", line);
        continue;
      }
      const mmolPerL = Number(value);
      if (mmolPerL < PLAUSIBLE_POTASSIUM_MMOL_PER_L.lowest || mmolPerL > PLAUSIBLE_POTASSIUM_MMOL_PER_L.highest) {
        drop(`outside ${PLAUSIBLE_POTASSIUM_MMOL_PER_L.lowest}–${PLAUSIBLE_POTASSIUM_MMOL_PER_L.highest} mmol/L`, line);
        continue;
      }
      const personId = at(columns.person) === "" ? null : at(columns.person);
      const recordId = at(columns.recording) === "" ? null : at(columns.recording);
      if (personId === null && recordId === null) {
        drop("neither person nor recording", line);
        continue;
      }
      let timeMs: number | null = null;
      if (columns.time !== null) {
        timeMs = timeOf(at(columns.time), mapping.time!, order);
        if (timeMs === null && recordId === null) {
          drop(at(columns.time) === "" ? "no time" : "the time cannot be read", line);
          continue;
        }
      }
      const key = JSON.stringify([personId, recordId, timeMs, mmolPerL]);
      if (seen.has(key)) {
        drop("the same result again", line);
        continue;
      }
      seen.add(key);
      results.push({ personId, recordId, timeMs, mmolPerL, haemolysed: columns.haemolysis === null ? null : isHaemolysed(at(columns.haemolysis), mapping.haemolysis!), line });
    }
    onRows?.(rowCount);
  }
  if (columns === null || rowCount === 0) throw new FormatError("malformed", { file: file.path }, "the table has no rows", "Choose the table that holds the results.");
  if (wrongUnits === rowCount) throw new FormatError("malformed", { file: file.path }, firstUnitProblem, "Export potassium in mmol/L or mEq/L (the same number).");
  return {
    rowCount,
    results,
    dropped: [...counts].map(([reason, count]) => ({ reason, count, firstLines: dropped.get(reason)! })).sort((a, b) => b.count - a.count),
  };
}

/**
 * Flags such as "yes" or "++", indices from 1 on, and comments that name haemolysis without denying it. A bare "H" counts only in a
 * column that is named after haemolysis: elsewhere it means "high".
 */
export function isHaemolysed(text: string, column = "haemolysis"): boolean {
  const plain = text.trim().toLowerCase();
  if (plain === "" || /^(0|no|none|n|false|-|absent|negative|normal|nil)$/.test(plain)) return false;
  const isFlag = /h(a)?emoly|^h[ _-]?index$/i.test(column);
  if (/^\d+(\.\d+)?$/.test(plain)) return isFlag && Number(plain) >= 1;
  if (/\b(no|not|without|non)[ -]?(\w+ )?h(a)?emoly/.test(plain)) return false;
  return /h(a)?emoly[sz]/.test(plain) || (isFlag && /^(h|hem|haem|yes|y|true|gross|marked|moderate|slight|mild|\+{1,4})$/.test(plain));
}

function timeOf(text: string, column: string, order: DayMonthOrder | null): number | null {
  if (/(^|[ _-])time[ _-]?\(?s\)?$/i.test(column) && /^-?\d+(\.\d+)?$/.test(text.trim())) return Number(text) * 1000;
  return parseClockTime(text, order);
}

/** Looks through the column once: one date beyond the 12th decides for all. */
async function orderOfDates(file: SourceFile, column: string): Promise<DayMonthOrder | null> {
  let index: number | null = null;
  let ambiguousLine: number | null = null;
  let order: DayMonthOrder | null = null;
  let looked = 0;
  for await (const batch of readRows(file)) {
    const texts: string[] = [];
    for (const { fields, line } of batch) {
      if (index === null) {
        index = fields.indexOf(column);
        continue;
      }
      const text = fields[index] ?? "";
      if (!/^\d{1,2}[-/]\d{1,2}[-/]\d{4}/.test(text.trim())) continue;
      ambiguousLine ??= line;
      texts.push(text);
    }
    looked += batch.length;
    const own = dayMonthOrderOf(texts);
    if (own === "mixed" || (own !== null && order !== null && own !== order)) {
      throw new FormatError("malformed", { file: file.path }, `the column ${column} holds dates with the day first and dates with the month first`, "Export the dates as year-month-day.");
    }
    order ??= own;
    // Tables of millions of rows with the year first need no second look at the rest.
    if (ambiguousLine === null && looked > 10_000) return null;
  }
  if (order === null && ambiguousLine !== null) {
    throw new FormatError("malformed", { file: file.path, line: ambiguousLine }, `no date of the column ${column} tells whether the day or the month comes first`, "Choose the order in the form, or export the dates as year-month-day.");
  }
  return order;
}

function findColumns(header: readonly string[], mapping: ResultTableMapping, file: string, line: number) {
  const index = (name: string | null): number | null => {
    if (name === null) return null;
    const found = header.indexOf(name);
    if (found < 0) throw new FormatError("malformed", { file, line }, `the table has no column ${name} (found: ${header.join(", ")})`, "Choose the columns again.");
    return found;
  };
  return {
    person: index(mapping.person), recording: index(mapping.recording), time: index(mapping.time), value: index(mapping.value),
    unit: index(mapping.unit), test: index(mapping.test), haemolysis: index(mapping.haemolysis),
  };
}
