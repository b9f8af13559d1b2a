import { defineConfig } from "vite";

/**
 * One file for Node, and parts that are loaded when asked for; `playwright-core` stays a package, since it finds its own files beside itself. Of the engine
 * only what is used comes along: TensorFlow.js, which it would take where WebAssembly does not run, is left out. All parts lie in one folder, from which
 * `places.ts` finds the checkout.
 */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: "src/kalium.ts",
    target: "node20",
    outDir: "dist",
    emptyOutDir: true,
    rolldownOptions: { external: ["playwright-core"], treeshake: { moduleSideEffects: (id) => !/packages\/(engine|models|study|explain)\/|tensorflow/.test(id) }, output: { entryFileNames: "kalium.mjs", chunkFileNames: "[name]-[hash].mjs", format: "es" } },
  },
});
