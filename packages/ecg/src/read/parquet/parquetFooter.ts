/** The footer of a Parquet file: its columns, row groups and where their pages lie. Follows parquet-format 2.x (Apache). */
import { FormatError } from "../../errors.ts";
import type { NumberType } from "../array/numberType.ts";
import { viewOf, type ByteWindow } from "../array/byteWindow.ts";
import { damaged, numberField, readThriftStruct, structField, structsField, textField, type ThriftStruct } from "./thrift.ts";

/** What a number counts, where it is a date or a time since 1970. */
export type Clock = "days" | "ms" | "us" | "ns";

/** How values of a column are kept and what they mean. */
export type ColumnType =
  | { readonly kind: "number"; readonly stored: NumberType; readonly isBoolean: boolean; readonly clock: Clock | null }
  | { readonly kind: "text"; readonly fixedBytes: number | null }
  | { readonly kind: "other"; readonly description: string };

export interface Column {
  /** Name of the top-level field, the only one that a person knows; members of structs after dots. */
  readonly name: string;
  readonly type: ColumnType;
  readonly mostDefinition: number;
  /** Definition level from which an element of the innermost list exists; 0 for columns without lists. */
  readonly repeatedDefinition: number;
  readonly mostRepetition: number;
}

/** One column of one row group. */
export interface ColumnChunk {
  readonly from: number;
  readonly byteCount: number;
  readonly valueCount: number;
  readonly codec: number;
}

export interface ParquetFooter {
  readonly rowCount: number;
  readonly columns: readonly Column[];
  readonly rowGroups: readonly { readonly firstRow: number; readonly rowCount: number; readonly chunks: readonly ColumnChunk[] }[];
  readonly metadata: readonly { readonly key: string; readonly value: string }[];
  readonly createdBy: string;
}

/** Values may be this many times the bytes of the file: a constant column packs without limit, a bomb does too. */
const MOST_RATIO = 100;
const SMALL_COUNT = 65_536;
const MOST_COLUMNS = 10_000;
const MOST_SCHEMA_DEPTH = 16;

/** @throws FormatError. */
export async function readParquetFooter(bytes: ByteWindow): Promise<ParquetFooter> {
  const { path, size } = bytes;
  if (size < 12) throw new FormatError("truncated", { file: path, byteOffset: size }, "the file ends before its footer", "Copy the file again from its source; this copy is cut.");
  const tail = await bytes.at(size - 8, 8);
  const magic = String.fromCharCode(...tail.subarray(4));
  if (magic === "PARE") throw new FormatError("unsupported", { file: path, byteOffset: size - 4 }, "the footer is encrypted", "Save the file without encryption.");
  if (magic !== "PAR1") throw new FormatError("truncated", { file: path, byteOffset: size - 4 }, "the file does not end as a Parquet file does", "Copy the file again from its source; this copy is cut.");
  const footerBytes = viewOf(tail).getUint32(0, true);
  const from = size - 8 - footerBytes;
  if (from < 4) throw new FormatError("truncated", { file: path, byteOffset: size - 8 }, `a footer of ${footerBytes} bytes is larger than the file`, "Copy the file again from its source; this copy is damaged.");
  const source = { path, bytes: await bytes.at(from, footerBytes), from };
  const [footer] = readThriftStruct(source);
  const columns = readSchema(structsField(footer, 2), (reason) => damaged(source, 0, reason));
  if (columns.length === 0) throw damaged(source, 0, "the footer lists no columns");
  const limit = Math.max(SMALL_COUNT, MOST_RATIO * size);
  const tooLarge = (what: string): FormatError => new FormatError("too-large", { file: path, byteOffset: from }, `${what} is more than a file of ${size} bytes can hold`, "Write the file again; its footer is wrong.");
  let rowCount = 0;
  const rowGroups = structsField(footer, 4).map((group) => {
    const firstRow = rowCount;
    const own = countOf(group, 3);
    rowCount += own;
    if (!(rowCount <= limit)) throw tooLarge(`a table of ${rowCount} rows`);
    const chunks = structsField(group, 1).map((chunk) => readChunk(chunk, size, (reason) => damaged(source, 0, reason)));
    if (chunks.length !== columns.length) throw damaged(source, 0, `${chunks.length} column chunks for ${columns.length} columns`);
    for (const { valueCount } of chunks) if (!(valueCount <= limit)) throw tooLarge(`a column of ${valueCount} values`);
    return { firstRow, rowCount: own, chunks };
  });
  const metadata = structsField(footer, 5).map((pair) => ({ key: textField(pair, 1), value: textField(pair, 2) }));
  return { rowCount, columns, rowGroups, metadata, createdBy: textField(footer, 6) };
}

