import { describe, expect, it } from "vitest";
import { beatReferenceOf, scoreBeats } from "./scoreBeats.ts";

const mark = (sampleIndex: number, symbol = "N") => ({ sampleIndex, symbol, aux: "" });
const RATE_HZ = 100;
const counts = (score: ReturnType<typeof scoreBeats>) => [score.truePositiveCount, score.falsePositiveCount, score.falseNegativeCount];

describe("scoreBeats", () => {
  it("counts found, extra and missed beats, where they lie, and how far off the found ones are", () => {
    const reference = beatReferenceOf([mark(100), mark(200, "V"), mark(250, "+"), mark(300, "/")], RATE_HZ);
    const score = scoreBeats(reference, [101, 150, 298], RATE_HZ);
    expect(counts(score)).toEqual([2, 1, 1]);
    expect(score.extraAt).toEqual([150]);
    expect(score.missedAt).toEqual([200]);
    expect([...score.deviationsMs]).toEqual([10, -20]);
  });

  it("pairs at 150 ms and not beyond", () => {
    expect(counts(scoreBeats(beatReferenceOf([mark(100)], RATE_HZ), [115], RATE_HZ))).toEqual([1, 0, 0]);
    expect(counts(scoreBeats(beatReferenceOf([mark(100)], RATE_HZ), [116], RATE_HZ))).toEqual([0, 1, 1]);
  });

  it("leaves out ventricular flutter, but not the partner of a beat at its edge", () => {
    const annotations = [mark(100), mark(180, "["), mark(220, "!"), mark(300, "]"), mark(305), mark(400)];
    const reference = beatReferenceOf(annotations, RATE_HZ);
    expect(counts(scoreBeats(reference, [100, 200, 240, 299, 400], RATE_HZ))).toEqual([3, 0, 0]);
    expect(counts(scoreBeats(reference, [100, 320], RATE_HZ))).toEqual([2, 0, 1]);
    expect(counts(scoreBeats(beatReferenceOf([mark(100), mark(180, "[")], RATE_HZ), [100, 500, 900], RATE_HZ))).toEqual([1, 0, 0]);
  });

  it("leaves out the first seconds when asked to", () => {
    const annotations = [mark(100), mark(200), mark(300)];
    expect(counts(scoreBeats(beatReferenceOf(annotations, RATE_HZ, { fromS: 2 }), [50, 300], RATE_HZ))).toEqual([1, 0, 1]);
    expect(counts(scoreBeats(beatReferenceOf(annotations, RATE_HZ), [50, 300], RATE_HZ))).toEqual([1, 1, 2]);
  });

  it("counts nothing before the first and after the last mark of a strip that is marked in part", () => {
    const reference = beatReferenceOf([mark(100, "("), mark(105), mark(110, ")"), mark(205)], RATE_HZ, { onlyBetweenMarks: true });
    expect(counts(scoreBeats(reference, [5, 105, 150, 205, 305], RATE_HZ))).toEqual([2, 1, 0]);
  });
});
