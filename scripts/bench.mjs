/** `npm run bench -- training …`, `-- reading …`, `-- import …` or `-- simulator …`: install, find a browser where one is needed, then tests/bench, which Vite reads for Node. */
import { checkNode, endWith, install } from "./bootstrap.mjs";
import { ensureBrowser } from "./ensureBrowser.mjs";
import { openViteForNode } from "./viteForNode.mjs";

const args = process.argv.slice(2);
try {
  checkNode();
  install();
  if (args[0] !== "reading" && args[0] !== "qrs" && args[0] !== "simulator" && !args.includes("--dawn")) process.env.CHROMIUM_PATH = await ensureBrowser();
} catch (error) {
  endWith(error);
}
const server = await openViteForNode();
try {
  if (args[0] === "reading") {
    const { runReadingBench } = await server.ssrLoadModule("/tests/bench/reading/readingBench.ts");
    process.exitCode = await runReadingBench(args.slice(1));
  } else if (args[0] === "simulator") {
    const { runSimulatorBench } = await server.ssrLoadModule("/tests/bench/simulator/simulatorBench.ts");
    process.exitCode = await runSimulatorBench(args.slice(1));
  } else if (args[0] === "qrs") {
    const { runQrsBench } = await server.ssrLoadModule("/tests/bench/qrs/qrsBench.ts");
    process.exitCode = await runQrsBench(args.slice(1));
  } else if (args[0] === "import") {
    const { runImportBench } = await server.ssrLoadModule("/tests/bench/import/importBench.ts");
    process.exitCode = await runImportBench(args.slice(1));
  } else {
    const { runTrainingBench } = await server.ssrLoadModule("/tests/bench/trainingBench.ts");
    process.exitCode = await runTrainingBench(args);
  }
} finally {
  await server.close();
}
