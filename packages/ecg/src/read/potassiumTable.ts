/**
 * A table of potassium results, one row per recording: CSV, semicolon- or tab-separated text with a
 * header line. Values are mmol/L (= mEq/L for a monovalent ion); anything doubtful is refused with its
 * line, because a wrong label is worse than a missing one.
 */
import { FormatError } from "../errors.ts";

/** Splits a table may name. */
const SPLIT_NAMES = ["train", "validation", "test", "personal"] as const;

/** A split that a row names. */
export type SplitOfRow = (typeof SPLIT_NAMES)[number];

/** One result. */
export interface PotassiumRow {
  readonly recordId: string;
  /** Null when the table has no person column. */
  readonly personId: string | null;
  /** Null only in a table without a potassium column, which then has a split column. */
  readonly potassiumMmolPerL: number | null;
  /** Split that the person who made the table gave this record, lower case; null when the table has none. */
  readonly split: SplitOfRow | null;
  /** Seconds on the person's own clock; null when the table has no time. */
  readonly timeS: number | null;
  /** One-based line in the file. */
  readonly line: number;
}

/** A parsed table. */
export interface PotassiumTable {
  readonly fileName: string;
  readonly rows: readonly PotassiumRow[];
}

/** Range outside which a value is taken for an error of unit or typing (Kalium's choice). */
export const PLAUSIBLE_POTASSIUM_MMOL_PER_L = { lowest: 1, highest: 12 } as const;

const COLUMN_REMEDY = 'Give the file a first line such as "record,person,potassium_mmol_per_l,time_s".';
const UNIT_REMEDY = "Give potassium in mmol/L (the same number as mEq/L).";

/**
 * Parses a potassium table. Columns are found by name, letter case and order aside: `record` (also
 * record_id, recording), `person` (person_id, patient, subject…), `potassium` with an optional unit in the name, a
 * `unit` column if there is one, `time_s`, `split` (train, validation, test or personal). A table with a split column may
 * do without potassium.
 * @throws FormatError "empty-file", "malformed" or "decimal-comma" with the line.
 */
export function readPotassiumTable(text: string, fileName: string): PotassiumTable {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== "" && !content.trimStart().startsWith("#"));
  if (lines.length === 0) {
    throw new FormatError("empty-file", { file: fileName }, "the table is empty", COLUMN_REMEDY);
  }
  const delimiter = [";", "\t", ","].find((candidate) => lines[0].content.includes(candidate)) ?? ",";
  const columns = findColumns(splitFields(lines[0].content, delimiter), fileName, lines[0].line);
  const seen = new Map<string, number>();
  const rows = lines.slice(1).map(({ content, line }): PotassiumRow => {
    const fields = splitFields(content, delimiter);
    if (fields.length !== columns.count) throw wrongFieldCount(fields, columns, delimiter, fileName, line);
    const recordId = fields[columns.record];
    if (recordId === "") throw malformed(fileName, line, "the row names no record", "Fill in the record name, or delete the row.");
    const earlier = seen.get(recordId);
    if (earlier !== undefined) {
      throw malformed(fileName, line, `record ${recordId} already has a value on line ${earlier}`, "Keep one row per record.");
    }
    seen.set(recordId, line);
    if (columns.unit !== null) checkUnit(fields[columns.unit], fileName, line);
    const potassiumMmolPerL = columns.potassium === null ? null : readNumber(fields[columns.potassium], "potassium", fileName, line);
    const { lowest, highest } = PLAUSIBLE_POTASSIUM_MMOL_PER_L;
    if (potassiumMmolPerL !== null && (potassiumMmolPerL < lowest || potassiumMmolPerL > highest)) {
      throw malformed(
        fileName,
        line,
        `potassium ${potassiumMmolPerL} lies outside ${lowest}–${highest} mmol/L`,
        "Check the value and its unit; delete the row if the sample was spoilt.",
      );
    }
    const person = columns.person === null ? "" : fields[columns.person];
    const time = columns.time === null ? "" : fields[columns.time];
    return {
      recordId,
      personId: person === "" ? null : person,
      potassiumMmolPerL,
      split: columns.split === null ? null : readSplit(fields[columns.split], fileName, line),
      timeS: time === "" ? null : readNumber(time, "time_s", fileName, line),
      line,
    };
  });
  if (rows.length === 0) {
    throw malformed(fileName, lines[0].line, "the table has a header but no rows", "Add one row per recording.");
  }
  return { fileName, rows };
}

