import golden from "../../../../tests/golden/explain/explain.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { alignMaps } from "./alignMaps.ts";

const before = Float64Array.from(golden.procrustes.before);
const after = Float64Array.from(golden.procrustes.after);

describe("alignMaps", () => {
  it("leaves the disparity that SciPy's procrustes leaves", () => {
    const { positions, disparity } = alignMaps(before, after);
    expect(disparity).toBeCloseTo(golden.procrustes.disparity, 12);
    const means = [0, 0];
    before.forEach((value, index) => (means[index % 2] += value / (before.length / 2)));
    const residual = positions.reduce((sum, value, index) => sum + (value - before[index]) ** 2, 0);
    const spread = before.reduce((sum, value, index) => sum + (value - means[index % 2]) ** 2, 0);
    expect(residual / spread).toBeCloseTo(golden.procrustes.disparity, 12);
  });

  it.each([1, -1])("undoes a turn, a scale and a shift exactly (reflection sign %i)", (mirror) => {
    const moved = new Float64Array(before.length);
    for (let index = 0; index < before.length; index += 2) {
      moved[index] = 2.5 * (Math.cos(2) * before[index] - Math.sin(2) * mirror * before[index + 1]) + 7;
      moved[index + 1] = 2.5 * (Math.sin(2) * before[index] + Math.cos(2) * mirror * before[index + 1]) - 3;
    }
    const { positions, scale, rotation, disparity } = alignMaps(before, moved);
    positions.forEach((value, index) => expect(value).toBeCloseTo(before[index], 12));
    expect(scale).toBeCloseTo(0.4, 12);
    expect(rotation[0] * rotation[3] - rotation[1] * rotation[2]).toBeCloseTo(mirror, 12);
    expect(disparity).toBeCloseTo(0, 12);
  });

  it("refuses maps of different beats and a map of one point", () => {
    expect(() => alignMaps(before, after.subarray(2))).toThrow(/alignMaps after/);
    expect(() => alignMaps(before, new Float64Array(before.length))).toThrow(/coincide/);
  });
});
