/** `node scripts/delineator.mjs …`: trains the network delineator on a copy of LUDB, or repeats its cross-validation; Vite reads tests/train for Node. */
import { createRequire } from "node:module";
import { root } from "./bootstrap.mjs";

// The platform part of tfjs asks for it, as a bundle for Node would have it.
globalThis.require = createRequire(import.meta.url);
const { createServer } = await import("vite");
const server = await createServer({
  configFile: false,
  root,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  // What Node itself would load of tfjs lacks the gradients, and those modules name no file endings.
  ssr: { noExternal: [/^@tensorflow\//] },
});
try {
  const { runDelineatorTraining } = await server.ssrLoadModule("/tests/train/delineatorTraining.ts");
  process.exitCode = await runDelineatorTraining(process.argv.slice(2));
} finally {
  await server.close();
}
