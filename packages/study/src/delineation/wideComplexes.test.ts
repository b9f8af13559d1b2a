import { expect, test } from "vitest";
import { addPulses, dwellingPositions } from "./wideComplexes.ts";

const waves = [
  { kind: "p", onset: 100, peak: 120, offset: 140 },
  { kind: "qrs", onset: 200, peak: 220, offset: 250 },
  { kind: "t", onset: 300, peak: 350, offset: 400 },
] as const;

test("positions dwell on complexes alone: these take longer by the factor drawn, P and T as long as before", () => {
  const positions = dwellingPositions(waves, 0, 2, 400, () => 0.5);
  const length = (from: number, to: number): number => positions.filter((position) => position >= from && position <= to).length;
  // Half of the way from 1.2 to 2.2.
  expect(length(200, 250) / 25).toBeCloseTo(1.7, 1);
  expect(length(100, 140)).toBeCloseTo(20, -0.5);
  expect(length(300, 400)).toBeCloseTo(50, -0.5);
  expect(positions.every((position, i) => i === 0 || position > positions[i - 1]!)).toBe(true);
});

test("a pulse stands before each complex and nowhere else, in each lead with its own height", () => {
  const positions = Float64Array.from({ length: 300 }, (_, i) => 2 * i);
  const leads = [new Float32Array(300), new Float32Array(300)];
  let draw = 0;
  addPulses(leads, [1, 0.5], waves, positions, () => [0.99, 0.8, 0.2, 0.4, 0.9][draw++ % 5]!);
  for (const lead of leads) {
    const heights = lead.map(Math.abs);
    const largest = heights.indexOf(Math.max(...heights));
    // The complex begins at sample 100 of the row; 24 ms before it is 6 samples earlier.
    expect(largest).toBeGreaterThanOrEqual(94);
    expect(largest).toBeLessThanOrEqual(100);
    expect(heights.slice(140).every((value) => value === 0)).toBe(true);
  }
  expect(Math.max(...leads[0]!.map(Math.abs))).not.toBeCloseTo(Math.max(...leads[1]!.map(Math.abs)), 3);
});
