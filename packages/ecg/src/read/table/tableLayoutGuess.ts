/** What the first lines of a text table tell about how it holds an ECG: delimiter, decimal mark, header, time column, rate, unit, leads. */
import type { TableLayout } from "../../open/formatReader.ts";
import { knownLeadName } from "./knownLead.ts";

export interface TableGuess {
  /** What can be told; `samplingRateHz` is NaN, `unit` "" and `gainPerUnit` NaN where nothing tells it. */
  readonly layout: TableLayout;
  readonly columnCount: number;
  /** First lines, at most 20 of at most 200 characters. */
  readonly preview: readonly string[];
}

/** The guess with what recognition needs to know. */
export interface TableAssessment extends TableGuess {
  /** Numbers in at least 95 % of the rows, and a lead, a rate or no header at all to speak against an ECG. */
  readonly mayBeEcg: boolean;
  /** The layout of a public reader study: 12 columns leadI … leadV6 of whole numbers, 0.01 mV each, 500 Hz. */
  readonly isReaderStudy: boolean;
  /** Comment lines in front, without their mark. */
  readonly comments: readonly string[];
}

/** Rows of the public reader study (ECG12Net, 300 ECGs of 10 s at 500 Hz). */
export const READER_STUDY = { rowCount: 5000, samplingRateHz: 500, unit: "mV", gainPerUnit: 100 } as const;

