/** Finds a Chromium for the tests and for headless runs, and installs one if there is none. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { root, StepFailed } from "./bootstrap.mjs";

const namesOnPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const usualPlaces = [
  "/usr/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  join(process.env.PROGRAMFILES ?? "C:\\Program Files", "Google\\Chrome\\Application\\chrome.exe"),
];

/** Path of a Chromium that is there, or null. `CHROMIUM_PATH` wins, and is an error when it names nothing. */
export function findBrowser(environment = process.env, places = usualPlaces) {
  const chosen = environment.CHROMIUM_PATH;
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new StepFailed(`CHROMIUM_PATH names ${chosen}, which is not a program. Correct it, or unset it to let Kalium look.`);
  }
  const onPath = (environment.PATH ?? "").split(delimiter).flatMap((folder) => namesOnPath.map((name) => join(folder, name)));
  return [...places, ...onPath].find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser in Playwright's own cache, or null. Needs the packages to be installed. */
async function findPlaywrightBrowser() {
  const { chromium } = createRequire(join(root, "package.json"))("playwright");
  const path = chromium.executablePath();
  return path !== "" && existsSync(path) ? path : null;
}

/** Path of a Chromium, installed now if need be. Call after the packages are installed. */
export async function ensureBrowser() {
  const found = findBrowser() ?? (await findPlaywrightBrowser());
  if (found !== null) return found;
  console.error("Installing a browser (once) …");
  const isDebianRoot = process.platform === "linux" && process.getuid?.() === 0 && existsSync("/etc/debian_version");
  const attempts = isDebianRoot ? [installDebianPackage, installPlaywrightBrowser] : [installPlaywrightBrowser];
  let output = "";
  for (const attempt of attempts) {
    output += attempt();
    const installed = findBrowser() ?? (await findPlaywrightBrowser());
    if (installed !== null) return installed;
  }
  throw new StepFailed(`${output.trimEnd().split("\n").slice(-15).join("\n")}\n\nNo browser was found or could be installed. Install Chromium or Chrome, or set CHROMIUM_PATH to its program file.`);
}

function installDebianPackage() {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return (
    capture("apt-get", ["update"], environment) +
    // Without fonts, every text is drawn as boxes.
    capture("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"], environment)
  );
}

function installPlaywrightBrowser() {
  return capture(process.execPath, [join(root, "node_modules/playwright/cli.js"), "install", "chromium"], process.env);
}

function capture(program, args, env) {
  const { stdout, stderr, error } = spawnSync(program, args, { cwd: root, env, encoding: "utf8", maxBuffer: 1 << 28 });
  return `${stdout ?? ""}${stderr ?? ""}${error === undefined ? "" : `${error.message}\n`}`;
}
