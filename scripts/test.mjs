/**
 * `npm test`: install, find a browser, then type-check, build, unit, browser and end-to-end tests. Every stage runs,
 * whatever became of the ones before; a stage that cannot start counts as failed. `-- --only unit` for one of them; `npm run test:long` for sweeps
 * that take too long for every change.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { build, checkNode, install, root } from "./bootstrap.mjs";
import { ensureBrowser } from "./ensureBrowser.mjs";
import { closingLine, countVitest } from "./testReport.mjs";

const stageNames = ["types", "unit", "browser", "e2e", "long"];
const only = readOnly(process.argv.slice(2));
const wanted = (name) => only === null || only === name;
/** Longer than any stage takes; a stage that hangs must still end in a closing line. Sweeps take hours. */
const stageLimitMs = (only === "long" ? 8 * 60 : 15) * 60_000;
const stages = [];

if (await setUp()) {
  if (wanted("types")) await checkTypes();
  if (only === null || only === "e2e") stage("build", tryBuild());
  for (const name of ["unit", "browser", "e2e"]) if (wanted(name)) await runVitest(name);
  if (only === "long") {
    await runVitest("long");
    await runVitest("unit", { title: "fuzz", filter: ".fuzz.test", env: { KALIUM_FUZZ_RUNS: "10000000" } });
  }
}
report();

function readOnly(args) {
  if (args.length === 0) return null;
  const name = args[0] === "--only" ? args[1] : args[0].replace(/^--only=/, "");
  if (stageNames.includes(name) && args.length <= 2) return name;
  console.error(`npm test takes nothing, or -- --only ${stageNames.join("|")}.`);
  process.exit(2);
}

function stage(name, { passed = 0, failed = 0, skipped = 0, note = "" }, seconds) {
  stages.push({ name, passed, failed, skipped, note, seconds });
}

/** False when nothing can run. */
async function setUp() {
  try {
    checkNode();
    install();
    process.env.CHROMIUM_PATH = await ensureBrowser();
    return true;
  } catch (error) {
    console.error(error.message);
    stage("set-up", { failed: 1, note: "could not start" });
    return false;
  }
}

async function checkTypes() {
  const beganMs = performance.now();
  console.log("\n— types");
  const exitCode = await runToEnd(["node_modules/typescript/bin/tsc", "-p", "tsconfig.json"]);
  stage("types", exitCode === 0 ? { passed: 1 } : { failed: 1 }, (performance.now() - beganMs) / 1000);
}

function tryBuild() {
  console.log("\n— build");
  try {
    build();
    return {};
  } catch (error) {
    console.error(error.message);
    return { failed: 1, note: "could not be built" };
  }
}

/** Runs a project of vitest, or the files of it that a filter names, under a title of their own. */
async function runVitest(project, { title: name = project, filter = null, env = {} } = {}) {
  const beganMs = performance.now();
  console.log(`\n— ${name}`);
  const reportPath = join(root, `.cache/tests/${name}.json`);
  mkdirSync(join(root, ".cache/tests"), { recursive: true });
  rmSync(reportPath, { force: true });
  const exitCode = await runToEnd([
    "node_modules/vitest/vitest.mjs", "run", "--project", project, ...(filter === null ? [] : [filter]),
    "--reporter=default", "--reporter=json", `--outputFile.json=${reportPath}`,
    // Vitest leaves one core free, which on two cores is half of them; browsers use more than one core by themselves.
    ...(project === "unit" && availableParallelism() === 2 ? ["--maxWorkers=2"] : []),
  ], env);
  const seconds = (performance.now() - beganMs) / 1000;
  const counts = existsSync(reportPath) ? countVitest(JSON.parse(readFileSync(reportPath, "utf8")), exitCode) : null;
  if (counts === null) stage(name, { failed: 1, note: "gave no report" }, seconds);
  else if (counts.passed + counts.failed + counts.skipped === 0) stage(name, { failed: 1, note: "found no test" }, seconds);
  else stage(name, counts, seconds);
}

/** Runs a Node program with its output shown; ends it, with its children, when it takes too long. */
function runToEnd(args, env = {}) {
  return new Promise((resolve) => {
    const ownGroup = process.platform !== "win32";
    const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], detached: ownGroup, env: { ...process.env, ...env } });
    const end = () => {
      try {
        if (ownGroup) process.kill(-child.pid, "SIGKILL");
        else child.kill();
      } catch {
        // It ended by itself in this moment.
      }
    };
    const timer = setTimeout(() => {
      console.error(`This stage took longer than ${stageLimitMs / 60_000} minutes and was ended.`);
      end();
    }, stageLimitMs);
    const stopAll = () => {
      end();
      process.exit(130);
    };
    process.once("SIGINT", stopAll);
    process.once("SIGTERM", stopAll);
    const done = (exitCode) => {
      clearTimeout(timer);
      process.off("SIGINT", stopAll);
      process.off("SIGTERM", stopAll);
      resolve(exitCode);
    };
    child.on("error", () => done(1));
    child.on("exit", (code) => done(code ?? 1));
  });
}

function report() {
  console.log("");
  for (const { name, passed, failed, skipped, note, seconds } of stages) {
    const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(", ");
    const time = seconds === undefined ? "" : `  ${seconds.toFixed(0)} s`;
    if (name !== "build" || failed > 0) console.log(`${name.padEnd(8)} ${counts}${time}${note === "" ? "" : `  (${note})`}`);
  }
  console.log(closingLine(stages));
  process.exitCode = stages.some(({ failed }) => failed > 0) ? 1 : 0;
}
