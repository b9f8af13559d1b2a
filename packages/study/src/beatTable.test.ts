import { expect, test } from "vitest";
import { batchesOf, gatherBeats, takeRows } from "./beatTable.ts";
import { testRecord } from "./testRecord.fixture.ts";

test("beats keep the label and record they came from, thinned evenly", () => {
  const records = [testRecord("a", 0, 0, { beatCount: 10, tHeight: 0 }), testRecord("b", 1, 1, { beatCount: 3, tHeight: 2 })];
  const table = gatherBeats(records, 120, 5);
  expect(table.count).toBe(8);
  expect([...table.labels]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  expect([...table.recordIndices]).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
  expect(table.rows[5 * 120 + 75]).toBeCloseTo(2, 5);
  const batch = takeRows(table, [7, 0]);
  expect([...batch.labels]).toEqual([1, 0]);
  expect(batch.inputs.subarray(0, 120)).toEqual(table.rows.subarray(7 * 120, 8 * 120));
});

test("a last batch of one row joins its neighbour", () => {
  expect(batchesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4, 5]]);
  expect(batchesOf([1, 2, 3, 4], 2)).toEqual([[1, 2], [3, 4]]);
  expect(batchesOf([1], 2)).toEqual([[1]]);
});
