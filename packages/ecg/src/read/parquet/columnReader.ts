/** Rows out of one column of one row group, page by page: only the pages that hold the rows are unpacked and kept. */
import { FormatError } from "../../errors.ts";
import type { ByteWindow } from "../array/byteWindow.ts";
import type { Column, ColumnChunk } from "./parquetFooter.ts";
import type { Numbers } from "./encodings.ts";
import { CODEC_NAMES, countingUp, decodeDictionary, decodePage, type DecodedPage, type Dictionary, GZIP } from "./decodePage.ts";
import { readPageHeader, type PagePlace } from "./pageHeader.ts";
import { damaged } from "./thrift.ts";

/** Values of some rows; missing ones are NaN or "". */
export interface ColumnRows {
  readonly numbers: Numbers | null;
  readonly texts: readonly string[] | null;
  /** Index of the first value of every row, and the number of values at the end. */
  readonly rowStarts: Int32Array;
  /** Indices of values with which inner lists begin; empty unless the column holds lists of lists. */
  readonly innerStarts: readonly number[];
}

/** A page with its first row; the last row that begins in a page may go on in the next ones. */
interface IndexedPage extends PagePlace {
  readonly firstRow: number;
  readonly rowCount: number;
}

export interface ColumnReader {
  /** Values of the rows `from` … `to` (exclusive) of the row group. @throws FormatError. */
  rows(from: number, to: number): Promise<ColumnRows>;
  /** Number of values of every row and, for lists of lists, of their inner lists. Unpacks the whole column once, keeping none of it. */
  rowSizes(): Promise<{ readonly values: readonly number[]; readonly inner: readonly number[] }>;
}

/** Pages kept unpacked: the one last read and the one after it, which is looked at because a row may go on there. */
const KEPT_PAGES = 2;

/** `isExact` gives 64-bit integers as their digits in `texts`: identifiers must not be rounded. */
export function columnReader(bytes: ByteWindow, column: Column, chunk: ColumnChunk, rowCount: number, isExact = false): ColumnReader {
  if (chunk.codec > GZIP || chunk.codec < 0) {
    throw new FormatError("unsupported", { file: bytes.path, byteOffset: chunk.from }, `the column ${column.name} is packed with ${CODEC_NAMES[chunk.codec] ?? `codec ${chunk.codec}`}`, "Write the file again with Snappy, gzip or no compression.");
  }
  const end = chunk.from + chunk.byteCount;
  const isFlat = column.mostRepetition === 0;
  const pages: IndexedPage[] = [];
  const kept = new Map<number, DecodedPage>();
  let dictionary: Dictionary | null = null;
  let next = chunk.from;
  let nextRow = 0;
  let valuesSeen = 0;

  const decode = async (place: PagePlace): Promise<DecodedPage> => {
    const known = kept.get(place.from);
    if (known !== undefined) return known;
    const page = await decodePage(bytes, column, chunk.codec, place, dictionary, isExact);
    if (kept.size >= KEPT_PAGES) kept.delete(kept.keys().next().value!);
    kept.set(place.from, page);
    return page;
  };
  /** Looks at the next page; false at the end of the chunk. */
  const indexNext = async (): Promise<boolean> => {
    while (next < end && valuesSeen < chunk.valueCount) {
      const place = await readPageHeader(bytes, next, end);
      next = place.next;
      if (place.kind === "other") continue;
      if (place.valueCount > chunk.valueCount) throw damaged({ path: bytes.path, from: place.from }, 0, `a page of ${place.valueCount} values in a column of ${chunk.valueCount}`);
      if (place.kind === "dictionary") {
        dictionary = await decodeDictionary(bytes, column, chunk.codec, place, isExact);
        continue;
      }
      valuesSeen += place.valueCount;
      const rows = isFlat ? place.valueCount : (place.rowCount ?? (await decode(place)).rowStarts.length);
      if (nextRow + rows > rowCount) throw damaged({ path: bytes.path, from: place.from }, 0, `more rows than the ${rowCount} of their group`);
      pages.push({ ...place, firstRow: nextRow, rowCount: rows });
      nextRow += rows;
      return true;
    }
    return false;
  };

  return {
    async rows(from, to) {
      while ((isFlat ? nextRow < to : nextRow <= to) && (await indexNext()));
      if (to > nextRow) throw damaged({ path: bytes.path, from: chunk.from }, 0, `row ${to} of the column ${column.name} is missing`);
      const parts: { page: DecodedPage; begin: number; end: number }[] = [];
      const rowStarts: number[] = [];
      const innerStarts: number[] = [];
      let total = 0;
      for (const place of pages) {
        if (from >= place.firstRow + place.rowCount) continue;
        if (to < place.firstRow || (isFlat && to === place.firstRow)) break;
        const page = await decode(place);
        const begin = from < place.firstRow ? 0 : page.rowStarts[from - place.firstRow]!;
        const stop = to < place.firstRow + place.rowCount ? page.rowStarts[to - place.firstRow]! : page.valueCount;
        if (!isFlat) for (let row = Math.max(from, place.firstRow); row < Math.min(to, place.firstRow + place.rowCount); row++) rowStarts.push(total + page.rowStarts[row - place.firstRow]! - begin);
        for (const start of page.innerStarts) if (start >= begin && start < stop) innerStarts.push(total + start - begin);
        parts.push({ page, begin, end: stop });
        total += stop - begin;
      }
      rowStarts.push(total);
      return { ...joined(parts, total, column), rowStarts: isFlat ? countingUp(total + 1) : Int32Array.from(rowStarts), innerStarts };
    },
    async rowSizes() {
      const values: number[] = [];
      const inner: number[] = [];
      for (let index = 0; index < pages.length || (await indexNext()); index++) {
        const { rowStarts, innerStarts, valueCount } = await decode(pages[index]!);
        const before = values.length;
        // Values ahead of the first row that begins here belong to the last row of the page before.
        if (before > 0) values[before - 1]! += rowStarts[0] ?? valueCount;
        rowStarts.forEach((start, row) => void values.push((rowStarts[row + 1] ?? valueCount) - start));
        let begun = 0;
        for (const start of innerStarts) {
          while (begun < rowStarts.length && rowStarts[begun]! <= start) begun += 1;
          const row = before + begun - 1;
          inner[row] = (inner[row] ?? 0) + 1;
        }
      }
      return { values, inner };
    },
  };
}

function joined(parts: readonly { readonly page: DecodedPage; readonly begin: number; readonly end: number }[], total: number, column: Column): Pick<ColumnRows, "numbers" | "texts"> {
  if (column.type.kind !== "number" || parts.some(({ page }) => page.texts !== null)) return { numbers: null, texts: parts.flatMap(({ page, begin, end }) => (page.texts ?? []).slice(begin, end)) };
  const [only] = parts;
  if (parts.length === 1) return { numbers: only!.page.numbers!.subarray(only!.begin, only!.end), texts: null };
  const numbers = parts.every(({ page }) => page.numbers instanceof Int32Array) && total > 0 ? new Int32Array(total) : new Float64Array(total);
  let at = 0;
  for (const { page, begin, end } of parts) {
    numbers.set(page.numbers!.subarray(begin, end), at);
    at += end - begin;
  }
  return { numbers, texts: null };
}
