import { decodeCharacters, findScriptEnd, readAttributes } from "./htmlText.ts";
import type { Cell, Notebook, NotebookTheme } from "./notebook.ts";
import { cellModeOf, isInterpreterMode } from "./notebook.ts";
import { NotebookError } from "./notebookError.ts";

const interpreterFormats = new Set(["text", "blob", "buffer", "json", "csv", "tsv", "jpeg", "png", "webp", "gif", "arrow", "parquet", "html"]);

/**
 * Reads Observable Notebook 2 HTML: `<notebook>` holding a `<title>` and one `<script>` per cell. Cell ids come out
 * positive and unique whatever the file says; CR LF becomes LF.
 *
 * @param name what to call the file in an error.
 * @throws NotebookError `not-a-notebook` when there is no `<notebook>` element or a script is not closed.
 */
export function parseNotebook(html: string, name = "notebook"): Notebook {
  const text = html.replace(/\r\n?/g, "\n");
  const tag = /<!--[\s\S]*?(?:-->|$)|<(\/?)(notebook|title|script)\b((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi;
  const cells: Cell[] = [];
  const takenIds = new Set<number>();
  let highestId = 0;
  let notebookAttributes: Map<string, string> | null = null;
  let inside = false;
  let title: string | null = null;

  for (let match = tag.exec(text); match; match = tag.exec(text)) {
    const [whole, slash, rawElement, rawAttributes] = match;
    if (whole.startsWith("<!--")) continue;
    const element = rawElement.toLowerCase();
    if (element === "notebook") {
      inside = slash === "";
      if (inside && !notebookAttributes) notebookAttributes = readAttributes(rawAttributes);
    } else if (slash === "" && element === "title") {
      const end = text.slice(tag.lastIndex).search(/<\/title[\s/>]/i);
      if (end < 0) throw notClosed(name, "<title>");
      title ??= decodeCharacters(text.slice(tag.lastIndex, tag.lastIndex + end));
      tag.lastIndex += end;
    } else if (slash === "" && element === "script") {
      const end = findScriptEnd(text, tag.lastIndex);
      if (end < 0) throw notClosed(name, `the <script> of cell ${cells.length + 1}`);
      if (inside) {
        const attributes = readAttributes(rawAttributes);
        let id = Math.floor(Number(attributes.get("id") ?? ""));
        if (!Number.isFinite(id) || id <= 0 || takenIds.has(id)) id = ++highestId;
        highestId = Math.max(highestId, id);
        takenIds.add(id);
        cells.push(readCell(id, attributes, text.slice(tag.lastIndex, end)));
      }
      tag.lastIndex = end;
    }
  }
  if (!notebookAttributes) {
    throw new NotebookError("not-a-notebook", { notebook: name }, "there is no <notebook> element", "Open an .html file in Observable Notebook 2 format.");
  }
  return {
    title: title ?? "Untitled",
    theme: readTheme(notebookAttributes.get("theme")),
    readOnly: notebookAttributes.has("readonly"),
    cells,
  };
}

function readCell(id: number, attributes: ReadonlyMap<string, string>, content: string): Cell {
  const mode = cellModeOf(attributes.get("type") ?? null);
  const format = attributes.get("format");
  const database = attributes.get("database");
  const output = attributes.get("output");
  return {
    id,
    mode,
    value: removeIndentation(content.replace(/<\\(?=\\*\/script(\s|>))/gi, "<")),
    pinned: attributes.has("pinned"),
    hidden: attributes.has("hidden"),
    ...(output === undefined ? {} : { output }),
    ...(isInterpreterMode(mode) ? { format: format !== undefined && interpreterFormats.has(format) ? format : "buffer" } : {}),
    ...(mode === "sql" ? { database: database ?? "var:db" } : {}),
  };
}

function removeIndentation(content: string): string {
  const lines = content.split("\n");
  if (lines[lines.length - 1]?.trim() === "") lines.pop();
  if (lines[0]?.trim() === "") lines.shift();
  return lines.map((line) => line.replace(/^ {4}/, "")).join("\n");
}

function readTheme(attribute: string | undefined): NotebookTheme {
  const theme = attribute?.trim().toLowerCase() ?? "air";
  const pair = /^light-dark\(([\w-]+),\s*([\w-]+)\)$/.exec(theme);
  return pair ? { light: pair[1], dark: pair[2] } : theme;
}

function notClosed(name: string, what: string): NotebookError {
  return new NotebookError("not-a-notebook", { notebook: name }, `${what} is not closed`, "The file is cut short or edited by hand: add the closing tag.");
}
