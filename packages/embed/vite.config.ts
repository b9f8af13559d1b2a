import { resolve } from "node:path";
import { defineConfig } from "vite";

/** One file with everything in it, for a page that has no build of its own. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: resolve(import.meta.dirname, "public"),
  build: {
    outDir: resolve(import.meta.dirname, "../../dist/embed"),
    emptyOutDir: true,
    target: "es2022",
    lib: { entry: "src/index.ts", formats: ["es"], fileName: () => "k-ecg-sim.js" },
    minify: true,
    // Rooms whose modules do nothing on being read may be cut down to what is used.
    rolldownOptions: { treeshake: { moduleSideEffects: (id) => !/packages\/(simulator|ecg)\//.test(id) } },
  },
});
