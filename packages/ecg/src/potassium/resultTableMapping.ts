/** Which column of a table of results means what: guessed from names and first rows, corrected by a person once. */
import type { SourceFile } from "../read/sourceFile.ts";
import { readRows, type DelimitedRow } from "./delimitedText.ts";
import type { DayMonthOrder } from "./clockTime.ts";

/** Column names by meaning. Null: there is no such column. */
export interface ResultTableMapping {
  readonly person: string | null;
  readonly recording: string | null;
  readonly time: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  /** Unit of every value when there is no unit column. */
  readonly fixedUnit: string | null;
  /** Column that says which test a row is, and its entries that mean potassium. Entries that are charted copies of them are listed apart. */
  readonly test: string | null;
  readonly potassiumTests: readonly string[];
  readonly chartedTests: readonly string[];
  /** Column with a haemolysis flag, index or comment. */
  readonly haemolysis: string | null;
  readonly specimen: string | null;
  readonly split: string | null;
  /** Order of day and month where dates do not tell. */
  readonly dayMonthOrder?: DayMonthOrder | null;
}

/** A table as the mapping form shows it. */
export interface ResultTableDescription {
  readonly file: string;
  readonly columns: readonly string[];
  readonly firstRows: readonly (readonly string[])[];
  readonly guess: ResultTableMapping;
}

/** MIMIC-IV item numbers (Johnson et al. 2023, doi:10.1038/s41597-022-01899-x): serum chemistry, and the bedside chart's copies of it and of the blood gas. */
export const MIMIC_POTASSIUM_ITEM = "50971";
export const MIMIC_BLOOD_GAS_POTASSIUM_ITEM = "50822";
export const MIMIC_CHARTED_POTASSIUM_ITEMS: readonly string[] = ["227442", "227464"];

const PATTERNS = {
  person: /^(person|patient|subject|mrn|case|pid)([ _-]?(id|no|nr|number|name|hash))?$|^(subject|patient|person)$/i,
  recording: /^(rec(ord(ing)?)?|study|ecg|exam|file)([ _-]?(id|no|nr|number|name|path))?$|^hash[ _-]?id$|^filename(_hr|_lr)?$/i,
  time: /^(chart|result|collect(ion|ed)?|sample|draw|lab|specimen|k|event)?[ _-]?(date[ _-]?)?(time|datetime|timestamp|date)([ _-]?s| \(s\))?$/i,
  value: /^(value(num)?|result|potassium|kalium|k\+?|serum[ _-]?(potassium|k)|k[ _-]?value|plab)($|[^a-z].*)/i,
  unit: /^(unit|units|uom|valueuom|einheit)$/i,
  test: /^(itemid|item|test|test[ _-]?(name|code)|analyte|label|parameter|loinc|code|component)$/i,
  haemolysis: /h(a)?emoly[sz]|^(h[ _-]?index|comments?|remarks?)$/i,
  specimen: /^(specimen|fluid|material|specimen[ _-]?(id|type))$/i,
  split: /^(split|fold|set|strat_fold)$/i,
} as const;

/** Entries of a test column that mean potassium in blood. */
const POTASSIUM_TEST = /^(50971|2823-3|2824-1|6298-4|77142-8)$|potassium|kalium|^k\+?$/i;
/** Names of potassium that is not blood potassium, or not a concentration. */
const NOT_BLOOD = /urine|urin|24.?h|stool|csf|fluid|ratio|excretion|dialysate/i;

/** True for the first line of a table that could be one of potassium results. */
export function looksLikeResultTable(columns: readonly string[]): boolean {
  const has = (pattern: RegExp) => columns.some((column) => pattern.test(column.trim()));
  return columns.length >= 2 && has(PATTERNS.value) && (has(PATTERNS.person) || has(PATTERNS.recording));
}

/** Columns, first rows and a guess; null when the file is no table of results. Reads the first piece only. */
export async function describeResultTable(file: SourceFile): Promise<ResultTableDescription | null> {
  const rows: DelimitedRow[] = [];
  for await (const batch of readRows(file)) {
    rows.push(...batch.slice(0, 2001 - rows.length));
    if (rows.length > 2000) break;
  }
  const columns = rows[0]?.fields ?? [];
  if (!looksLikeResultTable(columns)) return null;
  return { file: file.path, columns, firstRows: rows.slice(1, 6).map((row) => row.fields), guess: guessMapping(columns, rows.slice(1)) };
}

/** The mapping that names and entries suggest. */
export function guessMapping(columns: readonly string[], rows: readonly DelimitedRow[]): ResultTableMapping {
  const taken = new Set<string>();
  const find = (pattern: RegExp, prefer?: RegExp): string | null => {
    const candidates = columns.filter((column) => pattern.test(column.trim()) && !taken.has(column));
    const found = candidates.find((column) => prefer?.test(column)) ?? candidates[0] ?? null;
    if (found !== null) taken.add(found);
    return found;
  };
  const person = find(PATTERNS.person);
  const unit = find(PATTERNS.unit);
  const value = find(PATTERNS.value, /valuenum|potassium|kalium/i);
  const time = find(PATTERNS.time, /chart|collect|draw|sample/i);
  const test = find(PATTERNS.test, /item|test/i);
  const recording = find(PATTERNS.recording);
  const haemolysis = find(PATTERNS.haemolysis, /h(a)?emoly/i);
  const specimen = find(PATTERNS.specimen);
  const split = find(PATTERNS.split);
  const entries = new Set(test === null ? [] : rows.map((row) => row.fields[columns.indexOf(test)] ?? ""));
  const isMimic = entries.has(MIMIC_POTASSIUM_ITEM) || (test !== null && /itemid/i.test(test));
  const potassiumTests = isMimic ? [MIMIC_POTASSIUM_ITEM] : [...entries].filter((entry) => POTASSIUM_TEST.test(entry) && !NOT_BLOOD.test(entry));
  return {
    person, recording, time, value, unit, test, potassiumTests, haemolysis, specimen, split,
    fixedUnit: unit !== null ? null : unitInName(value ?? "") ?? (isMimic ? "mEq/L" : null),
    chartedTests: isMimic ? [...MIMIC_CHARTED_POTASSIUM_ITEMS] : [],
    dayMonthOrder: null,
  };
}

/** Unit written into a column name, e.g. "K (mmol/L)" or "potassium_mmol_per_l"; null when there is none. */
function unitInName(column: string): string | null {
  const match = /(mmol|meq|mg)[ _/]*(?:per[ _]*)?(d?l)/i.exec(column);
  return match === null ? null : `${match[1]!.toLowerCase() === "meq" ? "mEq" : match[1]!.toLowerCase()}/${match[2]!.toLowerCase() === "dl" ? "dL" : "L"}`;
}

/** What a potassium unit is: the same number as mmol/L, or a reason to refuse it. */
export function potassiumUnitProblem(unit: string): string | null {
  const plain = unit.toLowerCase().replace(/[\s_.]|per/g, "").replace(/\//g, "");
  if (["mmoll", "meql", "mm", "mmol/l", "mval", "mvall"].includes(plain)) return null;
  if (/^mg/.test(plain)) return `the unit ${unit} is a mass concentration; potassium is stated in mmol/L (1 mmol/L is 3.91 mg/dL)`;
  if (plain === "") return "the value has no unit";
  return `the unit ${unit} is not mmol/L or mEq/L`;
}

