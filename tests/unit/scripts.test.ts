/** The start-up scripts run before anything is installed, so they are plain JavaScript; their rules are tested here. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const load = (name: string) => import(/* @vite-ignore */ pathToFileURL(join(root, "scripts", name)).href);
const { checkNode, hashSources } = await load("bootstrap.mjs");
const { findBrowser } = await load("ensureBrowser.mjs");
const { closingLine, countVitest } = await load("testReport.mjs");

const made: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "kalium-scripts-"));
  made.push(folder);
  return folder;
};
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

describe("bootstrap", () => {
  it("accepts Node 20.19 and newer and names the version it needs otherwise", () => {
    for (const version of ["20.19.0", "20.20.2", "22.0.0", "24.1.0"]) expect(() => checkNode(version)).not.toThrow();
    for (const version of ["20.18.9", "18.20.0", "9.99.0"]) expect(() => checkNode(version)).toThrow(`Kalium needs Node 20.19 or newer; this is ${version}.`);
  });

  it("sees a change of any source, and none in tests, notes and build results", () => {
    const folder = newFolder();
    const write = (path: string, text: string): void => {
      mkdirSync(join(folder, path, ".."), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    write("packages/a/src/a.ts", "1");
    write("notebooks/n.html", "1");
    write("package.json", "{}");
    const before = hashSources(folder);
    write("packages/a/src/a.test.ts", "2");
    write("packages/a/README.md", "2");
    write("packages/a/dist/a.js", "2");
    write("web/node_modules/x/index.js", "2");
    write("tests/e2e/x.test.ts", "2");
    expect(hashSources(folder)).toBe(before);
    const seen = new Set([before]);
    for (const path of ["packages/a/src/a.ts", "packages/a/src/b.ts", "notebooks/n.html", "public/_headers", "web/index.html", "package.json", "pnpm-lock.yaml"]) {
      write(path, "changed");
      const hash = hashSources(folder);
      expect(seen.has(hash), path).toBe(false);
      seen.add(hash);
    }
  });
});

describe("the search for a browser", () => {
  it("takes CHROMIUM_PATH first, then the usual places, then names on PATH", () => {
    const folder = newFolder();
    const program = join(folder, "google-chrome");
    writeFileSync(program, "#!/bin/sh\n");
    chmodSync(program, 0o755);
    expect(findBrowser({ CHROMIUM_PATH: program, PATH: "" }, [])).toBe(program);
    expect(findBrowser({ PATH: folder }, [])).toBe(program);
    expect(findBrowser({ PATH: "" }, [program])).toBe(program);
    expect(findBrowser({ PATH: "" }, [])).toBeNull();
  });

  it("says so when CHROMIUM_PATH names nothing", () => {
    expect(() => findBrowser({ CHROMIUM_PATH: "/nowhere/chrome", PATH: "" }, [])).toThrow(/CHROMIUM_PATH names \/nowhere\/chrome.*unset it/);
  });
});

describe("the count of tests", () => {
  const file = (status: string, ...statuses: string[]) => ({ status, assertionResults: statuses.map((each) => ({ status: each })) });

  it("adds what passed, failed and was skipped", () => {
    const report = { testResults: [file("passed", "passed", "pending"), file("failed", "failed", "passed", "failed")] };
    expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 2, skipped: 1 });
  });

  it("counts a file that could not be loaded, and a bad end without a failed test, as one failure", () => {
    expect(countVitest({ testResults: [file("failed")] }, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countVitest({ testResults: [file("failed", "passed")] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countVitest({ testResults: [file("passed", "passed")] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countVitest({ testResults: [file("passed", "passed")] }, 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it("closes with the sums and nothing else", () => {
    expect(closingLine([{ passed: 1, failed: 0 }, { passed: 41, failed: 2 }])).toBe("42 passed, 2 failed");
  });
});

describe(".ci/run", () => {
  /** The script beside an `npm` that prints and ends as told. */
  function runWith(output: string, exitCode: number): { last: string; status: number | null } {
    const folder = newFolder();
    mkdirSync(join(folder, ".ci"));
    cpSync(join(root, ".ci/run"), join(folder, ".ci/run"));
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin/npm"), `#!/bin/sh\ncat <<'END'\n${output}\nEND\nexit ${exitCode}\n`);
    chmodSync(join(folder, "bin/npm"), 0o755);
    const { stdout, status } = spawnSync("bash", [join(folder, ".ci/run")], { encoding: "utf8", env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` } });
    return { last: stdout.trimEnd().split("\n").at(-1)!, status };
  }

  it.skipIf(process.platform === "win32")("ends with the closing line and npm's code, whoever spoke last", () => {
    expect(runWith("unit ok\n3 passed, 0 failed", 0)).toEqual({ last: "3 passed, 0 failed", status: 0 });
    expect(runWith("3 passed, 1 failed\nnpm error Test failed.", 1)).toEqual({ last: "3 passed, 1 failed", status: 1 });
    expect(runWith("crashed early", 7)).toEqual({ last: "0 passed, 1 failed", status: 1 });
    expect(runWith("ended without a count", 0)).toEqual({ last: "0 passed, 1 failed", status: 1 });
  });

  it("is executable in the repository", () => {
    const listed = execFileSync("git", ["ls-files", "--stage", ".ci/run"], { cwd: root, encoding: "utf8" });
    expect(listed).toMatch(/^100755 /);
  });

  it("is pinned to the package manager that the lockfile was written by", () => {
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager).toBe("pnpm@10.34.9");
  });
});
