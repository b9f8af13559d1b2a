import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vite";
// By path: a package name would be left to Node, which cannot read TypeScript.
import { notebookPlugin } from "../packages/notebook/src/vitePlugin.ts";
import { metaPolicy, readPrivacyHeaders } from "./privacyHeaders.ts";

const headers = readPrivacyHeaders();
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Puts the policy first in the head of every built page. Not while developing: hot reload injects inline styles. */
function policyPlugin(): Plugin {
  return {
    name: "kalium-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: metaPolicy(headers) }, injectTo: "head-prepend" },
    ],
  };
}

export default defineConfig({
  root: path("."),
  base: "./",
  publicDir: path("../public"),
  plugins: [notebookPlugin(), policyPlugin()],
  worker: { format: "es" },
  server: { headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" } },
  preview: { headers },
  build: {
    outDir: path("../dist/web"),
    emptyOutDir: true,
    target: "es2022",
    // Nothing inline: the policy refuses data: scripts and styles, and fonts or workers as data: too.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      input: ["index", "notebook", "data", "settings", "privacy"].map((page) => path(`${page}.html`)),
    },
  },
});