const MIN_ROWS = 8;
const MIN_NUMERIC_SHARE = 0.95;
/** Kalium's choice: more columns are no ECG. */
export const MAX_COLUMNS = 1024;
const NUMBER = { ".": /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i, ",": /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:e[+-]?\d{1,3})?$/i } as const;
const MISSING = /^(?:nan|na|null|-)?$/i;
const CLOCK = /^(?:(\d{1,4}):)?(\d{1,4}):(\d{2}(?:[.,]\d{1,9})?)$/;
const COMMENT = /^\s*(?:#|%|\/\/|;)/;
const TIME_NAME = /^(?:time|timestamp|elapsed|zeit|temps|t|sec|seconds?|ms|milliseconds?)(?![a-z])/i;
/** A lower-case "i" counts rows; "I" is a lead. */
const INDEX_NAME = /^(?:[Ii]ndex|INDEX|[Ss]amples?|SAMPLES?|[Rr]ow|ROW|[Nn]r|NR|[Nn]o|NO|[Nn]|i|[Ff]rame|FRAME|#|[Uu]nnamed.*|)\W*$/;
const SIGNAL_NAME = /\b(?:ecg|ekg|lead|signal|amplitude|voltage|channel|ch\s?\d+|adc|[mu]v)\b/i;
const RESULT_NAME = /potass|kalium|serum|result|analyte|itemid|patient|subject|mmol|meq|^k$/i;
const VOLT = /(?:^|[\s([_,{])(mV|uV|µV|μV|nV|V)(?:$|[\s)\],_}])/i;

/** Cells of a line, with blanks and quotes around them taken off. A blank as delimiter stands for any run of blanks. */
export function splitCells(line: string, delimiter: TableLayout["delimiter"]): string[] {
  const cells = delimiter === " " ? line.trim().split(/[ \t]+/) : line.split(delimiter, MAX_COLUMNS + 2);
  return cells.map((cell) => {
    const bare = cell.trim();
    const quote = bare[0];
    return (quote === '"' || quote === "'") && bare.length > 1 && bare.endsWith(quote) ? bare.slice(1, -1).trim() : bare;
  });
}

/** Guesses the layout from the first part of a file (64 kB is plenty). `isWhole` tells that `head` is all of it. */
export function assessTable(head: string, isWhole = true): TableAssessment {
  const lines = head.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  if (!isWhole) lines.pop();
  const comments: string[] = [];
  let first = 0;
  while (first < lines.length && (COMMENT.test(lines[first]!) || lines[first]!.trim() === "")) {
    if (lines[first]!.trim() !== "") comments.push(lines[first]!.replace(COMMENT, "").trim());
    first++;
  }
  const body = lines.slice(first);
  while (body.length > 0 && body[body.length - 1]!.trim() === "") body.pop();
  const preview = lines.slice(0, 20).map((line) => line.slice(0, 200));
  const shape = chooseShape(body);
  const rows = shape.rows;
  const { delimiter, decimal, columnCount } = shape;
  const header = shape.headerRow === null ? null : splitCells(body[shape.headerRow]!, delimiter);

  const rateOfComments = findRate(comments);
  const labels = comments.map((line) => /^(?:labels?|leads?|channels?|signals?)\s*[:=]+\s*(.+)$/i.exec(line)?.[1]).find((text) => text !== undefined);
  const labelNames = labels?.split(/[\s,;]+/).filter((text) => text !== "");
  let timeRate = NaN;
  const isTimeOrIndex = Array.from({ length: columnCount }, (_, column) => {
    const name = header?.[column] ?? "";
    if (header !== null && TIME_NAME.test(name)) {
      timeRate = rateOfTimes(rows.map((cells) => cellSeconds(cells[column] ?? "", decimal)), timeUnit(name, shape.unitRow?.[column]));
      return true;
    }
    if (header !== null) return INDEX_NAME.test(name) && columnCount > 1;
    if (column > 0 || columnCount === 1) return false;
    const values = rows.map((cells) => cellNumber(cells[0] ?? "", decimal));
    const steps = values.slice(1).map((value, row) => value - values[row]!);
    const isSteady = steps.length >= MIN_ROWS - 1 && steps.every((step) => step > 0 && Math.abs(step - steps[0]!) <= Math.abs(steps[0]!) * 0.5);
    if (isSteady && steps.some((step) => step !== 1)) timeRate = rateOfTimes(rows.map((cells) => cellSeconds(cells[0] ?? "", decimal)), null);
    return isSteady;
  });
  const candidates = isTimeOrIndex.flatMap((left, column) => (left ? [] : [column]));
  const columnLeads: (string | null)[] = new Array<string | null>(columnCount).fill(null);
  candidates.forEach((column, index) => {
    const fromLabels = labelNames?.length === candidates.length ? labelNames[index]! : undefined;
    const known = knownLeadName(header?.[column] ?? fromLabels ?? "");
    columnLeads[column] = known ?? (header === null && fromLabels !== undefined ? fromLabels : null);
  });
  const knownCount = columnLeads.filter((lead) => lead !== null).length;
  // A voltage beside known leads is one more signal, whatever its name.
  if (header !== null && knownCount > 0) for (const column of candidates) if (VOLT.test(header[column]!)) columnLeads[column] ??= header[column]!;
  const hasSignalName = header !== null && candidates.some((column) => SIGNAL_NAME.test(header[column]!));
  if (knownCount === 0) {
    candidates.forEach((column) => {
      columnLeads[column] = candidates.length === 1 ? "ECG" : header?.[column] ? header[column]! : `column ${column + 1}`;
    });
  }

  // One unit holds for all columns; where two are stated, a person must say which columns to read.
  const units = [...candidates.map((column) => `${header?.[column] ?? ""} (${shape.unitRow?.[column] ?? ""})`), ...comments.filter((line) => /unit/i.test(line))].flatMap((text) => VOLT.exec(text)?.[1] ?? []);
  const unit = units.every((other) => other.toLowerCase() === units[0]!.toLowerCase()) ? (units[0] ?? "") : "";
  const isReaderStudy = header !== null && comments.length === 0 && candidates.length === 12 && columnCount === 12 && knownCount === 12 && header.every((name) => /^lead[_ ]?[IVa]/i.test(name)) && rows.every((cells) => cells.every((cell) => /^-?\d{1,6}$/.test(cell)));
  const rate = rateOfComments ?? timeRate;
  const speaksAgainst = header !== null && knownCount === 0 && (header.some((name) => RESULT_NAME.test(name)) || !(hasSignalName || !Number.isNaN(rate)));
  return {
    layout: {
      delimiter, decimal,
      headerLine: shape.headerRow === null ? null : first + shape.headerRow + 1,
      firstDataLine: first + shape.firstRow + 1,
      samplingRateHz: isReaderStudy ? READER_STUDY.samplingRateHz : rate,
      unit: isReaderStudy ? READER_STUDY.unit : unit,
      gainPerUnit: isReaderStudy ? READER_STUDY.gainPerUnit : unit === "" ? NaN : 1,
      columnLeads,
    },
    columnCount, preview, comments, isReaderStudy,
    mayBeEcg: rows.length >= MIN_ROWS && candidates.length > 0 && columnCount <= MAX_COLUMNS && !speaksAgainst,
  };
}

/** First guess for the small form in the page. */
export function guessTableLayout(head: string): TableGuess {
  const { layout, columnCount, preview } = assessTable(head, false);
  return { layout, columnCount, preview };
}

interface TableShape {
  readonly delimiter: TableLayout["delimiter"];
  readonly decimal: TableLayout["decimal"];
  readonly columnCount: number;
  /** Index of the first row of numbers among the lines after the comments. */
  readonly firstRow: number;
  readonly headerRow: number | null;
  /** Cells of a second header line that holds units. */
  readonly unitRow: readonly string[] | null;
  readonly rows: readonly (readonly string[])[];
}

/** The delimiter and decimal mark under which most lines are rows of numbers; more columns win, a point wins over a comma. */
function chooseShape(body: readonly string[]): TableShape {
  let best: TableShape = { delimiter: ",", decimal: ".", columnCount: 0, firstRow: 0, headerRow: null, unitRow: null, rows: [] };
  let bestScore = 0;
  const occurs = (mark: string): boolean => body.some((line) => line.includes(mark));
  const hasComma = occurs(",");
  for (const delimiter of [",", ";", "\t", " "] as const) {
    // A comma also stands for "one column", where nothing delimits.
    if (delimiter !== "," && !occurs(delimiter) && !(delimiter === ";" && hasComma)) continue;
    for (const decimal of [".", ","] as const) {
      if (decimal === "," && (delimiter === "," || !hasComma)) continue;
      const cells = body.map((line) => splitCells(line, delimiter));
      const isRow = cells.map((row) => isRowOfNumbers(row, NUMBER[decimal]));
      const firstRow = isRow.indexOf(true);
      if (firstRow < 0 || firstRow > 20) continue;
      const columnCount = cells[firstRow]!.length;
      const rows = cells.filter((row, index) => isRow[index] && row.length === columnCount);
      if (rows.length < (body.length - firstRow) * MIN_NUMERIC_SHARE) continue;
      // "0,455" is one number and "0,455,1" are three: under a comma as delimiter a column that keeps its leading noughts is no column.
      const isSplitNumber = delimiter === "," && columnCount === 2 && rows.some((row) => /^0\d/.test(row[1]!)) && !body.some((line) => line.includes("."));
      const score = columnCount * 4 + (decimal === "." ? 2 : 0) + (delimiter === " " ? 0 : 1) - (isSplitNumber ? 8 : 0);
      if (score <= bestScore) continue;
      bestScore = score;
      const above = cells.slice(0, firstRow).map((row) => (row.length === columnCount ? row : null));
      const hasUnits = above.length >= 2 && above[firstRow - 1] !== null && above[firstRow - 1]!.some((cell) => VOLT.test(cell)) && above[firstRow - 2] !== null;
      const headerRow = hasUnits ? firstRow - 2 : firstRow > 0 && above[firstRow - 1] !== null ? firstRow - 1 : null;
      best = { delimiter, decimal, columnCount, firstRow, headerRow, unitRow: hasUnits ? above[firstRow - 1]! : null, rows };
    }
  }
  return best;
}

function isRowOfNumbers(row: readonly string[], pattern: RegExp): boolean {
  let numberCount = 0;
  for (let column = 0; column < row.length; column++) {
    const cell = row[column]!;
    if (pattern.test(cell)) numberCount++;
    else if (!(row.length > 1 && MISSING.test(cell)) && !(column === 0 && CLOCK.test(cell))) return false;
  }
  return numberCount > 0;
}

function cellNumber(cell: string, decimal: "." | ","): number {
  return NUMBER[decimal].test(cell) ? Number(decimal === "," ? cell.replace(",", ".") : cell) : NaN;
}

/** A time cell in seconds where it is a clock reading, else as the number it is. */
function cellSeconds(cell: string, decimal: "." | ","): { readonly value: number; readonly isClock: boolean } {
  const clock = CLOCK.exec(cell);
  return clock ? { value: Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]!.replace(",", ".")), isClock: true } : { value: cellNumber(cell, decimal), isClock: false };
}

