/** The production build behind the server that ships with it. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { builtPages, repositoryRoot, serveFolder, shippedNotebooks, type StaticServer } from "../../packages/cli/src/index.ts";

/** Fails, rather than skips, without a build: `npm test` makes one first. */
export function serveProduction(): Promise<StaticServer> {
  if (!existsSync(join(builtPages, "index.html"))) throw new Error("There is no build in dist/web. Run `npm run build` first, or `npm test`, which does.");
  return serveFolder({ root: builtPages });
}

/** Path and query of every page: each HTML file at the top, and the notebook page once per shipped notebook. */
export function pageAddresses(): string[] {
  const files = readdirSync(builtPages).filter((name) => name.endsWith(".html"));
  const notebooks = shippedNotebooks(join(repositoryRoot, "notebooks"));
  return files.sort().flatMap((file) => (file === "notebook.html" ? notebooks.map((name) => `notebook.html?name=${name}`) : [file]));
}
