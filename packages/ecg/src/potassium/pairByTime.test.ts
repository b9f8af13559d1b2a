import { describe, expect, it } from "vitest";
import { parseClockTime } from "./clockTime.ts";
import { pairByTime, type RecordingToPair } from "./pairByTime.ts";
import { readPotassiumResults, type PotassiumResult } from "./readResults.ts";
import { describeResultTable } from "./resultTableMapping.ts";
import { splitRows } from "./delimitedText.ts";
import { hasSharedData, makeFile, readSharedText } from "../testing/sharedData.ts";

const FOLDER = "potassium-mimic-iv-demo";

function rowsOf(text: string): Record<string, string>[] {
  const splitter = splitRows(",", "table.csv");
  const [header, ...rows] = [...splitter.push(text), ...splitter.end()];
  return rows.map((row) => Object.fromEntries(header!.fields.map((name, index) => [name, row.fields[index]!])));
}

function studies(): RecordingToPair[] {
  return rowsOf(readSharedText(`${FOLDER}/ecg_studies.csv`)).map((row) => ({
    key: row["study_id"]!, recordId: row["study_id"]!, personId: row["subject_id"]!, timeMs: parseClockTime(row["ecg_time"]!),
  }));
}

async function demoResults(text = readSharedText(`${FOLDER}/potassium_events.csv`)): Promise<readonly PotassiumResult[]> {
  const file = makeFile("potassium_events.csv", text);
  return (await readPotassiumResults(file, (await describeResultTable(file))!.guess)).results;
}

