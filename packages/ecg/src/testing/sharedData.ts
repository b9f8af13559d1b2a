/** For tests only: the open ECG files that lie beside the repository, as source files. */
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sourceFileFromBytes } from "../read/sourceFile.ts";
import type { SourceFile } from "../read/sourceFile.ts";

const ROOT = new URL("../../../../../shared/data/", import.meta.url);

/** Whether the data lie at ../shared/data; tests that need them are skipped otherwise, with a printed reason. */
export const hasSharedData = existsSync(ROOT);
if (!hasSharedData) console.warn(`Skipped: tests on real ECGs need the open data at ${fileURLToPath(ROOT)}`);

/** Bytes of one file. */
export function readShared(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(path, ROOT)));
}

/** Text of one file. */
export function readSharedText(path: string): string {
  return readFileSync(new URL(path, ROOT), "utf8");
}

/** All files directly in a folder. */
export function listShared(folder: string): readonly SourceFile[] {
  return readdirSync(new URL(`${folder}/`, ROOT))
    .map((name) => `${folder}/${name}`)
    .filter((path) => statSync(new URL(path, ROOT)).isFile())
    .map((path) => ({ path, size: statSync(new URL(path, ROOT)).size, bytes: async (from = 0, to = Infinity) => readShared(path).subarray(from, to) }));
}

/** A small file made in a test. */
export function makeFile(path: string, content: string | Uint8Array): SourceFile {
  return sourceFileFromBytes(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
}
