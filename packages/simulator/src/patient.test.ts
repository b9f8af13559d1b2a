import { describe, expect, it } from "vitest";
import { drawDayBias, drawPatient } from "./index.ts";
import { mean, median, standardDeviation } from "./acceptance/sampleFigures.ts";
import { randomOf } from "./seededRandom.fixture.ts";

const streams = randomOf(2026);
const people = Array.from({ length: 20_000 }, (_, i) => drawPatient(streams(`person ${i}`), `p${i}`));
const draw = streams("potassium");

const logSd = (values: readonly number[]) => standardDeviation(values.map(Math.log));

describe("simulated people", () => {
  it("have the spread that is stated", () => {
    expect(median(people.map((p) => p.tAmplitudeV4Millivolt))).toBeCloseTo(0.4, 1);
    expect(logSd(people.map((p) => p.tAmplitudeV4Millivolt))).toBeCloseTo(0.45, 2);
    expect(median(people.map((p) => p.tGain))).toBeCloseTo(0.7, 1);
    expect(logSd(people.map((p) => p.tGain))).toBeCloseTo(0.4, 1);
    expect(logSd(people.map((p) => p.qrsGain))).toBeCloseTo(0.35, 1);
    expect(mean(people.map((p) => p.qrsMs))).toBeCloseTo(92, 0);
    expect(standardDeviation(people.map((p) => p.qrsMs))).toBeCloseTo(9, 0);
    expect(standardDeviation(people.map((p) => p.potassiumShiftMmolPerL))).toBeCloseTo(0.4, 1);
    expect(standardDeviation(people.map(() => drawDayBias(draw)))).toBeCloseTo(0.4, 1);
  });
});
