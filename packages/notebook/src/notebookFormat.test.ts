import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { deserialize, serialize } from "@observablehq/notebook-kit";
import type { Notebook } from "./notebook.ts";
import { parseNotebook } from "./parseNotebook.ts";
import { printNotebook } from "./printNotebook.ts";

const counting = readFileSync(new URL("../test-notebooks/counting.html", import.meta.url), "utf8");
const notebook = (cells: string, attributes = 'theme="air"'): string => `<!doctype html>\n<notebook ${attributes}>\n  <title>T</title>\n${cells}</notebook>\n`;

/** The DOM that Observable's own reader is given in Node; it comes with notebook-kit. */
function domOfNotebookKit(): { window: { DOMParser: new () => DOMParser; document: Document } } | null {
  try {
    const kit = realpathSync(new URL("../../../node_modules/@observablehq/notebook-kit/package.json", import.meta.url));
    const { JSDOM } = createRequire(kit)("jsdom");
    return new JSDOM();
  } catch {
    return null;
  }
}

describe("notebook format", () => {
  it("prints what it parsed from a printed file, byte for byte", () => {
    expect(printNotebook(parseNotebook(counting))).toBe(counting);
  });

  it("reads title, types, flags and unindented source", () => {
    const { title, cells } = parseNotebook(counting);
    expect(title).toBe("Counting & adding");
    expect(cells.map(({ id, mode, pinned, hidden }) => ({ id, mode, pinned, hidden }))).toEqual([
      { id: 1, mode: "md", pinned: false, hidden: false },
      { id: 2, mode: "ts", pinned: false, hidden: false },
      { id: 4, mode: "js", pinned: true, hidden: false },
      { id: 5, mode: "html", pinned: false, hidden: true },
      { id: 6, mode: "js", pinned: false, hidden: false },
    ]);
    expect(cells[2].value).toBe("sum * 2");
    expect(cells[4].value.split("\n")[0]).toBe('const tag = "</script>";');
  });

  it("repairs ids that are missing, repeated, fractional or not positive", () => {
    const scripts = ["2", "2", "-1", "0", "x", "3.9", ""].map((id) => `  <script id="${id}" type="module">\n    1\n  </script>\n`).join("");
    const ids = parseNotebook(notebook(scripts)).cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(7);
    expect(ids.every((id) => Number.isInteger(id) && id > 0)).toBe(true);
    expect(ids[0]).toBe(2);
  });

  it("turns CR LF into LF and lines of spaces into empty ones, once", () => {
    const once = printNotebook(parseNotebook(notebook('  <script id="1" type="module">\r\n    a;\r\n       \r\n    b;\r\n  </script>\r\n')));
    expect(once).not.toContain("\r");
    expect(once).toContain("    a;\n\n    b;\n");
    expect(printNotebook(parseNotebook(once))).toBe(once);
  });

  it("does not take a script in an HTML comment, or outside the notebook, for a cell", () => {
    const html = `<script>outside()</script>\n${notebook('  <!-- <script id="9">no()</script> -->\n  <script id="1" type="module">\n    1\n  </script>\n')}`;
    expect(parseNotebook(html).cells).toHaveLength(1);
  });

  it("names the file when it is not a notebook or is cut short", () => {
    expect(() => parseNotebook("<p>hello</p>", "letter.html")).toThrow(/letter\.html: there is no <notebook>/);
    expect(() => parseNotebook(counting.slice(0, counting.indexOf("const sum")), "half.html")).toThrow(/half\.html: the <script> of cell 2 is not closed/);
  });

  it("refuses to print a cell that would swallow the next one", () => {
    const cell = { id: 1, mode: "html", value: "<!-- <script>", pinned: false, hidden: false } as const;
    const bad: Notebook = { title: "T", theme: "air", readOnly: false, cells: [cell] };
    expect(() => printNotebook(bad)).toThrow(/T, cell 1/);
  });

  it("keeps light-dark themes, read-only, and what other tools need in cells Kalium does not run", () => {
    const file = notebook(
      '  <script id="1" type="application/sql" database="var:db" output="rows">\n    select "a" &lt; 1\n  </script>\n  <script id="2" type="text/x-python" format="json">\n    print(1)\n  </script>\n',
      'theme="light-dark(air, near-midnight)" readonly=""',
    );
    expect(printNotebook(parseNotebook(file))).toBe(file);
  });
});

const dom = domOfNotebookKit();
describe.skipIf(dom === null)("notebook format beside Observable's (skipped when notebook-kit's jsdom is not installed)", () => {
  const kitParse = (html: string): unknown => deserialize(html, { parser: new dom!.window.DOMParser() });
  const kitPrint = (value: Notebook): string => serialize(value as never, { document: dom!.window.document });

  const files: Record<string, string> = {
    counting,
    sql: notebook('  <script id="1" type="application/sql" database="a&amp;b" output="rows" pinned="" hidden="">\n    select 1\n  </script>\n'),
    python: notebook('  <script id="1" type="text/x-python" format="json">\n    print("a")\n  </script>\n'),
    untidy: '<!DOCTYPE html><NOTEBOOK><title>A &lt; B &#233; &amp;amp;</title><script ID=7 type=text/markdown>\n\n  # x\n</SCRIPT ><script>1</script><script id="7">2</script></notebook>',
    escaped: notebook('  <script id="1" type="text/html">\n    a <\\/script> b <\\\\/script > c <\\/scripture>\n  </script>\n'),
    comment: notebook('  <script id="1" type="text/html">\n    <!-- <script> x </script> --> y\n  </script>\n  <script id="2" type="module">\n    2\n  </script>\n'),
    shortComment: notebook('  <script id="1" type="text/html">\n    <!--> <script> x\n  </script>\n  <script id="2" type="module">\n    2\n  </script>\n'),
    empty: notebook(""),
    emptyCells: notebook('  <script id="1" type="module">\n\n  </script>\n  <script id="2" type="module"></script>\n'),
    deep: notebook('  <script id="3" type="module">\n\n        if (a)\n          b;\n\n  </script>\n'),
    theme: notebook("", 'theme="light-dark(air, midnight)" readonly'),
  };

  for (const [name, file] of Object.entries(files)) {
    it(`reads and prints the ${name} file as Observable does`, () => {
      const ours = parseNotebook(file);
      expect(JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(JSON.stringify(kitParse(file))));
      expect(printNotebook(ours)).toBe(kitPrint(ours));
    });
  }
});