function countOf(fields: ThriftStruct, id: number): number {
  const count = numberField(fields, id);
  return count >= 0 ? count : Infinity;
}

function readChunk(chunk: ThriftStruct, size: number, wrong: (reason: string) => FormatError): ColumnChunk {
  const meta = structField(chunk, 3);
  if (meta === null) throw wrong("a column chunk without description (encrypted, or in another file)");
  const dictionary = numberField(meta, 11, -1);
  const data = numberField(meta, 9, -1);
  const from = dictionary > 0 && dictionary < data ? dictionary : data;
  const byteCount = numberField(meta, 7, -1);
  if (from < 4 || byteCount < 0 || from + byteCount > size) throw wrong(`a column chunk of ${byteCount} bytes at ${from} lies outside the file`);
  return { from, byteCount, valueCount: countOf(meta, 5), codec: numberField(meta, 4) };
}

function readSchema(elements: readonly ThriftStruct[], wrong: (reason: string) => FormatError): readonly Column[] {
  const columns: Column[] = [];
  let next = 1;
  const visit = (path: readonly string[], definition: number, repetition: number, listDefinition: number): void => {
    const element = elements[next++];
    if (element === undefined || columns.length > MOST_COLUMNS || path.length > MOST_SCHEMA_DEPTH) throw wrong("the list of columns is damaged");
    const repeated = numberField(element, 3);
    const mostDefinition = definition + (repeated > 0 ? 1 : 0);
    const own = [mostDefinition, repetition + (repeated === 2 ? 1 : 0), repeated === 2 ? mostDefinition : listDefinition] as const;
    const name = [...path, textField(element, 4)];
    const children = numberField(element, 5);
    if (children > elements.length) throw wrong("the list of columns is damaged");
    for (let i = 0; i < children; i++) visit(name, ...own);
    // Inside a list the names "list" and "element" are the format's own.
    if (children === 0) columns.push({ name: own[1] > 0 ? name[0]! : name.join("."), type: columnType(element), mostDefinition, mostRepetition: own[1], repeatedDefinition: own[2] });
  };
  const roots = elements[0] === undefined ? 0 : numberField(elements[0], 5);
  if (roots > elements.length) throw wrong("the list of columns is damaged");
  for (let i = 0; i < roots; i++) visit([], 0, 0, 0);
  return columns;
}

/** Converted types UINT_8 to UINT_64 are 11 to 14; INT_8 to INT_64 15 to 18 need nothing of their own. */
const [FIRST_UNSIGNED, LAST_UNSIGNED, DECIMAL] = [11, 14, 5];
const FLOAT16_LOGICAL_FIELD = 15;
const TIMESTAMP_LOGICAL_FIELD = 8;
const CLOCK_OF_CONVERTED: ReadonlyMap<number, Clock> = new Map([[6, "days"], [9, "ms"], [10, "us"]]);

/** Clock of a column by its converted type or, for nanoseconds, its logical type. */
function clockOf(element: ThriftStruct, converted: number): Clock | null {
  const timestamp = structField(structField(element, 10) ?? new Map(), TIMESTAMP_LOGICAL_FIELD);
  const unit = timestamp === null ? null : structField(timestamp, 2);
  const stated: Clock | null = unit === null ? null : unit.has(1) ? "ms" : unit.has(2) ? "us" : unit.has(3) ? "ns" : null;
  return stated ?? CLOCK_OF_CONVERTED.get(converted) ?? null;
}

function columnType(element: ThriftStruct): ColumnType {
  const converted = numberField(element, 6, -1);
  const unsigned = converted >= FIRST_UNSIGNED && converted <= LAST_UNSIGNED;
  const number = (kind: NumberType["kind"], byteCount: number, isBoolean = false): ColumnType => ({ kind: "number", stored: { kind, byteCount, littleEndian: true }, isBoolean, clock: clockOf(element, converted) });
  if (converted === DECIMAL) return { kind: "other", description: "decimal numbers" };
  switch (numberField(element, 1, -1)) {
    case 0:
      return number("unsigned", 1, true);
    case 1:
      return number(unsigned ? "unsigned" : "signed", 4);
    case 2:
      return number(unsigned ? "unsigned" : "signed", 8);
    case 4:
      return number("float", 4);
    case 5:
      return number("float", 8);
    case 6:
      return { kind: "text", fixedBytes: null };
    case 7: {
      const fixedBytes = numberField(element, 2);
      if (structField(element, 10)?.has(FLOAT16_LOGICAL_FIELD) === true && fixedBytes === 2) return number("float", 2);
      return fixedBytes > 0 && fixedBytes < 65_536 ? { kind: "text", fixedBytes } : { kind: "other", description: "bytes" };
    }
    default:
      return { kind: "other", description: "96-bit integers" };
  }
}
