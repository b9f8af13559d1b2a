/**
 * Delimited text of any size (RFC 4180: quoted fields may hold delimiters and line breaks), read in pieces: a laboratory table of
 * many gigabytes passes through without being held. Files packed with gzip are unpacked on the way.
 */
import { FormatError } from "../errors.ts";
import type { SourceFile } from "../read/sourceFile.ts";

/** One row with the one-based line it starts on. */
export interface DelimitedRow {
  readonly line: number;
  readonly fields: readonly string[];
}

export type Delimiter = "," | ";" | "\t" | "|";

const PIECE_BYTES = 4 * 1024 * 1024;
/** A quoted field that never closes would otherwise gather the whole rest of the file. */
const MAX_ROW_CHARACTERS = 1_000_000;

/** Splits text that arrives in pieces into rows. */
export interface RowSplitter {
  /** Rows completed by this piece of text. */
  push(text: string): DelimitedRow[];
  /** The last row, if the text did not end in a line break. */
  end(): DelimitedRow[];
}

/** @throws FormatError "malformed" for a quote that is never closed, or a row of more than a million characters. */
export function splitRows(delimiter: Delimiter, fileName: string): RowSplitter {
  let line = 1;
  let rowLine = 1;
  let rest = "";
  let fields: string[] = [];
  let field = "";
  let state: "start" | "plain" | "quoted" | "closed" = "start";
  let rowCharacters = 0;
  const tooLong = () =>
    new FormatError("malformed", { file: fileName, line: rowLine }, state === "quoted" ? "a quoted field is not closed" : `the row has more than ${MAX_ROW_CHARACTERS} characters`, "Check the quotes in this line; export the table again as CSV.");
  function scan(text: string, isLast: boolean): DelimitedRow[] {
    const rows: DelimitedRow[] = [];
    const closeRow = () => {
      fields.push(field.trim());
      if (fields.length > 1 || fields[0] !== "") rows.push({ line: rowLine, fields });
      fields = [];
      field = "";
      state = "start";
      rowCharacters = 0;
    };
    let i = 0;
    while (i < text.length) {
      const character = text[i]!;
      if (state === "quoted") {
        const quote = text.indexOf('"', i);
        const end = quote < 0 ? text.length : quote;
        const part = text.slice(i, end);
        for (let at = part.indexOf("\n"); at >= 0; at = part.indexOf("\n", at + 1)) line += 1;
        field += part;
        rowCharacters += part.length;
        if (rowCharacters > MAX_ROW_CHARACTERS) throw tooLong();
        if (quote < 0) return rows;
        i = quote + 1;
        state = "closed";
        continue;
      }
      if (state === "closed" && character === '"') {
        field += '"';
        state = "quoted";
        i += 1;
        continue;
      }
      if (character === '"' && state === "start" && field.trim() === "") {
        field = "";
        state = "quoted";
        i += 1;
        continue;
      }
      if (character === delimiter) {
        fields.push(field.trim());
        field = "";
        state = "start";
        i += 1;
        continue;
      }
      if (character === "\n" || character === "\r") {
        // A carriage return at the end of a piece may belong to a line feed that is still to come.
        if (character === "\r" && i + 1 === text.length && !isLast) {
          rest = "\r";
          return rows;
        }
        closeRow();
        line += 1;
        rowLine = line;
        i += character === "\r" && text[i + 1] === "\n" ? 2 : 1;
        continue;
      }
      let end = i + 1;
      while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r" && !(text[end] === '"' && state !== "plain")) end++;
      field += text.slice(i, end);
      rowCharacters += end - i;
      if (rowCharacters > MAX_ROW_CHARACTERS) throw tooLong();
      if (state === "start" && field.trim() !== "") state = "plain";
      i = end;
    }
    if (isLast) {
      if (state === "quoted") throw tooLong();
      if (fields.length > 0 || field !== "" || state !== "start") closeRow();
    }
    return rows;
  }
  return {
    push(text) {
      const joined = rest + text;
      rest = "";
      return scan(joined, false);
    },
    end() {
      const last = rest;
      rest = "";
      return scan(last, true);
    },
  };
}

/** Text of a file piece by piece, unpacked when it is gzip, without the byte-order mark. UTF-16 is recognised by its mark. */
export async function* readTextPieces(file: SourceFile): AsyncGenerator<string> {
  const head = await file.bytes(0, 2);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const pieces = isGzip ? unpackGzip(file) : rawPieces(file);
  let decoder: TextDecoder | null = null;
  for await (const piece of pieces) {
    decoder ??= new TextDecoder(piece[0] === 0xff && piece[1] === 0xfe ? "utf-16le" : piece[0] === 0xfe && piece[1] === 0xff ? "utf-16be" : "utf-8");
    yield decoder.decode(piece, { stream: true });
  }
  if (decoder !== null) yield decoder.decode();
}

async function* rawPieces(file: SourceFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += PIECE_BYTES) yield await file.bytes(at, Math.min(file.size, at + PIECE_BYTES));
}

async function* unpackGzip(file: SourceFile): AsyncGenerator<Uint8Array> {
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async start(controller) {
      for await (const piece of rawPieces(file)) controller.enqueue(piece as Uint8Array<ArrayBuffer>);
      controller.close();
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch {
    throw new FormatError("malformed", { file: file.path }, "the gzip data are damaged", "Copy the file again from its source.");
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** The delimiter that splits the first line into most fields; comma when nothing does. */
export function guessDelimiter(firstLine: string): Delimiter {
  const candidates: readonly Delimiter[] = [",", ";", "\t", "|"];
  const counts = candidates.map((delimiter) => firstLine.split(delimiter).length);
  return candidates[counts.indexOf(Math.max(...counts))]!;
}

/**
 * Rows of a table in batches. Blank lines and lines that begin with "#" are left out.
 * @throws FormatError "empty-file", "malformed".
 */
export async function* readRows(file: SourceFile, delimiter?: Delimiter): AsyncGenerator<readonly DelimitedRow[]> {
  if (file.size === 0) throw new FormatError("empty-file", { file: file.path, byteOffset: 0 }, "the table is empty", "Copy the file again from its source; this copy holds nothing.");
  let splitter: RowSplitter | null = delimiter === undefined ? null : splitRows(delimiter, file.path);
  let pending = "";
  const isData = (row: DelimitedRow) => !row.fields[0]!.startsWith("#");
  for await (const text of readTextPieces(file)) {
    if (splitter === null) {
      pending += text;
      const firstLine = pending.split(/\r\n|\n|\r/).find((line) => line.trim() !== "" && !line.startsWith("#"));
      if (!/[\r\n]/.test(pending) || firstLine === undefined) continue;
      splitter = splitRows(guessDelimiter(firstLine), file.path);
      yield splitter.push(pending).filter(isData);
      continue;
    }
    yield splitter.push(text).filter(isData);
  }
  splitter ??= splitRows(guessDelimiter(pending), file.path);
  if (pending !== "" && !/[\r\n]/.test(pending)) yield splitter.push(pending).filter(isData);
  yield splitter.end().filter(isData);
}
