import { describe, expect, it } from "vitest";
import { seededStreams } from "./seededStreams.ts";

describe("seeded streams", () => {
  it("are uniform, the same for the same seed and name, and unrelated otherwise", () => {
    const draws = (seed: number, name: string) => {
      const random = seededStreams(seed)(name);
      return Array.from({ length: 50_000 }, random);
    };
    const a = draws(1, "a");
    expect(draws(1, "a")).toEqual(a);
    for (const other of [draws(2, "a"), draws(1, "b")]) {
      const product = a.reduce((sum, value, i) => sum + (value - 0.5) * (other[i] - 0.5), 0) / a.length;
      expect(Math.abs(12 * product)).toBeLessThan(0.02);
    }
    const counts = new Array<number>(50).fill(0);
    for (const value of a) counts[Math.floor(50 * value)]++;
    // Chi-squared with 49 degrees of freedom exceeds 85 once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(85);
  });
});
