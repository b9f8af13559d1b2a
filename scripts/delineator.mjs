/** `node scripts/delineator.mjs …`: trains the network delineator on a copy of LUDB, or repeats its cross-validation; Vite reads tests/train for Node. */
import { openViteForNode } from "./viteForNode.mjs";

const server = await openViteForNode();
try {
  const { runDelineatorTraining } = await server.ssrLoadModule("/tests/train/delineatorTraining.ts");
  process.exitCode = await runDelineatorTraining(process.argv.slice(2));
} finally {
  await server.close();
}
