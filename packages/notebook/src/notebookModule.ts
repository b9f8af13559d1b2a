import type { NotebookCode } from "./compileNotebook.ts";

/** The JavaScript module of a notebook: its default export is a `CompiledNotebook`. */
export function printNotebookModule({ cells, ...notebook }: NotebookCode): string {
  const bodies = cells.map(({ bodySource, ...cell }) => `{...${JSON.stringify(cell)}, body: ${bodySource}}`);
  return `const notebook = {...${JSON.stringify(notebook)}, cells: [\n${bodies.join(",\n")}\n]};\nexport default notebook;\n`;
}
