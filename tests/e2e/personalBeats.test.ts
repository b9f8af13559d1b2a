/** The beats notebook on real records, through the command line: held-out people get a better network by their own strips. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repositoryRoot } from "../../packages/cli/src/index.ts";
import type { RunRecord } from "../../packages/study/src/index.ts";

const records = join(repositoryRoot, "..", "shared", "data", "mitdb");
const isThere = existsSync(join(records, "200.hea"));
if (!isThere) console.log("Skipped: the MIT-BIH records are not beside the repository (../shared/data/mitdb).");

it.skipIf(!isThere)("personal rounds on real records beat the generic network, and nobody crosses a split", async () => {
  const out = mkdtempSync(join(tmpdir(), "kalium-beats-"));
  try {
    const beganMs = performance.now();
    const program = spawn(process.execPath, [join(repositoryRoot, "packages/cli/dist/kalium.mjs"), "run", "notebooks/personal-beats.html", "--data", records, "--out", out], { cwd: repositoryRoot });
    let errors = "";
    program.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    program.stdout.resume();
    const exitCode = await new Promise((resolve) => program.on("close", resolve));
    const seconds = (performance.now() - beganMs) / 1000;
    expect(exitCode, errors.slice(-2000)).toBe(0);
    expect(seconds).toBeLessThanOrEqual(480);
    const record = JSON.parse(readFileSync(join(out, "run-record.json"), "utf8")) as RunRecord;
    const summary = record.summaries.find(({ holdOut, control }) => holdOut === "chronological" && !control)!;
    const means = summary.rounds.map((round) => round.metrics.balancedAccuracy!.mean);
    console.log(`personal-beats: ${seconds.toFixed(0)} s, balanced accuracy by round ${means.map((mean) => mean.toFixed(3)).join(" ")}, ${summary.peopleCount} people, ${record.executor.name} on ${record.executor.adapter}`);
    expect(means[2]).toBeGreaterThan(means[0]!);
    for (const { fold } of record.folds) {
      const generic = new Set([...fold.generic.train, ...fold.generic.validation, ...fold.generic.test]);
      expect(fold.personal.filter((person) => generic.has(person))).toEqual([]);
    }
    const reasonOf = (person: string) => record.data.excludedPeople.find(({ personId }) => personId === person)?.reason;
    expect(reasonOf("217")).toMatch(/paced/);
    expect(reasonOf("100")).toMatch(/too few ventricular beats: 1\b/);
    expect(record.trajectories.some(({ personId }) => ["217", "100"].includes(personId))).toBe(false);
    expect(record.data.simulated).toBe(false);
    const files = readdirSync(out);
    for (const name of ["trajectories.svg", "grad-cam.svg", "t-sne.svg", "flow.svg", "report.html", "generic-network.safetensors"]) expect(files).toContain(name);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
});
