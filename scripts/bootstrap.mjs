/**
 * From a fresh clone to installed packages and a fresh build, with nothing but Node and npm. Plain Node only: this
 * runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** A step that could not be done. The message says what to do; no stack is shown for it. */
export class StepFailed extends Error {}

/** Ends the process with the message of a `StepFailed`; anything else is a defect and keeps its stack. */
export function endWith(error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exit(1);
}

export function checkNode(version = process.versions.node, engines = manifest.engines.node) {
  const needed = engines.replace(/[^\d.]/g, "");
  const [major, minor] = version.split(".").map(Number);
  const [neededMajor, neededMinor] = needed.split(".").map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new StepFailed(`Kalium needs Node ${needed} or newer; this is ${version}. Get it from the Node.js site or your system's packages.`);
}

/** Installs the locked packages, unless what is installed came from this very lockfile. */
export function install() {
  const lockfile = readFileSync(join(root, "pnpm-lock.yaml"), "utf8");
  // pnpm leaves a copy of the lockfile here as the last act of an installation, which makes it the stamp.
  const stamp = join(root, "node_modules/.pnpm/lock.yaml");
  const hasEveryPackage = workspaceFolders().every((folder) => !needsModules(folder) || existsSync(join(folder, "node_modules")));
  if (hasEveryPackage && existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile) return;
  console.error("Installing packages (once) …");
  const pnpm = manifest.packageManager.replace(/\+.*$/, "");
  const { status, output } = npm(["exec", "--yes", "--", pnpm, "install", "--frozen-lockfile", "--reporter=append-only"]);
  if (status === 0) return;
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|ENOTCACHED/.test(output);
  const reason = offline
    ? "The package registry could not be reached. Connect this machine to the network once, or point npm at a mirror (npm config set registry …), and try again."
    : "The packages could not be installed. What the installer said is above.";
  throw new StepFailed(offline ? reason : `${lastLines(output, 25)}\n\n${reason}`);
}

function workspaceFolders() {
  const packages = readdirSync(join(root, "packages"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [join(root, "web"), ...packages.map((entry) => join(root, "packages", entry.name))].filter((folder) => existsSync(join(folder, "package.json")));
}

function needsModules(folder) {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return Object.keys({ ...dependencies, ...devDependencies }).length > 0;
}

/** Runs npm, the very one that runs us where there is one, and keeps its output for an error message. */
function npm(args) {
  const script = process.env.npm_execpath;
  const byNode = script !== undefined && /npm-cli\.js$/.test(script);
  const result = byNode
    ? spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 })
    : spawnSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, shell: process.platform === "win32" });
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}${result.error === undefined ? "" : result.error.message}`;
  return { status: result.status ?? 1, output };
}

/** Builds pages and command line, unless the build at hand was made from these very sources. */
export function build() {
  const stamp = join(root, "dist/sources.sha256");
  const hash = hashSources();
  const made = [join(root, "dist/web/index.html"), join(root, "dist/embed/k-ecg-sim.js"), join(root, "packages/cli/dist/kalium.mjs")];
  if (made.every((path) => existsSync(path)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.error("Building …");
  for (const config of ["web/vite.config.ts", "packages/embed/vite.config.ts", "packages/cli/vite.config.ts"]) {
    const { status, output } = runNode(["node_modules/vite/bin/vite.js", "build", "--config", config, "--logLevel", "warn"]);
    if (status !== 0) throw new StepFailed(`${lastLines(output, 40)}\n\nThe build failed (${config}).`);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Runs a Node program of the repository to its end and keeps its output. */
export function runNode(args) {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  return { status: result.status ?? 1, output: `${result.stdout ?? ""}${result.stderr ?? ""}` };
}

const sourcePlaces = ["packages", "web", "notebooks", "public", "package.json", "pnpm-lock.yaml", "tsconfig.json"];
const skippedFolders = new Set(["node_modules", "dist", "tests", "bench"]);

/** A hash of every file that can change the build. Tests cannot, so writing one costs no rebuild. */
export function hashSources(folder = root) {
  const hash = createHash("sha256");
  for (const path of sourcePlaces.flatMap((place) => filesUnder(join(folder, place))).sort()) {
    const name = relative(folder, path).split(sep).join("/");
    hash.update(`${name}\0`).update(createHash("sha256").update(readFileSync(path)).digest());
  }
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesUnder(join(path, entry.name));
    return entry.isFile() && !/\.(test|bench)\.\w+$|\.md$/.test(entry.name) ? [join(path, entry.name)] : [];
  });
}

function lastLines(text, count) {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}
