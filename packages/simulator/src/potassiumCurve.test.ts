import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { basisAtPotassium, citations, parametersAtPotassium, potassiumKnots, SimulationError } from "./index.ts";
import type { CurveParameter } from "./index.ts";
import { pchipInterpolator } from "./pchip.ts";

const golden = JSON.parse(readFileSync(new URL("../../../tests/golden/simulator/pchip.json", import.meta.url), "utf8"));

describe("the potassium curve", () => {
  it("interpolates the specification's first table as its check figures at 6.75 mmol/L say", () => {
    const k = [6, 6.5, 7, 7.5, 8];
    const at = (values: readonly number[]) => pchipInterpolator(k.slice(0, values.length), values)(6.75);
    expect(at([1.38, 1.6, 1.75, 1.8, 1.8])).toBeCloseTo(1.687922, 6);
    expect(at([0.75, 0.66, 0.62, 0.62, 0.68])).toBeCloseTo(0.633077, 6);
    expect(at([1.05, 1.1, 1.16, 1.26, 1.41])).toBeCloseTo(1.127443, 6);
    expect(at([19, 28, 42, 60])).toBeCloseTo(34.400815, 6);
  });
  it("agrees with SciPy's PCHIP through a second copy of the knots, every 0.07 mmol/L", () => {
    for (const [parameter, values] of Object.entries<number[]>(golden.curve)) {
      values.forEach((value, i) => {
        expect(parametersAtPotassium(golden.potassium[i])[parameter as CurveParameter], `${parameter} at ${golden.potassium[i]}`).toBeCloseTo(value, 12);
      });
    }
  });
  it("agrees with SciPy's PCHIP on random knots, turning points and ends included", () => {
    for (const { x, y, at, value } of golden.awkward) {
      const interpolate = pchipInterpolator(x, y);
      at.forEach((q: number, i: number) => expect(interpolate(q)).toBeCloseTo(value[i], 11));
    }
  });
  it("is the reference patient at 4.5 mmol/L", () => {
    expect(parametersAtPotassium(4.5)).toMatchObject({ tAmplitudeRatio: 1, tWidthRatio: 1, tAsymmetryRatio: 1, pDurationChangeMs: 0, qrsWidthRatio: 1, prChangeMs: 0, pAmplitudeRatio: 1, jtcChangeMs: 0, stMillivolt: 0, stV1V2Millivolt: 0 });
  });
  it("states no PR above 7.5 and no ST in V1–V2 above 8.0, instead of carrying a number on", () => {
    expect(parametersAtPotassium(7.5).prChangeMs).toBe(48);
    expect(parametersAtPotassium(7.51).prChangeMs).toBeNull();
    expect(parametersAtPotassium(8).stV1V2Millivolt).toBe(0.1);
    expect(parametersAtPotassium(8.5).stV1V2Millivolt).toBeNull();
  });
  it("is half a sine wave at 8.5 and about nine tenths at 9", () => {
    expect(parametersAtPotassium(8.5).sineBlend).toBe(0.5);
    expect(parametersAtPotassium(9).sineBlend).toBeCloseTo(0.9, 2);
    expect(parametersAtPotassium(6).sineBlend).toBeLessThan(1e-4);
  });
  it("refuses potassium outside 2.0–9.0 and says which values it takes", () => {
    for (const outside of [1.99, 9.01, NaN]) expect(() => parametersAtPotassium(outside)).toThrow(SimulationError);
    expect(() => parametersAtPotassium(12)).toThrow(/12 mmol\/L is outside the curve.*from 2\.0 to 9\.0/);
  });
  it("says what every number rests on, and calls everything between knots interpolation", () => {
    expect(basisAtPotassium(6).tAmplitudeRatio).toEqual({ mark: "literature", sources: ["aha14334"] });
    expect(basisAtPotassium(7).qrsWidthRatio.mark).toBe("model");
    expect(basisAtPotassium(6.2).tAmplitudeRatio.mark).toBe("interpolation");
    expect(basisAtPotassium(8.2).prChangeMs).toEqual({ mark: "kalium", sources: [] });
    for (const rows of Object.values(potassiumKnots)) {
      for (const { basis } of rows) {
        if (basis.mark === "literature" || basis.mark === "model") expect(basis.sources.length).toBeGreaterThan(0);
        if (basis.mark === "interpolation") expect(basis.sources).toEqual([]);
        for (const source of basis.sources) expect(citations[source]).toBeTruthy();
      }
    }
  });
});
