/** Rows of numbers in a text file, parsed from bytes without making a string of each cell. */
import { FormatError } from "../../errors.ts";
import type { TableLayout } from "../../open/formatReader.ts";
import { COPY_AGAIN } from "../exactBytes.ts";
import type { SourceFile } from "../sourceFile.ts";

/** Bytes held at a time. */
const BLOCK_BYTE_COUNT = 1 << 20;
/** A row is found again by skipping at most this many. */
const ROWS_PER_MARK = 1024;
/** Decimals up to which numbers are kept as whole ones. */
const MAX_DECIMALS = 9;
/** Stands in `decimals` for a missing cell and for a number that is no plain decimal. */
const MISSING = -1;
const GENERAL = 100;
export const INVALID_COUNT = -(2 ** 31);
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);
const REMEDY = "Look at that line in a text editor; every row needs one number in each column.";

const LF = 10;
const CR = 13;
const HASH = 35;

/** How one column holds its numbers, found by going through all rows once. */
export interface ColumnScan {
  /** Decimals to which every number is whole; null when some numbers are too long or too large for 32-bit integers. */
  readonly decimals: number | null;
  readonly hasMissing: boolean;
}

export interface TableScan {
  readonly rowCount: number;
  /** Byte offset of every {@link ROWS_PER_MARK}th row. */
  readonly marks: readonly number[];
  readonly columns: readonly ColumnScan[];
}

/** Cells of the row that was parsed last, by column of the file. */
class RowCells {
  readonly mantissas: Float64Array;
  readonly decimals: Int8Array;
  /** Columns found in the row. */
  count = 0;
  private readonly delimiter: number;
  private readonly decimalMark: number;
  private readonly anyBlank: boolean;

  constructor(
    private readonly used: readonly boolean[],
    { delimiter, decimal }: Pick<TableLayout, "delimiter" | "decimal">,
  ) {
    this.mantissas = new Float64Array(used.length);
    this.decimals = new Int8Array(used.length);
    this.delimiter = delimiter.charCodeAt(0);
    this.decimalMark = decimal.charCodeAt(0);
    this.anyBlank = delimiter === " ";
  }

  /** Parses the bytes `from` … `to` of one line; false when a used column holds no number. */
  parse(bytes: Uint8Array, from: number, to: number): boolean {
    const { used, mantissas, decimals, delimiter, anyBlank } = this;
    let column = 0;
    let at = from;
    if (anyBlank) while (at < to && isBlank(bytes[at]!)) at++;
    while (at <= to && column < used.length) {
      let end = at;
      if (anyBlank) while (end < to && !isBlank(bytes[end]!)) end++;
      else while (end < to && bytes[end] !== delimiter) end++;
      if (used[column] && !this.parseCell(bytes, at, end, column, mantissas, decimals)) return false;
      column++;
      at = end + 1;
      if (anyBlank) while (at < to && isBlank(bytes[at]!)) at++;
    }
    this.count = column;
    return column === used.length;
  }

  private parseCell(bytes: Uint8Array, from: number, to: number, column: number, mantissas: Float64Array, decimals: Int8Array): boolean {
    while (from < to && (isBlank(bytes[from]!) || isQuote(bytes[from]!))) from++;
    while (to > from && (isBlank(bytes[to - 1]!) || isQuote(bytes[to - 1]!))) to--;
    let at = from;
    const isNegative = bytes[at] === 45;
    if (isNegative || bytes[at] === 43) at++;
    let mantissa = 0;
    let digits = 0;
    let fraction = -1;
    for (; at < to; at++) {
      const byte = bytes[at]!;
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + byte - 48;
        digits++;
        if (fraction >= 0) fraction++;
      } else if (byte === this.decimalMark && fraction < 0) fraction = 0;
      else break;
    }
    if (at === to && digits > 0 && digits <= 15) {
      mantissas[column] = isNegative ? -mantissa : mantissa;
      decimals[column] = fraction < 0 ? 0 : fraction;
      return true;
    }
    return parseGeneral(bytes.subarray(from, to), this.decimalMark, column, mantissas, decimals);
  }
}

/** The rare cells: missing, in powers of ten, or longer than 15 digits. */
function parseGeneral(cell: Uint8Array, decimalMark: number, column: number, mantissas: Float64Array, decimals: Int8Array): boolean {
  if (cell.length > 64) return false;
  const text = String.fromCharCode(...cell).replace(String.fromCharCode(decimalMark), ".");
  if (/^(?:nan|na|null|-)?$/i.test(text)) {
    mantissas[column] = NaN;
    decimals[column] = MISSING;
    return true;
  }
  if (!/^[+-]?(?:\d+\.?\d*(?:e[+-]?\d{1,3})?|\.\d+(?:e[+-]?\d{1,3})?|Infinity)$/i.test(text)) return false;
  mantissas[column] = Number(text);
  decimals[column] = GENERAL;
  return true;
}

const isBlank = (byte: number): boolean => byte === 32 || byte === 9;
const isQuote = (byte: number): boolean => byte === 34 || byte === 39;

