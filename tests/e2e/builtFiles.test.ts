/** What the build holds: no address of another origin without a reason, no syntax a browser cannot read, and how large it is. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { builtPages } from "../../packages/cli/src/index.ts";
import { findForeignAddresses, findPackagePrefixes, findRawDecorators } from "./builtText.ts";

const textKinds = new Set([".html", ".js", ".mjs", ".css", ".json", ".svg", ".webmanifest", ".txt", ".map"]);
const files = readdirSync(builtPages, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(builtPages, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .sort();
const texts = files.filter((file) => textKinds.has(extname(file))).map((file) => ({ file, text: readFileSync(join(builtPages, file), "utf8") }));

describe("the built files", () => {
  it("are there: pages, scripts and styles", () => {
    for (const kind of [".html", ".js", ".css"]) expect(files.filter((file) => extname(file) === kind), kind).not.toEqual([]);
  });

  it("name no other origin, except those with a reason", () => {
    expect(texts.flatMap(({ file, text }) => findForeignAddresses(text, file).map((address) => `${file}: ${address}`))).toEqual([]);
  });

  it("hold no raw decorators and no npm: imports", () => {
    expect(texts.flatMap(({ file, text }) => findRawDecorators(text).map((found) => `${file}: ${found}`))).toEqual([]);
    expect(texts.flatMap(({ file, text }) => findPackagePrefixes(text).map((found) => `${file}: ${found}`))).toEqual([]);
  });

  it("are listed with their sizes", () => {
    const rows = files.map((file) => ({ file, bytes: statSync(join(builtPages, file)).size })).sort((a, b) => b.bytes - a.bytes);
    const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(9)} kB`;
    for (const { file, bytes } of rows.slice(0, 15)) console.log(`${kilobytes(bytes)} ${kilobytes(gzipSync(readFileSync(join(builtPages, file))).byteLength)} gzip  ${file}`);
    const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    console.log(`${kilobytes(total)} in ${rows.length} files`);
    // Above this, something came in that nobody meant to ship; the largest known parts are Plotly and TensorFlow.js.
    expect(total).toBeLessThan(25_000_000);
  });
});
