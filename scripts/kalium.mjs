/** `npm run kalium -- …`: install, build, then the command line. */
import { build, checkNode, endWith, install } from "./bootstrap.mjs";
import { ensureBrowser } from "./ensureBrowser.mjs";
import { runKalium } from "./runKalium.mjs";

const args = process.argv.slice(2);
try {
  checkNode();
  install();
  build();
  if (args[0] === "run") process.env.CHROMIUM_PATH = await ensureBrowser();
} catch (error) {
  endWith(error);
}
runKalium(args);
