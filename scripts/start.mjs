/** `npm start`: install, build, serve on this computer, open the page. `-- --port N`, `-- --no-open`. */
import { build, checkNode, endWith, install } from "./bootstrap.mjs";
import { runKalium } from "./runKalium.mjs";

const args = process.argv.slice(2);
try {
  checkNode();
  install();
  build();
} catch (error) {
  endWith(error);
}
runKalium(["serve", ...args.filter((arg) => arg !== "--no-open"), ...(args.includes("--no-open") ? [] : ["--open"])]);
