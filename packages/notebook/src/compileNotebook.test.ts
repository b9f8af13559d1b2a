import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileNotebook } from "./compileNotebook.ts";
import type { CompiledNotebook } from "./compiledNotebook.ts";
import type { CellMode, Notebook } from "./notebook.ts";
import { printNotebookModule } from "./notebookModule.ts";
import { parseNotebook } from "./parseNotebook.ts";

const counting = parseNotebook(readFileSync(new URL("../test-notebooks/counting.html", import.meta.url), "utf8"));

function notebookOf(...sources: readonly (string | readonly [CellMode, string])[]): Notebook {
  const cells = sources.map((source, index) => {
    const [mode, value] = typeof source === "string" ? (["ts", source] as const) : source;
    return { id: index + 1, mode, value, pinned: false, hidden: false };
  });
  return { title: "Test", theme: "air", readOnly: false, cells };
}

/** The module as a page would get it. */
async function load(notebook: Notebook): Promise<CompiledNotebook> {
  const source = printNotebookModule(compileNotebook(notebook, "test"));
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)).default;
}

/** A template tag that joins what a tag is given, escapes resolved. */
const cooked = (strings: readonly string[], ...values: readonly unknown[]): string => strings.map((string, index) => string + (index < values.length ? String(values[index]) : "")).join("");

const call = (body: unknown, ...inputs: unknown[]): unknown => (body as (...inputs: unknown[]) => unknown)(...inputs);

describe("compileNotebook", () => {
  it("finds what each cell reads, declares and shows", () => {
    const cells = compileNotebook(counting, "counting").cells.map(({ id, inputs, outputs, autodisplay, pinned }) => ({ id, inputs, outputs, autodisplay, pinned }));
    expect(cells).toEqual([
      { id: 1, inputs: ["md", "sum"], outputs: [], autodisplay: true, pinned: false },
      { id: 2, inputs: ["__line"], outputs: ["pair", "sum"], autodisplay: false, pinned: false },
      { id: 4, inputs: ["sum"], outputs: [], autodisplay: true, pinned: true },
      { id: 5, inputs: ["html", "sum"], outputs: [], autodisplay: false, pinned: false },
      { id: 6, inputs: ["__line", "run", "sum"], outputs: ["tag", "afterRun"], autodisplay: false, pinned: false },
    ]);
  });

  it("makes functions that compute what the sources say, types stripped", async () => {
    const { cells } = await load(counting);
    expect(call(cells[1].body, () => {})).toEqual({ pair: { a: 20, b: 22 }, sum: 42 });
    expect(call(cells[2].body, 42)).toBe(84);
    expect(call(cells[0].body, cooked, 42)).toBe("# Counting\n\nThe sum is 42 and a tick is `x`, a backslash \\n.");
    expect(call(cells[4].body, () => {}, 1, 42)).toMatchObject({ afterRun: "</script> 42 1" });
  });

  it("gives the text of an HTML cell to Lit as written, backslashes included", async () => {
    const { cells } = await load(notebookOf(["html", "<p>C:\\new `${1 + 1}` \\u</p>"]));
    expect(call(cells[0].body, cooked)).toBe("<p>C:\\new `2` \\u</p>");
  });

  it("hashes the printed file, so that formatting alone gives no second hash", () => {
    const { sha256 } = compileNotebook(counting, "a");
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const crlf = parseNotebook(readFileSync(new URL("../test-notebooks/counting.html", import.meta.url), "utf8").replace(/\n/g, "\r\n"));
    expect(compileNotebook(crlf, "b").sha256).toBe(sha256);
    expect(compileNotebook(notebookOf("1"), "c").sha256).not.toBe(sha256);
  });

  it("tells the line a program has come to, also within loops and branches", async () => {
    const source = 'type Row = { x: number };\nconst rows: Row[] = [{ x: 1 },\n  { x: 2 }];\nfor (const row of rows) {\n  if (row.x > 1) {\n    throw new Error("two");\n  }\n}';
    const { cells } = await load(notebookOf(source));
    const lines: number[] = [];
    expect(() => call(cells[0].body, (line: number) => lines.push(line))).toThrow("two");
    expect(lines).toEqual([2, 4, 5, 5, 6]);
  });

  it("leaves an expression an expression, awaits and object literals included", async () => {
    const { cells } = await load(notebookOf("await Promise.resolve(3)", ["js", "{a: 1, b: 2}"], "(x as number) + 1"));
    expect(cells.map(({ expression, autodisplay }) => expression && autodisplay)).toEqual([true, true, true]);
    expect(await call(cells[0].body)).toBe(3);
    expect(call(cells[1].body)).toEqual({ a: 1, b: 2 });
    expect(call(cells[2].body, 4)).toBe(5);
  });

  it("does not change what a program computes by marking its lines", async () => {
    const source = "let total = 0\nlet i = 0\nwhile (i < 3) i++\nlabel: for (;;) { total += i; if (total > 5) break label }\ntry { throw 1 } catch { total++ } finally { total++ }\nswitch (total) { case 8: total *= 2; break; default: total = 0 }\ndo total-- ; while (total > 10)\nfunction half(n: number) {\n  return n / 2\n}\nconst result = half(total)";
    const { cells } = await load(notebookOf(source));
    expect(call(cells[0].body, () => {})).toMatchObject({ result: 5 });
  });

  it.each([
    ["import * as d3 from \"npm:d3\";\nd3.sum([1]);", 1, "npm:d3"],
    ["const a = 1;\nconst x = await import(\"https://example.org/x.js\");", 2, "https://example.org/x.js"],
    ["import x from \"jsr:@a/b\";", 1, "jsr:@a/b"],
    ["import {x} from \"./local.ts\";", 1, "./local.ts"],
    ["const name = 'y';\nawait import(name);", 2, "a module"],
  ])("forbids the import in %j, naming notebook, cell and line", (source, line, what) => {
    const compile = (): unknown => compileNotebook(notebookOf("1", source), "lesson");
    expect(compile).toThrow(expect.objectContaining({ name: "NotebookError", code: "import-not-allowed", place: { notebook: "lesson", cellId: 2, line } }));
    expect(compile).toThrow(what);
  });

  it("forbids an import hidden in a Markdown cell", () => {
    expect(() => compileNotebook(notebookOf(["md", "a ${await import('npm:x')}"]), "lesson")).toThrow(expect.objectContaining({ code: "import-not-allowed" }));
  });

  it("names cell and line of a syntax error", () => {
    expect(() => compileNotebook(notebookOf("const a = 1;\nconst b = ;"), "lesson")).toThrow(expect.objectContaining({ code: "syntax", place: { notebook: "lesson", cellId: 1, line: 2 } }));
    expect(() => compileNotebook(notebookOf(["md", "a ${1 +}"]), "lesson")).toThrow(expect.objectContaining({ code: "syntax" }));
  });

  it("forbids a name defined twice, and one that every notebook is given", () => {
    expect(() => compileNotebook(notebookOf("const a = 1;", "const a = 2;"), "lesson")).toThrow(expect.objectContaining({ code: "duplicate-name" }));
    expect(() => compileNotebook(notebookOf("const run = 1;"), "lesson")).toThrow(expect.objectContaining({ code: "reserved-name" }));
  });

  it("refuses languages it does not run", () => {
    expect(() => compileNotebook(notebookOf(["python", "print(1)"]), "lesson")).toThrow(/Python/);
  });
});
