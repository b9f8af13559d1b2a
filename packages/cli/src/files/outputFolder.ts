/** A folder that receives files and in which nothing is ever overwritten. */
import { mkdir, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../usageError.ts";
import { exists, isInside } from "./diskFiles.ts";

/** The real path of something that may not be there yet: links are followed as far as there is anything. */
export async function realPathOf(path: string): Promise<string> {
  const whole = resolve(path);
  if (await exists(whole)) return realpath(whole);
  const parent = dirname(whole);
  return parent === whole ? whole : join(await realPathOf(parent), basename(whole));
}

/** Refuses an output in or above the input, where the two could be taken for each other. @throws UsageError */
export async function requireApart(input: string, output: string): Promise<void> {
  const [from, to] = [await realPathOf(input), await realPathOf(output)];
  if (isInside(to, from)) throw new UsageError("The output lies in the input. Name a folder outside it.");
  if (isInside(from, to)) throw new UsageError("The input lies in the output. Name another folder for the output.");
}

/** Refuses a folder in which something is already: the report shall tell of everything that lies there. @throws UsageError */
export async function requireEmpty(folder: string): Promise<void> {
  if (!(await exists(folder))) return;
  const facts = await stat(folder);
  if (!facts.isDirectory() || (await readdir(folder)).length > 0) throw new UsageError(`${folder} is not an empty folder, and nothing is overwritten. Name another one.`);
}

/** Writes files that must not be there yet. @throws UsageError */
export async function writeNew(folder: string, files: readonly { readonly name: string; readonly bytes: Uint8Array | string }[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name } of files) if (await exists(join(folder, name))) throw new UsageError(`${join(folder, name)} is there already; nothing is overwritten. Name another folder, or an empty one.`);
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes, { flag: "wx" });
}
