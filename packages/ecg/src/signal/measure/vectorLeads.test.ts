import { describe, expect, it } from "vitest";
import { derivedLimbLead, frankFromTwelve, twelveFromFrank } from "./vectorLeads.ts";

const basis = { x: Float64Array.of(1, 0, 0), y: Float64Array.of(0, 1, 0), z: Float64Array.of(0, 0, 1) };

describe("Dower's matrix and its inverse", () => {
  it("give back X, Y, Z within .001", () => {
    const leads = twelveFromFrank(basis);
    const back = frankFromTwelve((name) => leads.get(name) ?? null)!;
    for (const axis of ["x", "y", "z"] as const) back[axis].forEach((value, i) => expect(Math.abs(value - basis[axis][i]!)).toBeLessThan(0.001));
  });

  it("keep to Einthoven's and Goldberger's identities", () => {
    const leads = twelveFromFrank({ x: Float64Array.of(0.7), y: Float64Array.of(-0.2), z: Float64Array.of(0.4) });
    const at = (name: string) => leads.get(name)![0]!;
    expect(at("III")).toBeCloseTo(at("II") - at("I"), 12);
    expect(at("aVR") + at("aVL") + at("aVF")).toBeCloseTo(0, 12);
    expect(at("aVF")).toBeCloseTo(0.5 * (at("II") + at("III")), 12);
  });

  it("want all eight independent leads", () => {
    expect(frankFromTwelve((name) => (name === "V6" ? null : Float64Array.of(1)))).toBeNull();
    expect(derivedLimbLead("V1", [1], [1])).toBeNull();
  });
});