function shuffled<T>(values: readonly T[], seed: number): T[] {
  const copy = [...values];
  let state = seed;
  for (let i = copy.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    const j = state % (i + 1);
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

describe.skipIf(!hasSharedData)("the join of the MIMIC-IV demo tables", () => {
  const asRows = (pairs: ReturnType<typeof pairByTime>["pairs"]) =>
    pairs.map((pair) => `${pair.personId} ${pair.key} ${pair.result.mmolPerL} ${pair.result.timeMs}`);
  const expected = () => rowsOf(readSharedText(`${FOLDER}/expected_pairs_6h.csv`));

  it("equals the expected pairs, row by row", async () => {
    const { pairs } = pairByTime(studies(), await demoResults(), { windowMinutes: 360, haemolysed: "keep" });
    const want = expected().map((row) => `${row["subject_id"]} ${row["study_id"]} ${Number(row["k_mEq_L"])} ${parseClockTime(row["k_time"]!)}`);
    expect(want).toHaveLength(143);
    expect(asRows(pairs)).toEqual(want);
    // The expected file rounds to a tenth of a minute.
    expected().forEach((row, index) => expect(Math.abs(pairs[index]!.offsetMinutes! - Number(row["dt_minutes"]))).toBeLessThanOrEqual(0.0501));
  });

  it("gives the counts that were computed independently", async () => {
    const { counts, flow } = pairByTime(studies(), await demoResults(), { windowMinutes: 360, haemolysed: "keep" });
    expect(counts.find((count) => count.windowHours === 6)).toMatchObject({ pairs: 143, people: 32, low: 6, high: 11, resultFirst: 72 });
    expect(counts.find((count) => count.windowHours === 1)).toMatchObject({ pairs: 56, people: 23, low: 3, high: 5 });
    expect(flow[0]!.count).toBe(193);
    expect(flow[0]!.count - flow[0]!.dropped.reduce((sum, { count }) => sum + count, 0)).toBe(143);
  });

  it.each([1, 2, 3])("is the same after shuffling both tables (seed %i)", async (seed) => {
    const [header, ...lines] = readSharedText(`${FOLDER}/potassium_events.csv`).trim().split(/\r?\n/);
    const plain = pairByTime(studies(), await demoResults(), { windowMinutes: 360, haemolysed: "keep" });
    const mixed = pairByTime(shuffled(studies(), seed), await demoResults([header, ...shuffled(lines, seed + 7)].join("\n")), { windowMinutes: 360, haemolysed: "keep" });
    expect(asRows(mixed.pairs).sort()).toEqual(asRows(plain.pairs).sort());
    expect(mixed.conflictCount).toBe(plain.conflictCount);
  });

  it("leaves out the charted copies and other tests, and says how many", async () => {
    const file = makeFile("potassium_events.csv", readSharedText(`${FOLDER}/potassium_events.csv`));
    const { rowCount, results, dropped } = await readPotassiumResults(file, (await describeResultTable(file))!.guess);
    expect(rowCount).toBe(3163);
    expect(results).toHaveLength(2059);
    expect(dropped.map(({ reason, count }) => [reason, count])).toEqual([["charted copy of a laboratory result", 713 + 166], ["another test", 225]]);
    expect(results.filter((result) => result.mmolPerL < 3.5)).toHaveLength(208);
    expect(results.filter((result) => result.mmolPerL >= 5.5)).toHaveLength(50);
  });
});

describe("pairing by time", () => {
  const at = (minutes: number) => Date.UTC(2020, 0, 1) + minutes * 60_000;
  const ecg: RecordingToPair = { key: "a", recordId: "a", personId: "p", timeMs: at(0) };
  const result = (minutes: number, mmolPerL: number, more: Partial<PotassiumResult> = {}): PotassiumResult => ({ personId: "p", recordId: null, timeMs: at(minutes), mmolPerL, haemolysed: null, line: 1, ...more });
  const pairOf = (results: PotassiumResult[], options: Partial<Parameters<typeof pairByTime>[2]> = {}) => pairByTime([ecg], results, { windowMinutes: 60, haemolysed: "keep", ...options });

  it("takes the nearest result on either side, and the edge of the window belongs to it", () => {
    expect(pairOf([result(-50, 4), result(40, 5)]).pairs[0]!.result.mmolPerL).toBe(5);
    expect(pairOf([result(60, 4)]).pairs).toHaveLength(1);
    expect(pairOf([result(60.1, 4)]).pairs).toHaveLength(0);
  });

  it("takes the earlier of two equally near, and the lower of two at one time, in any order", () => {
    for (const results of [[result(-10, 4), result(10, 5)], [result(10, 5), result(-10, 4)]]) expect(pairOf(results).pairs[0]!.result.mmolPerL).toBe(4);
    for (const minutes of [-10, 10]) {
      for (const results of [[result(minutes, 3.3), result(minutes, 3.4)], [result(minutes, 3.4), result(minutes, 3.3)]]) {
        const { pairs, conflictCount } = pairOf(results);
        expect(pairs[0]!.result.mmolPerL).toBe(3.3);
        expect(conflictCount).toBe(1);
      }
    }
  });

  it("passes over haemolysed results only when asked to", () => {
    const results = [result(5, 6.5, { haemolysed: true }), result(20, 4.4, { haemolysed: false })];
    expect(pairOf(results).pairs[0]!.result.mmolPerL).toBe(6.5);
    expect(pairOf(results, { haemolysed: "drop" }).pairs[0]!.result.mmolPerL).toBe(4.4);
  });

  it("never gives one person's result to another, and says why a recording stays without", () => {
    const { pairs, flow } = pairByTime(
      [ecg, { ...ecg, key: "b", personId: "q" }, { ...ecg, key: "c", personId: null }, { ...ecg, key: "d", timeMs: null }],
      [result(0, 4)],
      { windowMinutes: 60, haemolysed: "keep" },
    );
    expect(pairs.map((pair) => pair.key)).toEqual(["a"]);
    expect(flow[0]!.dropped).toEqual([
      { reason: "no result of this person", count: 1 },
      { reason: "the recording names no person", count: 1 },
      { reason: "the recording has no time", count: 1 },
    ]);
  });
});
