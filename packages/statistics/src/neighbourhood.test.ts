import { describe, expect, it } from "vitest";
import { golden, relativeError } from "./golden.fixture.ts";
import { leaveGroupOutKnnAccuracy, silhouette } from "./index.ts";

const { points, dimension, labels, groups } = golden.space;

describe("neighbourhoods of labelled points", () => {
  it("have the silhouette of the definition over all pairs", () => {
    expect(relativeError(silhouette(points, dimension, labels), golden.space.silhouette)).toBeLessThan(1e-12);
  });
  it("have the leave-group-out accuracy of the definition, odd and even k", () => {
    expect(leaveGroupOutKnnAccuracy(points, dimension, labels, groups, 5)).toBeCloseTo(golden.space.knn5, 12);
    expect(leaveGroupOutKnnAccuracy(points, dimension, labels, groups, 4)).toBeCloseTo(golden.space.knn4, 12);
  });
  it("give a silhouette worked out by hand on a line", () => {
    // Points 0, 1 | 4, 5: widths (4.5 − 1)/4.5, (3.5 − 1)/3.5 and their mirror images.
    expect(silhouette([0, 1, 4, 5], 1, [0, 0, 1, 1])).toBeCloseTo((3.5 / 4.5 + 2.5 / 3.5) / 2, 12);
  });
  it("do not let points of one record vouch for each other", () => {
    // Each record sits in a place of its own; only the other record of the same label would help, and it is far.
    const places = [0, 0.1, 10, 10.1, 1, 1.1, 11, 11.1];
    const label = [0, 0, 0, 0, 1, 1, 1, 1];
    const record = [1, 1, 2, 2, 3, 3, 4, 4];
    expect(leaveGroupOutKnnAccuracy(places, 1, label, record, 1)).toBe(0);
    expect(leaveGroupOutKnnAccuracy(places, 1, label, [1, 2, 3, 4, 5, 6, 7, 8], 1)).toBe(1);
  });
  it("say null with one label, one group, or as many labels as points", () => {
    expect(silhouette([0, 1], 1, [0, 0])).toBeNull();
    expect(silhouette([0, 1], 1, [0, 1])).toBeNull();
    expect(leaveGroupOutKnnAccuracy([0, 1], 1, [0, 1], ["a", "a"], 1)).toBeNull();
  });
  it("refuse coordinates that are not a whole number of rows", () => {
    expect(() => silhouette([0, 1, 2], 2, [0, 1])).toThrow(/3 coordinates are not 2 points/);
  });
});
