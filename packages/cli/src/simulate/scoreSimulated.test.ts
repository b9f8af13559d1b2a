import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runProgram } from "../program.ts";

const work = mkdtempSync(join(tmpdir(), "kalium-score-simulated-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function kalium(...args: string[]) {
  const lines: string[] = [];
  const code = await runProgram(args, new AbortController().signal, { out: (line) => lines.push(line), err: () => {} });
  return { code, out: lines.join("\n") };
}

/** Twice the SD that the CSE study tolerates, ms (CSE Working Party 1985, recalled in the scores; literature). */
const cseToleranceMs = { "p onset": 10.2, "p offset": 12.7, "qrs onset": 6.5, "qrs offset": 11.6, "t offset": 30.6 } as const;

describe("a simulated folder as a database with known truth", () => {
  it("lets the rule delineator be scored on the marks among the beats, and it stays within the CSE limits", async () => {
    const folder = join(work, "sinus");
    await kalium("simulate", "--people", "4", "--potassium", "4.5,6", "--rhythm", "sinus", "--seed", "12", "--out", folder);
    const { code, out } = await kalium("score", "delineation", folder, "--json");
    expect(code).toBe(0);
    const { tables } = JSON.parse(out);
    const { boundaries } = tables.find(({ title }: { title: string }) => title.includes("global"));
    for (const [boundary, toleranceMs] of Object.entries(cseToleranceMs)) {
      const row = boundaries.find((one: { boundary: string }) => one.boundary === boundary);
      console.log(`${boundary}: ${row.meanMs.toFixed(1)} ± ${row.sdMs.toFixed(1)} ms, n ${row.n}`);
      expect(row.n).toBeGreaterThan(40);
      expect(Math.abs(row.meanMs), boundary).toBeLessThan(toleranceMs);
      expect(2 * row.sdMs, boundary).toBeLessThan(toleranceMs);
    }
  });
  it("lets detectors be scored on the beats", async () => {
    const folder = join(work, "beats");
    await kalium("simulate", "--people", "2", "--potassium", "2.5,7.5", "--rhythm", "sinus", "--duration", "20", "--out", folder);
    const { code, out } = await kalium("score", "qrs", folder, "--json");
    expect(code).toBe(0);
    expect(out).toContain("person-00002-02");
  });
});
