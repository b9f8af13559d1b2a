/**
 * `npm run screenshots`: every page at 1440 and 390 px, light and dark, into tests/e2e/__screens__. With `-- --run`,
 * notebooks that need no data are run to their end first, and the data page gets real files where ../shared/data is there.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build, checkNode, endWith, install, root } from "./bootstrap.mjs";
import { ensureBrowser } from "./ensureBrowser.mjs";

const runFirst = process.argv.includes("--run");
const folder = join(root, "tests/e2e/__screens__");
const samples = join(root, "../shared/data");
let executablePath;
try {
  checkNode();
  install();
  build();
  executablePath = await ensureBrowser();
} catch (error) {
  endWith(error);
}

const server = spawn(process.execPath, [join(root, "packages/cli/dist/kalium.mjs"), "serve", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
const origin = await new Promise((resolve, reject) => {
  let text = "";
  server.on("exit", () => reject(new Error("The server did not start.")));
  server.stdout.on("data", (chunk) => {
    text += chunk;
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
    if (address !== null) resolve(address[0]);
  });
});

const pages = readdirSync(join(root, "dist/web"))
  .filter((name) => name.endsWith(".html"))
  .flatMap((file) => (file === "notebook.html" ? readdirSync(join(root, "notebooks")).filter((name) => name.endsWith(".html")).map((name) => `notebook.html?name=${name.slice(0, -5)}`) : [file]));
const { chromium } = createRequire(join(root, "package.json"))("playwright");
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  for (const address of pages) await photograph(address);
} finally {
  await browser.close();
  server.kill();
}

/** Each step with something in it: recordings of several formats, a table of results, one recording on paper, the texts to read. */
async function fillDataPage(page) {
  const files = ["mitdb", "dicom", "aecg", "philips-sierra", "images"].flatMap((name) => readdirSync(join(samples, name)).map((file) => join(samples, name, file)));
  await page.locator("#open kalium-files input[data-kind=files]").setInputFiles([...files, join(samples, "potassium-mimic-iv-demo/potassium_events.csv")]);
  await page.waitForFunction(() => document.querySelector("kalium-recordings")?.items.length > 0, null, { timeout: 60_000 });
  await page.locator("#recordings kalium-recordings .name").first().click();
  await page.getByRole("button", { name: "Show the texts in the files" }).click();
  await page.waitForSelector("kalium-text-review");
}

/** Light and dark and both widths of one page, from one opening of it, so that a notebook runs once. */
async function photograph(address) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.goto(`${origin}/${address}`);
  if (address.startsWith("notebook.html")) {
    const phaseIs = (wanted) => page.waitForFunction((phases) => phases.includes(document.querySelector("kalium-notebook")?.dataset.state ?? ""), wanted, { timeout: 900_000, polling: 500 });
    await phaseIs(["idle", "finished", "failed"]);
    const needsData = (await page.locator("kalium-files, .stored-choice").count()) > 0;
    if (runFirst && !needsData) {
      await page.evaluate(() => document.querySelector("kalium-notebook").start());
      await phaseIs(["finished", "failed"]);
    }
  }
  if (runFirst && address === "data.html" && existsSync(samples)) await fillDataPage(page);
  await page.waitForLoadState("networkidle");
  const name = address.replace(/\.html/, "").replace(/\?name=/, "-");
  for (const width of [1440, 390]) {
    for (const colorScheme of ["light", "dark"]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await page.emulateMedia({ colorScheme });
      // Charts redraw after a resize in their own time.
      await page.waitForTimeout(700);
      const path = join(folder, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      console.log(path);
    }
  }
  await context.close();
}
