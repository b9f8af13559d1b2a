/**
 * Turns cell sources into functions' sources, at build time and in Node. Observable's own `transpile` finds what a
 * cell reads and declares and strips types; Kalium adds what it forbids, line marks, and `html` cells on Lit.
 */
import { createHash } from "node:crypto";
import { transpile, transpileJavaScript, transpileTemplate } from "@observablehq/notebook-kit";
import type { CompiledCell, CompiledNotebook } from "./compiledNotebook.ts";
import { lineMarkerName, standardNames } from "./compiledNotebook.ts";
import { lineAt, parseCellSyntax, walkSyntax } from "./cellSyntax.ts";
import { markLines } from "./lineMarkers.ts";
import type { Cell, CellMode, Notebook } from "./notebook.ts";
import type { NotebookPlace } from "./notebookError.ts";
import { NotebookError } from "./notebookError.ts";
import { printNotebook } from "./printNotebook.ts";

/** A cell whose function is still text. */
export interface CellCode extends Omit<CompiledCell, "body"> {
  /** Source of an arrow function whose parameters are `inputs`. */
  readonly bodySource: string;
}

export interface NotebookCode extends Omit<CompiledNotebook, "cells"> {
  readonly cells: readonly CellCode[];
}

interface Transpiled {
  body: string;
  inputs?: readonly string[];
  outputs?: readonly string[];
  autodisplay?: boolean;
}

/**
 * @param name file name without its ending, used in errors.
 * @throws NotebookError naming notebook, cell and line: syntax, imports, languages Kalium does not run, names defined
 *   twice or reserved.
 */
export function compileNotebook(notebook: Notebook, name: string): NotebookCode {
  const cells = notebook.cells.map((cell) => compileCell(cell, name));
  const definedBy = new Map<string, number>();
  for (const cell of cells) {
    for (const output of cell.outputs) {
      const place = { notebook: name, cellId: cell.id };
      if (output === lineMarkerName || (standardNames as readonly string[]).includes(output)) {
        throw new NotebookError("reserved-name", place, `“${output}” is given to every notebook and cannot be defined`, "Choose another name.");
      }
      const other = definedBy.get(output);
      if (other !== undefined) {
        throw new NotebookError("duplicate-name", place, `“${output}” is already defined by cell ${other}`, "Rename one of the two, or join the cells.");
      }
      definedBy.set(output, cell.id);
    }
  }
  const sha256 = createHash("sha256").update(printNotebook(notebook)).digest("hex");
  return { name, title: notebook.title, sha256, cells };
}

function compileCell(cell: Cell, notebook: string): CellCode {
  const transpiled = transpileCell(cell, notebook);
  const outputs = transpiled.outputs ?? [];
  const expression = isExpression(transpiled);
  return {
    id: cell.id,
    mode: cell.mode,
    source: cell.value,
    pinned: cell.pinned,
    inputs: transpiled.inputs ?? [],
    outputs: expression && cell.output ? [cell.output] : [...outputs],
    expression,
    autodisplay: !cell.hidden && transpiled.autodisplay === true,
    bodySource: transpiled.body,
  };
}

function transpileCell(cell: Cell, notebook: string): Transpiled {
  const place = { notebook, cellId: cell.id };
  switch (cell.mode) {
    case "js":
    case "ts":
      return transpileScript(cell.value, cell.mode, place);
    case "md":
    case "html": {
      if (cell.value.trim() === "") return { body: "() => {}" };
      const template = wrapSyntaxErrors(place, () => transpileTemplate(cell.value, cell.mode));
      refuseImports(template, place);
      return { ...wrapSyntaxErrors(place, () => transpileJavaScript(template)), autodisplay: true };
    }
    default:
      throw new NotebookError("unsupported-cell", place, `this version does not run ${nameOf(cell.mode)} cells`, "Use JavaScript, TypeScript, Markdown or HTML.");
  }
}

function transpileScript(source: string, mode: "js" | "ts", place: NotebookPlace): Transpiled {
  if (source.trim() === "") return { body: "() => {}" };
  refuseImports(source, place);
  const { statements, problem } = parseCellSyntax(source);
  const plain = wrapSyntaxErrors({ ...place, line: problem?.line }, () => transpile(source, mode));
  // `{a: 1, b: 2}` is an expression to Kit and a broken block to a parser of programs: nothing to mark in it.
  if (problem || isExpression(plain)) return plain;
  return wrapSyntaxErrors(place, () => transpile(markLines(source, statements), mode));
}

/** Kit starts the body of an expression with exactly this; in a program a `return` there would be a syntax error. */
function isExpression({ body }: Transpiled): boolean {
  return /^(?:async )?\([^)]*\) => \{\nreturn \(/.test(body);
}

function refuseImports(source: string, place: NotebookPlace): void {
  for (const node of walkSyntax(parseCellSyntax(source).statements)) {
    const from = /^(Import(Declaration|Expression)|ExportAllDeclaration)$/.test(node.type)
      ? (node as unknown as { source: { value?: unknown } }).source.value
      : node.type === "TSImportEqualsDeclaration" ? "a module" : undefined;
    if (from === undefined && node.type !== "ImportExpression") continue;
    throw new NotebookError(
      "import-not-allowed",
      { ...place, line: lineAt(source, node.start) },
      `cells import nothing, and this one imports ${typeof from === "string" ? `“${from}”` : "a module"}`,
      "Use what the notebook is given (kalium, display, view, html, svg, md); code from other origins is never loaded.",
    );
  }
}

function wrapSyntaxErrors<T>(place: NotebookPlace, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const line = place.line ?? (error as SyntaxError & { loc?: { line: number } }).loc?.line;
    throw new NotebookError("syntax", { ...place, ...(line === undefined ? {} : { line }) }, error.message.replace(/ \(\d+:\d+\)$/, ""), "Correct the cell.");
  }
}

function nameOf(mode: CellMode): string {
  const names: Partial<Record<CellMode, string>> = { tex: "TeX", sql: "SQL", dot: "Graphviz", node: "Node", python: "Python", r: "R", ojs: "Observable JavaScript" };
  return names[mode] ?? mode;
}
