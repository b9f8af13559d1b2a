import { describe, expect, it } from "vitest";
import { linearScale, niceDomain, niceTicks } from "../chart/linearScale.ts";
import { wrapWords } from "../flow/flowLayout.ts";
import { thinCurve } from "../training-panel/thinCurve.ts";
import { durationInWords } from "./durationInWords.ts";
import { formatCount, formatFixed, formatNumber } from "./formatNumber.ts";

describe("numbers and times in words", () => {
  it.each([
    [0, "less than 5 seconds"], [31, "about 30 seconds"], [58, "about 1 minute"], [234, "about 4 minutes"],
    [3600, "about 1 hour"], [4800, "about 1 hour 20 minutes"], [7190, "about 2 hours"], [NaN, "an unknown time"],
  ])("says %s s as %s", (seconds, words) => {
    expect(durationInWords(seconds)).toBe(words);
  });

  it.each([[0.98, "0.98"], [-1.5, "−1.5"], [1432, "1,432"], [null, "–"], [0.0000123, "1.23 × 10⁻⁵"], [-0.0000123, "−1.23 × 10⁻⁵"], [0, "0"]])("writes %s as %s", (value, written) => {
    expect(formatNumber(value)).toBe(written);
  });

  it("keeps a fixed count of decimals and groups thousands", () => {
    expect(formatFixed(-0.5, 3)).toBe("−0.500");
    expect(formatFixed(NaN, 2)).toBe("–");
    expect(formatCount(105432)).toBe("105,432");
  });
});

describe("scales", () => {
  it("ticks at 1, 2 or 5 times a power of ten without rounding dust", () => {
    expect(niceTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(-0.32, 0.63, 6)).toEqual([-0.2, 0, 0.2, 0.4, 0.6]);
    expect(niceDomain([0.51, null, NaN, 1], 5)).toEqual([0.5, 1]);
    expect(niceDomain([null], 5)).toEqual([0, 1]);
  });

  it("maps there and back", () => {
    const scale = linearScale([2, 4], [100, 0]);
    expect(scale(3)).toBe(50);
    expect(scale.invert(50)).toBe(3);
    expect(linearScale([1, 1], [0, 10])(1)).toBe(5);
  });
});

describe("thinCurve", () => {
  it("keeps the ends and the one outlier of a long curve", () => {
    const kept = thinCurve((i) => (i === 7777 ? 9 : Math.sin(i / 50)), 20_000, 400);
    expect(kept.length).toBeLessThanOrEqual(402);
    expect(kept[0]).toBe(0);
    expect(kept.at(-1)).toBe(19_999);
    expect(kept).toContain(7777);
    expect(kept.every((index, k) => k === 0 || index > kept[k - 1])).toBe(true);
  });
});

describe("wrapWords", () => {
  it("breaks between words and leaves a word that is too long alone", () => {
    expect(wrapWords("unlike the median", 9)).toEqual(["unlike", "the", "median"]);
    expect(wrapWords("no extraordinarily long", 8)).toEqual(["no", "extraordinarily", "long"]);
  });
});
