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

/** Enough to see what the options do. */
const FEW_RECORDS = ["5", "21", "37"];
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
    for (const record of FEW_RECORDS) for (const extension of ["hea", "dat", ...LUDB_LEADS]) symlinkSync(join(DATA, "ludb/data", `${record}.${extension}`), join(folder, `${record}.${extension}`));
    [table] = (await run(join(DATA, "ludb"))) as [DelineationTable];
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  // The bars of the best published delineators, on marks of every lead by cardiologists.
  it.each([
    ["p onset", 17], ["p offset", 17], ["qrs onset", 12], ["qrs offset", 13], ["t offset", 22],
  ] as const)("marks %s with a standard deviation of at most %d ms and a mean of at most 5 ms", (boundary, sdMs) => {
    expect(of(table, boundary).n).toBeGreaterThan(8000);
    expect(of(table, boundary).sdMs).toBeLessThanOrEqual(sdMs);
    expect(Math.abs(of(table, boundary).meanMs)).toBeLessThanOrEqual(5);
  });

  it("finds the waves", () => {
    expect(of(table, "qrs onset").sensitivityPercent).toBeGreaterThanOrEqual(99);
    expect(of(table, "t offset").sensitivityPercent).toBeGreaterThanOrEqual(96);
    expect(of(table, "p onset").sensitivityPercent).toBeGreaterThanOrEqual(94);
    expect(of(table, "qrs onset").positivePredictivityPercent).toBeGreaterThanOrEqual(99);
  });

  it("scores every second record when asked for a half", async () => {
    expect((await run(folder, "--half", "even"))[0]!.records).toEqual([FEW_RECORDS[1]]);
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

describe.skipIf(!hasData)("kalium score delineation on QTDB", () => {
  it("marks the onset of QRS and the end of T as steadily as the bars ask, in the lead nearest to the mark", async () => {
    const tables = await run(join(DATA, "qtdb"));
    const nearest = tables.find(({ title }) => /nearest/.test(title) && !/ecgpuwave/.test(title))!;
    expect(of(nearest, "qrs onset").n).toBeGreaterThan(200);
    expect(of(nearest, "qrs onset").sdMs).toBeLessThanOrEqual(10);
    expect(of(nearest, "t offset").sdMs).toBeLessThanOrEqual(22);
  });
});

describe("parseScoreDelineation", () => {
  it("names what it takes when an option is wrong", () => {
    expect(() => parseScoreDelineation(["DIR", "--delineator", "magic"])).toThrow(/rules/);
    expect(() => parseScoreDelineation(["DIR", "--half", "left"])).toThrow(UsageError);
    expect(() => parseScoreDelineation([])).toThrow(/one folder/);
  });
});
