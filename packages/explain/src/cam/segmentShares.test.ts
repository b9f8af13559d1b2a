import { describe, expect, it } from "vitest";
import { segmentShares } from "./segmentShares.ts";

const segments = [
  { name: "P", start: 0, end: 2 },
  { name: "T", start: 4, end: 8 },
];

describe("segmentShares", () => {
  it("shares out the positive part of the map beside the length and the energy", () => {
    const map = Float64Array.of(1, 1, -9, 0, 3, 1, 1, 1, -2, 0);
    const beat = Float64Array.of(0, 0, 0, 0, 5, 3, 0, 0, 0, -2);
    const [p, t] = segmentShares(map, segments, beat);
    expect(p).toMatchObject({ name: "P", share: 0.25, lengthShare: 0.2, energyShare: 0 });
    expect(t).toMatchObject({ name: "T", share: 0.75, lengthShare: 0.4, energyShare: 0.8 });
  });

  it("gives a flat map exactly its chance share", () => {
    for (const { share, lengthShare } of segmentShares(new Float64Array(10).fill(0.3), segments)) expect(share).toBeCloseTo(lengthShare, 12);
  });

  it("has no share to give of a map without positive part", () => {
    expect(segmentShares(new Float64Array(10).fill(-1), segments).map(({ share }) => share)).toEqual([null, null]);
  });

  it("refuses a segment that leaves the beat", () => {
    expect(() => segmentShares(new Float64Array(10), [{ name: "T", start: 8, end: 12 }])).toThrow(/segment T/);
  });
});
