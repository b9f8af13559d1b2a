/**
 * Opens Parquet tables as ECGs, in two layouts: a row a recording with lists in its columns, or a row a sample with a column a
 * lead. Loaded lazily.
 */
import { FormatError } from "../../errors.ts";
import type { OpenOptions } from "../../open/formatReader.ts";
import type { OpenedRecording } from "../../open/openedRecording.ts";
import type { FoundText } from "../../open/recordFacts.ts";
import { windowOfFile, type ByteWindow } from "../array/byteWindow.ts";
import { leadOfName } from "../array/leadGroups.ts";
import { bareName, factsOf, statedLayoutOf, textKindOf, type NamedValue } from "../array/namedFacts.ts";
import { requireExact } from "../array/numberType.ts";
import type { NumericArray } from "../array/numericArray.ts";
import { openArrays, type ArrayFile } from "../array/openArrays.ts";
import type { SourceFile } from "../sourceFile.ts";
import { columnReader, type ColumnReader } from "./columnReader.ts";
import { openRecordRows, recordCandidates } from "./openRecordRows.ts";
import { readParquetFooter, type Column, type ColumnType, type ParquetFooter } from "./parquetFooter.ts";

/** Different values of a column beside the signals that are listed for the de-identification report. */
const MOST_DISTINCT = 1000;
const ROWS_AT_A_TIME = 65_536;
const NO_SIGNAL = /^(time|times|seconds?|ms|index|sample|samples|n|t|label|labels|target|class)$/;

/** A file with its footer and readers of its columns. */
export interface ParquetTable {
  readonly path: string;
  /** Size of the file. */
  readonly byteCount: number;
  readonly footer: ParquetFooter;
  /** Reader of column `column` in row group `group`. */
  reader(group: number, column: number): ColumnReader;
  /** Values of a column as a person reads them: dates and times in ISO 8601, integers with all digits. Empty where missing. */
  values(group: number, column: number, from: number, to: number): Promise<{ readonly values: readonly (string | number | boolean)[]; readonly rowStarts: Int32Array }>;
}

/** @throws FormatError. */
export async function openParquet(file: SourceFile, options: OpenOptions): Promise<readonly OpenedRecording[]> {
  const table = await readParquetTable(windowOfFile(file));
  const signals = signalColumns(table.footer);
  return signals.some(({ column }) => column.mostRepetition > 0) ? openRecordRows(table, signals, options.array) : openArrays(await sampleRows(table, signals), options.array);
}

/** Columns and groups of columns that can hold an ECG. @throws FormatError. */
export async function listParquetArrays(file: SourceFile): Promise<readonly { readonly name: string; readonly shape: readonly number[] }[]> {
  const table = await readParquetTable(windowOfFile(file));
  const signals = signalColumns(table.footer);
  const isLists = signals.some(({ column }) => column.mostRepetition > 0);
  return (isLists ? recordCandidates(signals, table.footer.rowCount) : sampleArrays(table, signals)).map(({ name, shape }) => ({ name, shape }));
}

export async function readParquetTable(bytes: ByteWindow): Promise<ParquetTable> {
  const footer = await readParquetFooter(bytes);
  let group = -1;
  const readers = new Map<string, ColumnReader>();
  const readerOf = (wantedGroup: number, column: number, isExact: boolean): ColumnReader => {
    // Readers keep pages; those of one row group are enough for any reading in order.
    if (wantedGroup !== group) readers.clear();
    group = wantedGroup;
    const own = footer.rowGroups[group]!;
    const key = `${column} ${isExact}`;
    const reader = readers.get(key) ?? columnReader(bytes, footer.columns[column]!, own.chunks[column]!, own.rowCount, isExact);
    readers.set(key, reader);
    return reader;
  };
  return {
    path: bytes.path, byteCount: bytes.size, footer,
    reader: (wantedGroup, column) => readerOf(wantedGroup, column, false),
    async values(wantedGroup, index, from, to) {
      const { numbers, texts, rowStarts } = await readerOf(wantedGroup, index, true).rows(from, to);
      const { type } = footer.columns[index]!;
      return { values: Array.from<string | number, string | number | boolean>(texts ?? numbers!, (value) => plainValue(type, value)), rowStarts };
    },
  };
}

const MS_PER_DAY = 86_400_000;
const COUNTS_PER_MS = { ms: 1, us: 1e3, ns: 1e6 } as const;

/** A stored value as a person reads it; "" for a missing one. */
function plainValue(type: ColumnType, value: string | number): string | number | boolean {
  if (type.kind !== "number" || value === "" || Number.isNaN(value)) return typeof value === "number" && Number.isNaN(value) ? "" : value;
  if (type.isBoolean) return value === 1;
  const number = Number(value);
  if (type.clock === null) return Number.isSafeInteger(number) || typeof value === "number" ? number : value;
  const ms = type.clock === "days" ? number * MS_PER_DAY : number / COUNTS_PER_MS[type.clock];
  // Beyond the years that a date can have, the count itself is shown.
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace("Z", "") : value;
}

/** A column that may hold a signal, with its place among the columns. */
export interface SignalColumn {
  readonly column: Column;
  readonly index: number;
  /** Lead that its name states; null when the name is no lead's. */
  readonly lead: string | null;
}

