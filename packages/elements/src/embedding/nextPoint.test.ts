import { describe, expect, it } from "vitest";
import { nextPoint } from "./nextPoint.ts";
import { pointFrame } from "./pointFrame.ts";

/** A 3 × 3 lattice: index 4 is the middle, y grows upwards. */
const lattice = Float64Array.from([0, 0, 1, 0, 2, 0, 0, 1, 1, 1, 2, 1, 0, 2, 1, 2, 2, 2]);

describe("nextPoint", () => {
  it.each([["left", 3], ["right", 5], ["up", 7], ["down", 1]] as const)("goes from the middle of a lattice %s to the neighbour", (direction, expected) => {
    expect(nextPoint(lattice, 4, direction)).toBe(expected);
  });

  it("stays where nothing lies ahead", () => {
    expect(nextPoint(lattice, 8, "right")).toBe(8);
  });
});

describe("pointFrame", () => {
  it("keeps one scale on both axes and every point inside", () => {
    const frame = pointFrame(Float64Array.from([0, 0, 100, 10]), 300, 200);
    expect(frame.toX(100) - frame.toX(0)).toBeCloseTo(272);
    expect(frame.toY(0) - frame.toY(10)).toBeCloseTo(27.2);
    expect(frame.toX(0)).toBeCloseTo(14);
    expect((frame.toY(0) + frame.toY(10)) / 2).toBeCloseTo(100);
  });

  it("does not divide by zero when all points are one", () => {
    const frame = pointFrame(Float32Array.of(3, 4, 3, 4), 100, 100);
    expect(frame.toX(3)).toBeCloseTo(50);
    expect(frame.toY(4)).toBeCloseTo(50);
  });
});
