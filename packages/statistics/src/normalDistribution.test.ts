import { describe, expect, it } from "vitest";
import { golden, relativeError } from "./golden.fixture.ts";
import { normalCdf, normalQuantile } from "./index.ts";

describe("the normal distribution", () => {
  it("agrees with SciPy within 1e-12 relative from −38 to 8, where a difference from 1 would be lost", () => {
    for (const [i, z] of golden.normalCdf.z.entries()) {
      // Below −37 the probability is denormal and carries fewer digits.
      const tolerance = z < -37 ? 1e-9 : 1e-12;
      expect(relativeError(normalCdf(z), golden.normalCdf.value[i]), `at ${z}`).toBeLessThan(tolerance);
    }
  });
  it("gives SciPy's quantiles within 1e-12 relative", () => {
    for (const [i, p] of golden.normalQuantile.p.entries()) {
      const error = Math.abs(normalQuantile(p) - golden.normalQuantile.value[i]) / Math.max(1e-3, Math.abs(golden.normalQuantile.value[i]));
      expect(error, `at ${p}`).toBeLessThan(1e-12);
    }
  });
  it("is symmetric and has its limits at the ends", () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(1.1)).toBeNaN();
    for (const z of [0.3, 1.7, 2.9]) expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 15);
  });
});
