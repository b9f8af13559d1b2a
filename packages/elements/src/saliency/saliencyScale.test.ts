import { describe, expect, it } from "vitest";
import { lightnessOf, saliencyScale } from "./saliencyScale.ts";

describe("saliencyScale", () => {
  it("gives the two ends exactly", () => {
    const scale = saliencyScale("rgb(255, 255, 255)", "rgb(189, 69, 16)");
    expect(scale(0)).toBe("rgb(255, 255, 255)");
    expect(scale(1)).toBe("rgb(189, 69, 16)");
    expect(scale(7)).toBe(scale(1));
    expect(scale(NaN)).toBe(scale(0));
  });

  it("agrees with the published OKLab lightness of pure red and of white (Ottosson 2020)", () => {
    expect(lightnessOf("rgb(255, 0, 0)")).toBeCloseTo(0.62796, 4);
    expect(lightnessOf("rgb(255, 255, 255)")).toBeCloseTo(1, 4);
  });

  it.each([
    ["light", "rgb(255, 255, 255)", "rgb(189, 69, 16)"],
    ["dark", "rgb(26, 29, 34)", "rgb(240, 138, 75)"],
  ])("is even in lightness on the %s surface: no step is twice another", (_, from, to) => {
    const scale = saliencyScale(from, to);
    const steps = Array.from({ length: 10 }, (_, k) => lightnessOf(scale((k + 1) / 10)) - lightnessOf(scale(k / 10)));
    const sizes = steps.map(Math.abs);
    expect(new Set(steps.map(Math.sign)).size).toBe(1);
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.25);
  });
});
