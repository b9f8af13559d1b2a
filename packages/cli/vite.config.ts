import { defineConfig } from "vite";

/** One file for Node; `playwright-core` stays a package, since it finds its own files beside itself. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    ssr: "src/kalium.ts",
    target: "node20",
    outDir: "dist",
    emptyOutDir: true,
    rolldownOptions: { external: ["playwright-core"], output: { entryFileNames: "kalium.mjs", format: "es" } },
  },
});
