import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Plugin } from "vite";
import { compileNotebook } from "./compileNotebook.ts";
import { printNotebookModule } from "./notebookModule.ts";
import { parseNotebook } from "./parseNotebook.ts";

const suffix = ".html?notebook";

/**
 * Lets a page write `import notebook from "./lesson.html?notebook"` and get a `CompiledNotebook`. A notebook that does
 * not compile stops the build with its name, cell and line.
 */
export function notebookPlugin(): Plugin {
  return {
    name: "kalium-notebook",
    enforce: "pre",
    load: {
      async handler(id) {
        if (!id.endsWith(suffix)) return null;
        const file = id.slice(0, -"?notebook".length);
        const name = basename(file, ".html");
        this.addWatchFile(file);
        const code = compileNotebook(parseNotebook(await readFile(file, "utf8"), name), name);
        return { code: printNotebookModule(code), map: null, moduleType: "js" };
      },
    },
  };
}
