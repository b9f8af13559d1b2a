import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { build } from "vite";
import type { CompiledNotebook } from "./compiledNotebook.ts";
import { notebookPlugin } from "./vitePlugin.ts";

const folder = mkdtempSync(join(tmpdir(), "kalium-notebook-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Builds an entry as the shipped pages are built, minified, and gives the text of its only chunk. */
async function bundle(entry: string): Promise<string> {
  const file = join(folder, "entry.js");
  writeFileSync(file, entry);
  const output = await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    plugins: [notebookPlugin()],
    build: { write: false, minify: true, lib: { entry: file, formats: ["es"], fileName: "out" } },
  });
  const { output: chunks } = Array.isArray(output) ? output[0] : (output as { output: readonly { code?: string }[] });
  return chunks.map((chunk) => ("code" in chunk ? chunk.code : "")).join("");
}

describe("notebookPlugin", () => {
  it("builds a notebook into a module of functions, without eval and still knowing its lines", async () => {
    const counting = fileURLToPath(new URL("../test-notebooks/counting.html", import.meta.url));
    const code = await bundle(`export {default} from ${JSON.stringify(`${counting}?notebook`)};`);
    expect(code).not.toMatch(/\beval\(|new Function/);
    const notebook: CompiledNotebook = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)).default;
    expect(notebook.name).toBe("counting");
    expect(notebook.cells.map(({ id }) => id)).toEqual([1, 2, 4, 5, 6]);
    const lines: number[] = [];
    expect((notebook.cells[1].body as (line: (n: number) => void) => unknown)((line) => lines.push(line))).toMatchObject({ sum: 42 });
    expect(lines).toEqual([3, 5]);
  });

  it("stops the build at a notebook that does not compile, naming cell and line", async () => {
    const bad = join(folder, "bad.html");
    writeFileSync(bad, '<!doctype html>\n<notebook theme="air">\n  <title>Bad</title>\n  <script id="3" type="module">\n    const d3 = 1;\n    await import("npm:d3");\n  </script>\n</notebook>\n');
    await expect(bundle(`import ${JSON.stringify(`${bad}?notebook`)};`)).rejects.toThrow(/bad, cell 3, line 2: cells import nothing/);
  });
});
