/** The first lines of a text table as a layout reads them: cells, numbers, and what does not fit. Pure. */
import type { TableLayout } from "@kalium/ecg";
import { millivoltOf } from "./wizardQuestion.ts";

export interface PreviewRow {
  /** One-based line in the file. */
  readonly line: number;
  readonly kind: "skipped" | "header" | "data";
  readonly cells: readonly string[];
}

export interface PreviewTable {
  readonly rows: readonly PreviewRow[];
  readonly columnCount: number;
  /** Column names of the header line; empty without one. */
  readonly names: readonly string[];
  /** Chosen leads with the values of the previewed lines in millivolts; NaN where a cell is no number. */
  readonly leads: readonly { readonly name: string; readonly millivolt: readonly number[] }[];
}

export function previewTable(lines: readonly string[], layout: TableLayout): PreviewTable {
  const rows = lines.map((text, index): PreviewRow => {
    const line = index + 1;
    const kind = line === layout.headerLine ? "header" : line >= layout.firstDataLine ? "data" : "skipped";
    return { line, kind, cells: splitLine(text, layout.delimiter) };
  });
  const data = rows.filter((row) => row.kind === "data" && row.cells.some((cell) => cell !== ""));
  const columnCount = Math.max(0, layout.columnLeads.length, ...data.map((row) => row.cells.length));
  const scale = millivoltOf(layout.unit) / layout.gainPerUnit;
  const leads = layout.columnLeads.flatMap((name, column) => (name === null || name === "" ? [] : [{ name, millivolt: data.map((row) => numberOf(row.cells[column] ?? "", layout.decimal) * scale) }]));
  return { rows, columnCount, names: rows.find((row) => row.kind === "header")?.cells ?? [], leads };
}

/** Cells of a line; quotes around a cell are taken off. A space stands for any run of blanks. */
export function splitLine(text: string, delimiter: TableLayout["delimiter"]): string[] {
  if (delimiter === " ") return text.trim().split(/\s+/).map(unquote);
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === delimiter && !isQuoted) {
      cells.push(unquote(cell.trim()));
      cell = "";
    } else cell += character;
  }
  cells.push(unquote(cell.trim()));
  return cells;
}

function unquote(cell: string): string {
  return cell.length >= 2 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

/** The number a cell holds under a decimal sign, or NaN. */
export function numberOf(cell: string, decimal: "." | ","): number {
  const text = decimal === "," ? cell.replace(",", ".") : cell;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}
