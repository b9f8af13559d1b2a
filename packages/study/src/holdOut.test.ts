import { seededRandom } from "@kalium/engine";
import { describe, expect, test } from "vitest";
import { holdOutRecords, shuffleLabels, timeOnlyAccuracy } from "./holdOut.ts";
import { testRecord } from "./testRecord.fixture.ts";

const random = (stream = "hold-out") => seededRandom(1)(stream);
// Eight of each class, alternating in time.
const records = Array.from({ length: 16 }, (_, index) => testRecord("p", (index % 2) as 0 | 1, index));

describe("holding records out", () => {
  test("keeps back a quarter of each class, and nothing stands on both sides", () => {
    for (const mode of ["random", "chronological"] as const) {
      const { pool, heldOut } = holdOutRecords(records, mode, 0.25, random());
      expect(heldOut.filter(({ classIndex }) => classIndex === 0)).toHaveLength(2);
      expect(heldOut.filter(({ classIndex }) => classIndex === 1)).toHaveLength(2);
      expect([pool[0].length, pool[1].length]).toEqual([6, 6]);
      const ids = [...pool[0], ...pool[1], ...heldOut].map(({ id }) => id);
      expect(new Set(ids).size).toBe(16);
    }
  });

  test("chronological keeps the last of each class, in order", () => {
    expect(holdOutRecords([...records].reverse(), "chronological", 0.25, random()).heldOut.map(({ timeS }) => timeS).sort((a, b) => a - b)).toEqual([12, 13, 14, 15]);
    expect(holdOutRecords([...records].reverse(), "chronological", 0.25, random()).pool[1].map(({ timeS }) => timeS)).toEqual([1, 3, 5, 7, 9, 11]);
  });

  test("keeps at least one of two records on either side", () => {
    const two = [testRecord("p", 0, 0), testRecord("p", 0, 1), testRecord("p", 1, 2), testRecord("p", 1, 3)];
    const { pool, heldOut } = holdOutRecords(two, "random", 0.25, random());
    expect([pool[0].length, pool[1].length, heldOut.length]).toEqual([1, 1, 2]);
  });
});

describe("the shuffled control", () => {
  const held = holdOutRecords(records, "chronological", 0.25, random());
  const truth = new Map(records.map(({ id, classIndex }) => [id, classIndex]));
  const wrong = (inverted: boolean) =>
    shuffleLabels(held, inverted, random("shuffle")).pool.flat().filter(({ id, classIndex }) => truth.get(id) !== classIndex).map(({ id }) => id);

  test("swaps exactly half of the labels of the pool and none of the held-out ones", () => {
    expect(wrong(false)).toHaveLength(6);
    const shuffled = shuffleLabels(held, false, random("shuffle"));
    expect([shuffled.pool[0].length, shuffled.pool[1].length]).toEqual([6, 6]);
    expect(shuffled.heldOut).toBe(held.heldOut);
  });

  test("swaps the other half when inverted, so that the pair mirrors itself", () => {
    expect([...wrong(false), ...wrong(true)].sort()).toEqual([...held.pool[0], ...held.pool[1]].map(({ id }) => id).sort());
  });
});

test("the time-only baseline gives each record the class of its nearest neighbour in time", () => {
  const pool = [[testRecord("p", 0, 0)], [testRecord("p", 1, 100)]] as const;
  const heldOut = [testRecord("p", 0, 10), testRecord("p", 1, 90), testRecord("p", 1, 20), testRecord("p", 0, 5)];
  expect(timeOnlyAccuracy({ pool, heldOut })).toBe(0.75);
  expect(timeOnlyAccuracy({ pool, heldOut: [] })).toBeNull();
});
