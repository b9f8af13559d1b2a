import { escapeAttribute, escapeText, findScriptEnd } from "./htmlText.ts";
import type { Cell, Notebook, NotebookTheme } from "./notebook.ts";
import { cellTypeOf } from "./notebook.ts";
import { NotebookError } from "./notebookError.ts";

/**
 * Writes a notebook as Observable Notebook 2 HTML. Printing what was parsed from a printed file gives the same bytes;
 * lines of spaces only become empty, and CR LF becomes LF, once.
 *
 * @throws NotebookError `unprintable-cell` when a cell holds text that no HTML parser would give back.
 */
export function printNotebook(notebook: Notebook): string {
  const readOnly = notebook.readOnly ? ' readonly=""' : "";
  const cells = notebook.cells.map((cell) => `  ${printCell(cell, notebook.title)}\n`).join("");
  return `<!doctype html>\n<notebook theme="${escapeAttribute(printTheme(notebook.theme))}"${readOnly}>\n  <title>${escapeText(notebook.title)}</title>\n${cells}</notebook>\n`;
}

function printCell(cell: Cell, title: string): string {
  const body = indent(cell.value.replace(/<(?=\\*\/script(\s|>))/gi, "<\\"));
  if (findScriptEnd(`${body}</script>`, 0) !== body.length) {
    throw new NotebookError(
      "unprintable-cell",
      { notebook: title, cellId: cell.id },
      "an HTML comment opens a <script> and does not close it, which would swallow the next cell",
      "Close the comment with --> before the script tag, or write the tag as two strings.",
    );
  }
  const attributes = [
    `id="${cell.id}"`,
    `type="${cellTypeOf(cell.mode)}"`,
    ...(cell.pinned ? ['pinned=""'] : []),
    ...(cell.hidden ? ['hidden=""'] : []),
    ...(cell.database ? [`database="${escapeAttribute(cell.database)}"`] : []),
    ...(cell.output ? [`output="${escapeAttribute(cell.output)}"`] : []),
    ...(cell.format ? [`format="${escapeAttribute(cell.format)}"`] : []),
  ];
  return `<script ${attributes.join(" ")}>${body}</script>`;
}

function indent(text: string): string {
  const lines = text.split(/\r\n?|\n/).map((line) => (line.trim() ? `    ${line}` : ""));
  return `\n${lines.join("\n")}\n  `;
}

function printTheme(theme: NotebookTheme): string {
  return typeof theme === "string" ? theme : `light-dark(${theme.light}, ${theme.dark})`;
}
