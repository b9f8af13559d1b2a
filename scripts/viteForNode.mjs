/** A Vite server that reads the TypeScript of this repository for Node, tfjs with its gradients included; it listens on nothing. */
import { createRequire } from "node:module";
import { root } from "./bootstrap.mjs";

/** @returns {Promise<import("vite").ViteDevServer>} load modules with `ssrLoadModule`, and close it. */
export async function openViteForNode() {
  // The platform part of tfjs asks for it, as a bundle for Node would have it.
  globalThis.require = createRequire(import.meta.url);
  // Only now: it may have been installed a moment ago.
  const { createServer } = await import("vite");
  return createServer({
    configFile: false,
    root,
    appType: "custom",
    logLevel: "error",
    server: { middlewareMode: true, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    // What Node itself would load of tfjs lacks the gradients, and those modules name no file endings.
    ssr: { noExternal: [/^@tensorflow\//] },
  });
}
