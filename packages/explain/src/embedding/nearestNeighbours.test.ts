import { describe, expect, it } from "vitest";
import { nearestNeighbours, neighbourScale } from "./nearestNeighbours.ts";

describe("nearestNeighbours", () => {
  it("agrees with sorting all distances, ties in the order of the index", () => {
    // A 6 × 6 grid is full of ties.
    const grid = Float64Array.from({ length: 72 }, (_, index) => (index % 2 === 0 ? Math.floor(index / 12) : (index >> 1) % 6));
    const { indices, squaredDistances } = nearestNeighbours(grid, 36, 2, 9);
    for (let row = 0; row < 36; row++) {
      const sorted = Array.from({ length: 36 }, (_, other) => ({
        other,
        distance: (grid[2 * row] - grid[2 * other]) ** 2 + (grid[2 * row + 1] - grid[2 * other + 1]) ** 2,
      }))
        .filter(({ other }) => other !== row)
        .sort((left, right) => left.distance - right.distance || left.other - right.other)
        .slice(0, 9);
      expect(Array.from(indices.subarray(row * 9, row * 9 + 9))).toEqual(sorted.map(({ other }) => other));
      expect(Array.from(squaredDistances.subarray(row * 9, row * 9 + 9))).toEqual(sorted.map(({ distance }) => distance));
    }
  });

  it("keeps exact duplicates as neighbours and never lists a row as its own", () => {
    const { indices, squaredDistances } = nearestNeighbours(Float64Array.of(4, 4, 4, 9), 4, 1, 2);
    expect(Array.from(indices)).toEqual([1, 2, 0, 2, 0, 1, 0, 1]);
    expect(Array.from(squaredDistances)).toEqual([0, 0, 0, 0, 0, 0, 25, 25]);
  });

  it("refuses more neighbours than there are other rows", () => {
    expect(() => nearestNeighbours(Float64Array.of(1, 2, 3), 3, 1, 3)).toThrow(/3 neighbours asked of 3 rows/);
  });
});

describe("neighbourScale", () => {
  it("follows the unit of the data", () => {
    const points = Float64Array.of(0, 1, 3, 6, 10);
    expect(neighbourScale(nearestNeighbours(points.map((x) => 1e6 * x), 5, 1, 3))).toBeCloseTo(1e6 * neighbourScale(nearestNeighbours(points, 5, 1, 3)), 6);
  });

  it("stays above zero among many duplicates and is zero only when nothing lies apart", () => {
    expect(neighbourScale(nearestNeighbours(Float64Array.of(1, 1, 1, 1, 1, 3), 6, 1, 3))).toBe(2);
    expect(neighbourScale(nearestNeighbours(new Float64Array(6), 6, 1, 3))).toBe(0);
  });
});
