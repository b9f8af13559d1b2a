import { describe, expect, it } from "vitest";
import { correctQt } from "./correctedQt.ts";

describe("corrected QT", () => {
  it.each([
    [50, 365.1, 376.4, 369.2, 382.5],
    [75, 447.2, 430.9, 430.8, 426.2],
    [100, 516.4, 474.3, 461.6, 470.0],
  ])("of 400 ms at %i/min is that of the four published formulas", (rate, bazett, fridericia, framingham, hodges) => {
    const { bazettMs, fridericiaMs, framinghamMs, hodgesMs } = correctQt(400, 60000 / rate);
    for (const [value, truth] of [[bazettMs, bazett], [fridericiaMs, fridericia], [framinghamMs, framingham], [hodgesMs, hodges]]) expect(Math.abs(value! - truth!)).toBeLessThanOrEqual(0.0501);
  });

  it("is QT itself at 60/min by every formula", () => {
    expect(Object.values(correctQt(400, 1000))).toEqual([400, 400, 400, 400]);
  });

  it("is refused for what is no interval", () => {
    expect(() => correctQt(NaN, 800)).toThrow(RangeError);
    expect(() => correctQt(400, 0)).toThrow(RangeError);
  });
});