/** Lines from a byte offset on, a block at a time: calls `take(block, from, to, offset of the line)` until it returns false. */
async function eachLine(file: SourceFile, fromOffset: number, take: (bytes: Uint8Array, from: number, to: number, offset: number) => boolean): Promise<void> {
  for (let offset = fromOffset; offset < file.size; ) {
    const block = await file.bytes(offset, Math.min(file.size, offset + BLOCK_BYTE_COUNT));
    const isLast = offset + block.length >= file.size;
    let lineFrom = 0;
    for (let at = 0; at <= block.length; at++) {
      const isEnd = at === block.length;
      if (isEnd ? !isLast || lineFrom === at : block[at] !== LF && block[at] !== CR) continue;
      // A CR at the very end of a block may have its LF in the next one.
      if (!isEnd && block[at] === CR && at + 1 === block.length && !isLast) break;
      if (!take(block, lineFrom, at, offset + lineFrom)) return;
      if (block[at] === CR && block[at + 1] === LF) at++;
      lineFrom = at + 1;
    }
    if (isLast) return;
    if (lineFrom === 0) throw new FormatError("malformed", { file: file.path, byteOffset: offset }, `no line ends within ${BLOCK_BYTE_COUNT} bytes, so this is no table`, REMEDY);
    offset += lineFrom;
  }
}

const isNoRow = (bytes: Uint8Array, from: number, to: number): boolean => {
  let at = from;
  while (at < to && isBlank(bytes[at]!)) at++;
  return at === to || bytes[at] === HASH;
};

/**
 * Goes through all rows once: counts them, marks where they are and finds how the used columns hold their numbers.
 * @throws FormatError "malformed" with the line of a row that has no number where one belongs.
 */
export async function scanTable(file: SourceFile, layout: TableLayout): Promise<TableScan> {
  const used = layout.columnLeads.map((lead) => lead !== null);
  const cells = new RowCells(used, layout);
  const columns = used.flatMap((isUsed, column) => (isUsed ? [column] : []));
  // Room that the digits need on their side of nought, by number of decimals: whether all fit 32 bits is known only at the end.
  const largest = columns.map(() => new Float64Array(MAX_DECIMALS + 1).fill(-1));
  const isGeneral = columns.map(() => false);
  const hasMissing = columns.map(() => false);
  const marks: number[] = [];
  let rowCount = 0;
  let line = 0;
  await eachLine(file, 0, (bytes, from, to, offset) => {
    line++;
    if (line < layout.firstDataLine || isNoRow(bytes, from, to)) return true;
    if (!cells.parse(bytes, from, to)) throw new FormatError("malformed", { file: file.path, line }, `the row has ${cells.count < used.length ? `fewer than ${used.length} columns or ` : ""}no number where one belongs`, REMEDY);
    if (rowCount % ROWS_PER_MARK === 0) marks.push(offset);
    rowCount++;
    columns.forEach((column, index) => {
      const decimals = cells.decimals[column]!;
      if (decimals === MISSING) hasMissing[index] = true;
      else if (decimals > MAX_DECIMALS) isGeneral[index] = true;
      else {
        const mantissa = cells.mantissas[column]!;
        const size = mantissa < 0 ? -mantissa : mantissa + 1;
        if (size > largest[index]![decimals]!) largest[index]![decimals] = size;
      }
    });
    return true;
  });
  return {
    rowCount,
    marks,
    columns: columns.map((_, index) => {
      const sizes = largest[index]!;
      const decimals = sizes.findLastIndex((size) => size >= 0);
      const fits = decimals >= 0 && !isGeneral[index] && sizes.every((size, count) => size < 0 || size * POWERS[decimals - count]! <= 2 ** 31 - (hasMissing[index] ? 1 : 0));
      return { decimals: fits ? decimals : null, hasMissing: hasMissing[index]! };
    }),
  };
}

/** Rows `from` … `to` (exclusive) of the used columns: whole numbers × 10^decimals where the scan found that possible, else doubles. */
export async function readRows(file: SourceFile, layout: TableLayout, scan: TableScan, from: number, to: number): Promise<readonly (Int32Array | Float64Array)[]> {
  const used = layout.columnLeads.map((lead) => lead !== null);
  const columns = used.flatMap((isUsed, column) => (isUsed ? [column] : []));
  const outputs = scan.columns.map(({ decimals }) => (decimals === null ? new Float64Array(to - from) : new Int32Array(to - from)));
  if (from === to) return outputs;
  const cells = new RowCells(used, layout);
  const mark = Math.floor(from / ROWS_PER_MARK);
  let row = mark * ROWS_PER_MARK;
  await eachLine(file, scan.marks[mark]!, (bytes, lineFrom, lineTo, offset) => {
    if (isNoRow(bytes, lineFrom, lineTo)) return true;
    if (row >= from) {
      if (!cells.parse(bytes, lineFrom, lineTo)) throw new FormatError("malformed", { file: file.path, byteOffset: offset }, "a row has no number where one belongs", REMEDY);
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index]!;
        const whole = scan.columns[index]!.decimals;
        const decimals = cells.decimals[column]!;
        const mantissa = cells.mantissas[column]!;
        outputs[index]![row - from] = whole !== null ? (decimals === MISSING ? INVALID_COUNT : mantissa * POWERS[whole - decimals]!) : decimals > 0 && decimals !== GENERAL ? mantissa / POWERS[decimals]! : mantissa;
      }
    }
    return ++row < to;
  });
  if (row < to) throw new FormatError("truncated", { file: file.path, byteOffset: file.size }, "the file ended while it was read", COPY_AGAIN);
  return outputs;
}
