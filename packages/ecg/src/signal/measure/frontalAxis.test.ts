import { describe, expect, it } from "vitest";
import { axisDifferenceDeg, frontalAxisDeg } from "./frontalAxis.ts";

describe("the frontal axis", () => {
  it.each([-175, -90, -30, 0, 45, 60, 90, 135, 180])("of a dipole at %i degrees in Einthoven's triangle is that angle", (angle) => {
    const on = (lead: number) => Math.cos(((angle - lead) * Math.PI) / 180);
    const avf = (on(60) + on(120)) / 2;
    expect(Math.abs(axisDifferenceDeg(frontalAxisDeg(on(0), avf)!, angle))).toBeLessThan(1e-9);
  });

  it("is not made up where a lead is missing or nothing deflects", () => {
    expect(frontalAxisDeg(null, 1)).toBeNull();
    expect(frontalAxisDeg(0, 0)).toBeNull();
  });

  it("differs by the smaller turn", () => {
    expect(axisDifferenceDeg(170, -170)).toBe(-20);
    expect(axisDifferenceDeg(-61, 20)).toBe(-81);
  });
});
