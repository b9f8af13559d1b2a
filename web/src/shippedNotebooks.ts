import type { CompiledNotebook } from "@kalium/notebook";

const modules = import.meta.glob<{ default: CompiledNotebook }>("../../notebooks/*.html", { query: "?notebook" });

const loaders = new Map(Object.entries(modules).map(([path, load]) => [path.replace(/^.*\//, "").replace(/\.html$/, ""), load]));

/** The one a newcomer should see first. */
export const defaultNotebookName = "personal-hyperkalaemia";

export const shippedNotebookNames: readonly string[] = [...loaders.keys()].sort((a, b) => Number(b === defaultNotebookName) - Number(a === defaultNotebookName) || a.localeCompare(b));

/** Loads a shipped notebook; null when there is none of that name. */
export async function loadShippedNotebook(name: string): Promise<CompiledNotebook | null> {
  const load = loaders.get(name);
  return load ? (await load()).default : null;
}
