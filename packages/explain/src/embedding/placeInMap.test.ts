import { describe, expect, it } from "vitest";
import { placeInMap } from "./placeInMap.ts";
import { tsne, type TsneCallbacks, type TsneInput, type TsneMap } from "./tsne.ts";

const quietly: TsneCallbacks = { turn: () => Promise.resolve(), progressEvery: 1000 };

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** Overlapping clusters; row i belongs to cluster i mod 5. */
function overlapping(rowCount: number, columnCount: number, seed: number): TsneInput {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const matrix = Float64Array.from({ length: rowCount * columnCount }, (_, index) => {
    const cluster = Math.floor(index / columnCount) % 5;
    return 0.6 * normal() + (index % columnCount === cluster ? 2.4 : 0);
  });
  return { matrix, rowCount, columnCount };
}

function rows({ matrix, columnCount }: TsneInput, start: number, end: number): TsneInput {
  return { matrix: matrix.slice(start * columnCount, end * columnCount), rowCount: end - start, columnCount };
}

/** Share of the last `queryCount` points whose five nearest of the first `baseCount` vote for their cluster. */
function votedShare(base: Float64Array, baseCount: number, queries: Float64Array, queryCount: number): number {
  let right = 0;
  for (let query = 0; query < queryCount; query++) {
    const order = Array.from({ length: baseCount }, (_, row) => row).sort((a, b) => distance(a) - distance(b));
    const votes = [0, 0, 0, 0, 0];
    for (const row of order.slice(0, 5)) votes[row % 5]++;
    if (votes.indexOf(Math.max(...votes)) === query % 5) right++;
    function distance(row: number): number {
      return (base[2 * row] - queries[2 * query]) ** 2 + (base[2 * row + 1] - queries[2 * query + 1]) ** 2;
    }
  }
  return right / queryCount;
}

describe.each([12, 70])("placeInMap with %i columns", (columnCount) => {
  const all = overlapping(500, columnCount, 11);
  const old = rows(all, 0, 350);
  const fresh = rows(all, 350, 500);
  let map: TsneMap;

  it("places new points so that their neighbours vote as well as in a joint map, and moves no old one", async () => {
    map = await tsne(old, { random: seeded(1) }, quietly);
    const before = map.positions.slice();
    const placed = placeInMap(map, fresh);
    expect(map.positions).toEqual(before);
    const joint = (await tsne(all, { random: seeded(1) }, quietly)).positions;
    const jointShare = votedShare(joint.subarray(0, 700), 350, joint.subarray(700), 150);
    const placedShare = votedShare(map.positions, 350, placed.positions, 150);
    console.info(`${columnCount} columns: joint ${jointShare.toFixed(3)}, placed ${placedShare.toFixed(3)}`);
    expect(jointShare).toBeGreaterThan(0.7);
    expect(placedShare).toBeGreaterThanOrEqual(jointShare - 0.02);
  });

  it("puts the old points back near where they are", () => {
    const { positions } = placeInMap(map, old);
    const spread = Math.sqrt(map.positions.reduce((sum, value) => sum + value * value, 0) / 350);
    const misses = Array.from({ length: 350 }, (_, row) => Math.hypot(positions[2 * row] - map.positions[2 * row], positions[2 * row + 1] - map.positions[2 * row + 1])).sort((a, b) => a - b);
    expect(misses[175]).toBeLessThan(0.15 * spread);
  });

  it("does not let new points see each other", () => {
    const together = placeInMap(map, fresh).positions;
    expect(placeInMap(map, rows(fresh, 7, 9)).positions).toEqual(together.slice(14, 18));
  });

  it("tells a beat that resembles none of those mapped", () => {
    const stranger = { matrix: new Float64Array(columnCount).fill(40), rowCount: 1, columnCount };
    expect(placeInMap(map, stranger).nearestDistances[0]).toBeGreaterThan(10);
    expect(Math.max(...placeInMap(map, fresh).nearestDistances)).toBeLessThan(3);
  });

  it("refuses features of another network", () => {
    expect(() => placeInMap(map, { matrix: new Float64Array(3), rowCount: 1, columnCount: 3 })).toThrow(/3 columns/);
  });
});
