import { describe, expect, it } from "vitest";
import { matchBeats } from "./matchBeats.ts";

describe("matchBeats", () => {
  it("pairs beats up to 150 ms apart and counts the rest", () => {
    const match = matchBeats([1, 2, 3, 4], [1.15, 2.2, 3, 3.5, 3.9]);
    expect(match).toMatchObject({ truePositiveCount: 3, falsePositiveCount: 2, falseNegativeCount: 1 });
    expect([...match.referenceIndexOfDetected]).toEqual([0, -1, 2, -1, 3]);
    expect(match.sensitivity).toBe(3 / 4);
    expect(match.positivePredictivity).toBe(3 / 5);
  });

  it("gives a beat to the closer of two detections, whichever comes first", () => {
    expect([...matchBeats([1], [0.9, 1.02]).referenceIndexOfDetected]).toEqual([-1, 0]);
    expect([...matchBeats([1], [1.02, 1.1]).referenceIndexOfDetected]).toEqual([0, -1]);
  });

  it("gives a detection to the closer of two reference beats", () => {
    expect([...matchBeats([1, 1.2], [1.13]).referenceIndexOfDetected]).toEqual([1]);
  });

  it("counts every beat as missed or extra when the other list is empty", () => {
    expect(matchBeats([1, 2], [])).toMatchObject({ falseNegativeCount: 2, sensitivity: 0 });
    expect(matchBeats([], [1, 2, 3])).toMatchObject({ falsePositiveCount: 3, positivePredictivity: 0 });
  });
});
