import { describe, expect, it } from "vitest";
import { checkLimbLeads } from "./limbLeadConsistency.ts";

const RATE_HZ = 250;
const wave = (hz: number, size: number) => Float64Array.from({ length: 2500 }, (_, n) => size * Math.sin((2 * Math.PI * hz * n) / RATE_HZ));
const one = wave(3, 1);
const two = wave(7, 0.8);
const lead = (name: string, samplesMillivolt: Float64Array) => ({ name, samplesMillivolt });
const three = two.map((value, k) => value - one[k]);
const verdictOf = (...leads: Parameters<typeof checkLimbLeads>[0]) => checkLimbLeads(leads, RATE_HZ).verdict;

describe("checkLimbLeads", () => {
  it("tells leads that follow from I and II from such as are scaled or made of something else", () => {
    expect(verdictOf(lead("I", one), lead("II", two), lead("III", three))).toBe("consistent");
    expect(verdictOf(lead("I", one), lead("II", two), lead("III", three.map((value) => 2 * value)))).toBe("gains-differ");
    expect(verdictOf(lead("I", one), lead("II", two), lead("III", wave(11, 1)))).toBe("inconsistent");
    expect(verdictOf(lead("I", one), lead("II", two), lead("III", three.map((value) => -value)))).toBe("inconsistent");
  });

  it("knows nothing of leads that are wanting or hold no sample", () => {
    const none = new Float64Array(0);
    expect(verdictOf(lead("I", one), lead("II", two))).toBe("unknown");
    expect(verdictOf(lead("II", two), lead("III", three), lead("aVF", two))).toBe("unknown");
    expect(verdictOf(lead("I", none), lead("II", none), lead("III", none))).toBe("unknown");
    expect(checkLimbLeads([], RATE_HZ).verdict).toBe("unknown");
  });
});