interface Columns {
  readonly count: number;
  readonly record: number;
  readonly person: number | null;
  readonly potassium: number | null;
  readonly split: number | null;
  readonly time: number | null;
  readonly unit: number | null;
}

function findColumns(header: readonly string[], file: string, line: number): Columns {
  const names = header.map((name) => name.toLowerCase());
  const find = (pattern: RegExp): number | null => {
    const index = names.findIndex((name) => pattern.test(name));
    return index < 0 ? null : index;
  };
  const record = find(/^rec(ord(ing)?)?([ _]?(id|name))?$/);
  const potassium = find(/^(serum[ _])?(potassium|kalium|k\+?)($|[^a-z])/);
  const split = find(/^(split|fold|set)$/);
  if (record === null || (potassium === null && split === null)) {
    throw malformed(file, line, `the table has no ${record === null ? "record" : "potassium"} column (found: ${header.join(", ")})`, COLUMN_REMEDY);
  }
  const unitInName = potassium === null ? "" : names[potassium].replace(/^(serum[ _])?(potassium|kalium|k\+?)/, "").replace(/[()[\]]/g, "").replace(/^[ _,-]+|[ _,-]+$/g, "");
  if (unitInName !== "") checkUnit(unitInName, file, line);
  return {
    count: header.length,
    record,
    potassium,
    split,
    person: find(/^(person|patient|subject)([ _]?(id|name))?$/),
    time: find(/^time([ _(]*s\)?)?$/),
    unit: find(/^unit(s)?$/),
  };
}

function checkUnit(unit: string, file: string, line: number): void {
  const plain = unit.toLowerCase().replace(/[\s_./]|per/g, "");
  if (plain === "mmoll" || plain === "meql" || plain === "mm") return;
  throw malformed(file, line, `the unit "${unit}" is not mmol/L or mEq/L`, UNIT_REMEDY);
}

function readSplit(text: string, file: string, line: number): SplitOfRow | null {
  if (text === "") return null;
  const split = SPLIT_NAMES.find((name) => name === text.toLowerCase());
  if (split === undefined) throw malformed(file, line, `"${text}" is not a split`, `Use one of ${SPLIT_NAMES.join(", ")}, or leave the field empty.`);
  return split;
}

function readNumber(text: string, column: string, file: string, line: number): number {
  if (/^[+-]?\d+,\d+$/.test(text)) throw decimalComma(text, file, line);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    throw malformed(file, line, `"${text}" in column ${column} is not a number`, "Write plain numbers such as 5.6; no units, no < or > signs.");
  }
  return Number(text);
}

/** With comma as delimiter, "5,6" shows as one field too many: digits alone in a number's column and in the next. */
function wrongFieldCount(fields: readonly string[], columns: Columns, delimiter: string, file: string, line: number): FormatError {
  if (delimiter === "," && fields.length > columns.count) {
    const numberColumns = [columns.potassium, columns.time].filter((column) => column !== null).sort((a, b) => a - b);
    const split = numberColumns.find((column) => /^\d+$/.test(fields[column]) && /^\d+$/.test(fields[column + 1] ?? ""));
    if (split !== undefined) return decimalComma(`${fields[split]},${fields[split + 1]}`, file, line);
  }
  return malformed(file, line, `the row has ${fields.length} fields, the header ${columns.count}`, "Give every row as many fields as the header.");
}

function decimalComma(text: string, file: string, line: number): FormatError {
  return new FormatError(
    "decimal-comma",
    { file, line },
    `"${text}" is written with a decimal comma`,
    `Write ${text.replace(",", ".")} with a decimal point throughout (in a spreadsheet: export with the English number format).`,
  );
}

function malformed(file: string, line: number, reason: string, remedy: string): FormatError {
  return new FormatError("malformed", { file, line }, reason, remedy);
}

/** Splits one line; a field in double quotes may hold the delimiter, and "" stands for a quote. */
function splitFields(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i];
    if (quoted) {
      if (character !== '"') field += character;
      else if (line[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === delimiter) {
      fields.push(field.trim());
      field = "";
    } else field += character;
  }
  fields.push(field.trim());
  return fields;
}
