/** Writes what a page made into the folder the person named. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PageFile } from "./notebookPage.ts";

const figureExtensions: Readonly<Record<string, string>> = { "image/svg+xml": ".svg", "image/png": ".png" };

/**
 * A file name that stays inside the folder, whatever the page called the thing: letters, digits, dot, dash and
 * underscore, no leading dot.
 */
export function safeFileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "");
  return plain === "" ? "unnamed" : plain.slice(0, 120);
}

/** Gives figures the extension of their media type and every file a name of its own, in the order given. */
export function nameFiles(figures: readonly PageFile[], downloads: readonly PageFile[]): { name: string; base64: string }[] {
  // The run record is written under this name by `run` itself.
  const taken = new Set<string>(["run-record.json"]);
  const unique = (wanted: string): string => {
    const dot = wanted.lastIndexOf(".");
    const [stem, extension] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ""];
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${stem}-${count}${extension}`;
    taken.add(name.toLowerCase());
    return name;
  };
  const figureName = ({ name, mediaType }: PageFile): string => {
    const extension = figureExtensions[mediaType] ?? "";
    const safe = safeFileName(name);
    return safe.endsWith(extension) ? safe : safe + extension;
  };
  return [
    ...figures.map((figure) => ({ name: unique(figureName(figure)), base64: figure.base64 })),
    // The page offers the run record for download too; `run` has written that one already.
    ...downloads.filter(({ name }) => safeFileName(name) !== "run-record.json").map((file) => ({ name: unique(safeFileName(file.name)), base64: file.base64 })),
  ];
}

/** Writes the files and returns their paths. The folder is made if absent. */
export async function writeFiles(folder: string, files: readonly { name: string; base64: string }[]): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (const { name, base64 } of files) {
    const path = join(folder, name);
    await writeFile(path, Buffer.from(base64, "base64"));
    paths.push(path);
  }
  return paths;
}