function timeUnit(name: string, unit: string | undefined): "s" | "ms" | null {
  const text = `${name} ${unit ?? ""}`;
  if (/(?<![a-z])ms(?![a-z])|millisec/i.test(text)) return "ms";
  return /(?<![a-z])s(?:ec(?:onds?)?)?(?![a-z])/i.test(text) ? "s" : null;
}

/** Rows per second; NaN when the column does not go up steadily. Without a stated unit steps of half or more are taken for milliseconds. */
function rateOfTimes(times: readonly { readonly value: number; readonly isClock: boolean }[], unit: "s" | "ms" | null): number {
  const last = times[times.length - 1];
  if (last === undefined || times.length < MIN_ROWS) return NaN;
  const step = (last.value - times[0]!.value) / (times.length - 1);
  const isSteady = step > 0 && times.every(({ value }, row) => Math.abs(value - times[0]!.value - row * step) <= step);
  if (!isSteady) return NaN;
  const inMilliseconds = !times[0]!.isClock && (unit === "ms" || (unit === null && step >= 0.5));
  const rate = (inMilliseconds ? 1000 : 1) / step;
  const whole = Math.round(rate);
  return whole > 0 && Math.abs(rate - whole) <= whole * 2e-3 ? whole : rate;
}

/** Rate in comments such as "Sampling Rate (Hz):= 1000.00" or "fs = 1 kHz"; null when none states one. */
function findRate(comments: readonly string[]): number | null {
  for (const line of comments) {
    const match = /(?:sampl\w{0,8}[\s_-]{0,3}(?:rate|freq\w{0,8})|\bfs\b|^rate|^frequency)\s{0,3}(?:[([]\s{0,3}(k?hz)\s{0,3}[)\]])?\s{0,3}[:=]{0,2}\s{0,3}(\d{1,7}(?:[.,]\d{1,9})?)\s{0,3}(k?hz)?/i.exec(line);
    if (match) {
      const rate = Number(match[2]!.replace(",", ".")) * (/khz/i.test(match[1] ?? match[3] ?? "") ? 1000 : 1);
      if (rate > 0) return rate;
    }
  }
  return null;
}
