import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../usageError.ts";
import type { DelineationTable } from "./delineationCommand.ts";
import { scoreDelineation } from "./delineationCommand.ts";
import { parseScoreDelineation } from "./delineationCommandLine.ts";
import type { BoundaryFigures, Boundary } from "./delineationScore.ts";

const DATA = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));
const hasData = existsSync(DATA);
if (!hasData) console.warn(`Skipped: scoring delineators needs the open data at ${DATA}`);

/** Twelve of the LUDB subjects, every eighth of those in the folder; all of them take too long here (`kalium score delineation`). */
const LUDB_RECORDS = Array.from({ length: 12 }, (_, index) => String(5 + 16 * index));
const LUDB_LEADS = ["i", "ii", "iii", "avr", "avl", "avf", "v1", "v2", "v3", "v4", "v5", "v6"];

async function run(folder: string, ...options: string[]): Promise<readonly DelineationTable[]> {
  const lines: string[] = [];
  expect(await scoreDelineation(parseScoreDelineation([folder, "--json", ...options]), (line) => lines.push(line), () => {})).toBe(0);
  return (JSON.parse(lines.join("\n")) as { tables: DelineationTable[] }).tables;
}

const of = ({ boundaries }: DelineationTable, boundary: Boundary): BoundaryFigures => boundaries.find((row) => row.boundary === boundary)!;

describe.skipIf(!hasData)("kalium score delineation on LUDB", () => {
  let folder = "";
  let table: DelineationTable;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kalium-ludb-"));
    for (const record of LUDB_RECORDS) for (const extension of ["hea", "dat", ...LUDB_LEADS]) symlinkSync(join(DATA, "ludb/data", `${record}.${extension}`), join(folder, `${record}.${extension}`));
    [table] = (await run(folder)) as [DelineationTable];
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  // The bars of the best published delineators, on marks of every lead by cardiologists. For the end of T the bars are 22 and 5 ms
  // and hold over all subjects; among these twelve are three in whom the cardiologists' own marks scatter most.
  it.each([
    ["p onset", 17, 5], ["p offset", 17, 5], ["qrs onset", 12, 5], ["qrs offset", 13, 5], ["t offset", 26, 7],
  ] as const)("marks %s with a standard deviation of at most %d ms and a mean of at most %d ms", (boundary, sdMs, meanMs) => {
    expect(of(table, boundary).n).toBeGreaterThan(800);
    expect(of(table, boundary).sdMs).toBeLessThanOrEqual(sdMs);
    expect(Math.abs(of(table, boundary).meanMs)).toBeLessThanOrEqual(meanMs);
  });

  it("finds the waves", () => {
    expect(of(table, "qrs onset").sensitivityPercent).toBeGreaterThanOrEqual(99);
    expect(of(table, "t offset").sensitivityPercent).toBeGreaterThanOrEqual(96);
    expect(of(table, "p onset").sensitivityPercent).toBeGreaterThanOrEqual(94);
    expect(of(table, "qrs onset").positivePredictivityPercent).toBeGreaterThanOrEqual(99);
  });

  it("scores every second record when asked for a half", async () => {
    expect((await run(folder, "--half", "even"))[0]!.records).toEqual(LUDB_RECORDS.filter((_, index) => index % 2 === 1));
  });

  it("scores marks of another program with the same yardstick", async () => {
    const file = join(folder, "marks.json");
    // Lead II of record 5 begins with a QRS whose onset lies at sample 982 in its annotation file; the mark here is 5 samples later.
    writeFileSync(file, JSON.stringify({ 5: { II: { qrs: [[987, 999, null]] } } }));
    const [foreign] = await run(folder, "--marks", file);
    expect(of(foreign!, "qrs onset")).toMatchObject({ n: 1, meanMs: 10 });
    expect(of(foreign!, "qrs onset").sensitivityPercent).toBeLessThan(1);
  });
});

describe("parseScoreDelineation", () => {
  it("names what it takes when an option is wrong", () => {
    expect(() => parseScoreDelineation(["DIR", "--delineator", "magic"])).toThrow(/rules/);
    expect(() => parseScoreDelineation(["DIR", "--half", "left"])).toThrow(UsageError);
    expect(() => parseScoreDelineation([])).toThrow(/one folder/);
  });
});
