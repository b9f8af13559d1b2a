import { describe, expect, it } from "vitest";
import { rrStatistics } from "./rrStatistics.ts";
import { spreadOf } from "./spread.ts";

describe("statistics of RR intervals", () => {
  it("are those worked out by hand for 800, 900, 820 ms", () => {
    const rr = rrStatistics([0, 400, 850, 1260], 500);
    expect(rr).toMatchObject({ intervalCount: 3, medianMs: 820, meanMs: 840, shortestMs: 800, longestMs: 900, pnn50: 1 });
    expect(rr.heartRatePerMinute).toBeCloseTo(71.428571, 5);
    expect(rr.sdMs).toBeCloseTo(52.915026, 5);
    expect(rr.rmssdMs).toBeCloseTo(90.553851, 5);
  });

  it("are not made up of one beat", () => {
    expect(rrStatistics([300], 500)).toMatchObject({ intervalCount: 0, heartRatePerMinute: null, sdMs: null });
  });
});

describe("middle and spread", () => {
  it("are not moved by one wild value, and leave out what is missing", () => {
    expect(spreadOf([100, 102, null, 104, NaN, 900])).toEqual({ count: 4, median: 103, mad: 2 });
    expect(spreadOf([null])).toEqual({ count: 0, median: null, mad: null });
  });
});