/** Lists of numbers when there are any, else plain columns of numbers. */
function signalColumns({ columns }: ParquetFooter): readonly SignalColumn[] {
  const isTime = ({ type }: Column): boolean => type.kind === "number" && type.clock !== null;
  const numeric = columns.map((column, index) => ({ column, index, lead: leadOfName(column.name) })).filter(({ column }) => column.type.kind === "number" && !isTime(column) && column.mostRepetition <= 2);
  const lists = numeric.filter(({ column }) => column.mostRepetition > 0);
  return lists.length > 0 ? lists : numeric.filter(({ column }) => column.type.kind === "number" && !column.type.isBoolean && !NO_SIGNAL.test(bareName(column.name)));
}

/** Texts of the footer: who wrote the file, and what was attached to it. */
export function footerTexts({ metadata, createdBy }: ParquetFooter): { readonly texts: readonly FoundText[]; readonly values: readonly NamedValue[] } {
  // Arrow's and pandas' own descriptions repeat the columns; they are listed as what they are.
  const own = metadata.filter(({ key }) => key === "pandas" || key === "ARROW:schema");
  const values = metadata.filter((pair) => !own.includes(pair)).map(({ key, value }) => ({ name: key, value }));
  const texts = [...own.map(({ key, value }) => ({ place: key, kind: "free-text", value }) as const), ...(createdBy === "" ? [] : [{ place: "created_by", kind: "technical", value: createdBy } as const])];
  return { texts, values };
}

/** The leads as one array (all columns, where no name is a lead's), and every column alone. */
function sampleArrays(table: ParquetTable, signals: readonly SignalColumn[]): readonly NumericArray[] {
  const leads = signals.filter(({ lead }) => lead !== null);
  const group = leads.length > 0 ? leads : signals;
  if (group.length === 0) return [];
  return [columnsArray(table, group, leads.length > 0), ...(signals.length === 1 ? [] : signals.map((signal) => columnsArray(table, [signal], false)))];
}

/** A row a sample. */
async function sampleRows(table: ParquetTable, signals: readonly SignalColumn[]): Promise<ArrayFile> {
  const { footer, path } = table;
  const leads = signals.filter(({ lead }) => lead !== null);
  const { texts, values } = footerTexts(footer);
  const notes: string[] = [];
  const listed: NamedValue[] = [...values];
  for (const [index, column] of footer.columns.entries()) {
    const isSignal = signals.some((signal) => signal.index === index) && (leads.length === 0 || leads.some((lead) => lead.index === index));
    if (column.mostRepetition > 0 || column.type.kind === "other" || isSignal || NO_SIGNAL.test(bareName(column.name))) continue;
    const distinct = await distinctValues(table, index);
    if (distinct.size > MOST_DISTINCT && column.type.kind === "number" && textKindOf(column.name) === "free-text") continue;
    if (distinct.size > MOST_DISTINCT) notes.push(`The column ${column.name} has more than ${MOST_DISTINCT} different values, of which the first are listed.`);
    for (const value of distinct) listed.push({ name: column.name, value });
  }
  const names = footer.columns.map(({ name }) => ({ place: "column name", kind: "free-text", value: name }) as const);
  return { format: "parquet", formatDetail: "Parquet, a row a sample", path, arrays: sampleArrays(table, signals), facts: factsOf(listed, [...texts, ...names]), notes, stated: statedLayoutOf(listed) };
}

async function distinctValues(table: ParquetTable, column: number): Promise<ReadonlySet<string | number | boolean>> {
  const distinct = new Set<string | number | boolean>();
  for (const [group, { rowCount }] of table.footer.rowGroups.entries()) {
    for (let from = 0; from < rowCount && distinct.size <= MOST_DISTINCT; from += ROWS_AT_A_TIME) {
      const { values } = await table.values(group, column, from, Math.min(rowCount, from + ROWS_AT_A_TIME));
      for (const value of values) if (value !== "" && distinct.size <= MOST_DISTINCT) distinct.add(value);
    }
  }
  return distinct;
}

/** Columns as an array of leads × rows. Missing values are NaN, so the numbers come as doubles. */
function columnsArray({ footer, reader, path }: ParquetTable, columns: readonly SignalColumn[], isNamed: boolean): NumericArray {
  return {
    name: columns.map(({ column }) => column.name).join(", "),
    shape: [columns.length, footer.rowCount],
    isInt32: false,
    ...(isNamed ? { leadNames: columns.map(({ lead }) => lead!) } : {}),
    async read(start, count) {
      const [from, rows] = [start[1]!, count[1]!];
      const out = new Float64Array(count[0]! * rows);
      for (const [group, { firstRow, rowCount }] of footer.rowGroups.entries()) {
        const first = Math.max(from, firstRow);
        const last = Math.min(from + rows, firstRow + rowCount);
        if (first >= last) continue;
        for (let lead = 0; lead < count[0]!; lead++) {
          const { index, column } = columns[start[0]! + lead]!;
          const { numbers } = await reader(group, index).rows(first - firstRow, last - firstRow);
          if (numbers!.length !== last - first) throw new FormatError("malformed", { file: path }, "a column has lost rows", "Copy the file again from its source.");
          if (column.type.kind === "number") requireExact(column.type.stored, numbers!, { file: path });
          out.set(numbers!, lead * rows + first - from);
        }
      }
      return out;
    },
  };
}
