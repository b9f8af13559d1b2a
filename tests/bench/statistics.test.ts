import { describe, expect, test } from "vitest";
import { largestDeviation, median, pairedRatio } from "./statistics.ts";

describe("The median", () => {
  test("is the middle value, or the mean of the middle two, in any order", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

describe("The paired ratio", () => {
  test("is not moved by a load that doubles all times of one round, as the ratio of medians would be", () => {
    const reference = [[10, 10], [20, 20], [10, 10]];
    expect(pairedRatio([[15, 15], [30, 30], [15, 15]], reference)).toBe(1.5);
    // A contender that ran only in the loaded round.
    expect(pairedRatio([[], [30], []], reference)).toBe(1.5);
  });

  test("is not a number when no round is shared", () => {
    expect(pairedRatio([[1], []], [[], [1]])).toBeNaN();
    expect(pairedRatio([[1]], [])).toBeNaN();
  });
});

describe("The largest deviation", () => {
  test("compares as many values as both have", () => {
    expect(largestDeviation([1, 2.5], [1, 2, 3])).toBe(0.5);
    expect(largestDeviation([1, 2, 3], [1.25])).toBe(0.25);
    expect(largestDeviation([], [1])).toBeNull();
  });

  test("is infinite for a loss that is no number", () => {
    expect(largestDeviation([1, NaN], [1, 2])).toBe(Infinity);
  });
});
