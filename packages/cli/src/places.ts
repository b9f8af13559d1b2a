/** Where things are in a built checkout, seen from this file's folder: `src/` in tests, `dist/` in use, both two deep. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "./commandLine.ts";

export const repositoryRoot: string = resolve(import.meta.dirname, "../../..");
/** The production build of the pages. */
export const builtPages: string = join(repositoryRoot, "dist/web");

/** Throws `UsageError` when the pages have not been built. */
export function requireBuiltPages(root: string): string {
  if (!existsSync(join(root, "index.html"))) {
    throw new UsageError(`The pages are not built (${root} has no index.html). Use \`npm start\` or \`npm run kalium -- …\`, which build them first.`);
  }
  return root;
}

/** Names of the notebooks shipped in a folder, without `.html`. */
export function shippedNotebooks(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".html"))
    .map((name) => name.slice(0, -".html".length))
    .sort();
}
