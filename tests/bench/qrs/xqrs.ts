/** XQRS of Python wfdb, where there is a Python that has it. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface XqrsResult {
  readonly path: string;
  readonly beats: readonly number[];
  readonly seconds: number;
  readonly version: string;
}

/** @returns the reason, where it cannot be run. */
export function runXqrs(python: string, paths: readonly string[]): readonly XqrsResult[] | string {
  const probe = spawnSync(python, ["-c", "import wfdb.processing"], { encoding: "utf8" });
  if (probe.status !== 0) return `${python} has no wfdb (name another with --python or KALIUM_PYTHON; PYTHONPATH may hold wfdb): ${(probe.error?.message ?? probe.stderr).trim().split("\n").at(-1)}`;
  const { status, stdout, stderr } = spawnSync(python, [fileURLToPath(new URL("xqrs_detect.py", import.meta.url)), ...paths], { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) return `XQRS failed: ${stderr.trim().split("\n").at(-1)}`;
  return stdout.trim().split("\n").map((line) => JSON.parse(line) as XqrsResult);
}
