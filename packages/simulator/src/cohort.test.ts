import { describe, expect, it } from "vitest";
import { simulateCohort } from "./index.ts";
import type { SimulatedPerson, SimulatedRecording } from "./index.ts";
import { randomOf } from "./seededRandom.fixture.ts";

const tOf = (made: SimulatedRecording) => made.parameters.amplitudes.II.tMillivolt;
const kOf = (made: SimulatedRecording) => made.parameters.potassiumMmolPerL;
const isHyper = (made: SimulatedRecording) => kOf(made) > 5.5;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function correlation(x: readonly number[], y: readonly number[]): number {
  const mx = mean(x);
  const my = mean(y);
  const cov = mean(x.map((value, i) => (value - mx) * (y[i] - my)));
  return cov / Math.sqrt(mean(x.map((value) => (value - mx) ** 2)) * mean(y.map((value) => (value - my) ** 2)));
}

describe("a simulated cohort", () => {
  const cohort = simulateCohort({ genericPeople: 400, personalPeople: 200, durationS: 3, randomOf: randomOf(1) });

  it("tells potassium well within a person and badly between people", () => {
    const within = cohort.personal.map(({ recordings }) => correlation(recordings.map(tOf), recordings.map(kOf)));
    const one = (person: SimulatedPerson) => person.recordings[0];
    const between = correlation(cohort.generic.map(one).map(tOf), cohort.generic.map(one).map(kOf));
    console.log(`within-person median r ${median(within).toFixed(3)}, between-person r ${between.toFixed(3)}`);
    expect(median(within)).toBeGreaterThanOrEqual(0.85);
    expect(Math.abs(between)).toBeLessThanOrEqual(0.45);
  });

  it("raises T of the same person about as much as dialysis patients at K of at least 5.5", () => {
    const ratios = cohort.personal.map(({ recordings }) =>
      mean(recordings.filter(isHyper).map(tOf)) / mean(recordings.filter((made) => !isHyper(made)).map(tOf)));
    console.log(`paired T ratio: mean ${mean(ratios).toFixed(3)}, median ${median(ratios).toFixed(3)}`);
    expect(median(ratios)).toBeGreaterThanOrEqual(1.2);
    expect(median(ratios)).toBeLessThanOrEqual(1.45);
  });
});
