import { describe, expect, it } from "vitest";
import { cohortNames, drawPotassium, noNoise, potassiumAt, simulateCohortPeople, SimulationError } from "./index.ts";
import type { CohortName, CohortPeopleOptions } from "./index.ts";
import { mean, standardDeviation } from "./acceptance/sampleFigures.ts";
import { randomOf } from "./seededRandom.fixture.ts";

const quick = { durationS: 2, samplingRateHz: 100, noise: noNoise, leadNames: ["II"] };
const people = (options: Partial<CohortPeopleOptions> = {}) => [...simulateCohortPeople({ cohort: "dialysis", people: 3, recording: quick, randomOf: randomOf(9), ...options })];

describe("potassium of a setting", () => {
  const drawn = (cohort: CohortName) => {
    const random = randomOf(4)(cohort);
    return Array.from({ length: 60_000 }, () => drawPotassium(cohort, random));
  };
  const share = (values: readonly number[], holds: (k: number) => boolean) => values.filter(holds).length / values.length;

  it("is spread in the emergency department as Singer 2017 counted: 5.5 % below 3.5, 3.6 % above 5.0", () => {
    const k = drawn("emergency");
    expect(Math.abs(share(k, (value) => value < 3.5) - 0.055)).toBeLessThan(0.004);
    expect(Math.abs(share(k, (value) => value > 5) - 0.036)).toBeLessThan(0.003);
    expect(Math.abs(share(k, (value) => value >= 6) - 0.036 * Math.exp(-2))).toBeLessThan(0.002);
  });
  it("has the mean and the shares of PRECEDE-K before dialysis: 4.83, 39.6 % above 5.0, 5.2 % from 6.0, 13.6 % below 4.0", () => {
    const k = drawn("dialysis");
    expect(mean(k)).toBeCloseTo(4.83, 1);
    expect(Math.abs(share(k, (value) => value > 5) - 0.396)).toBeLessThan(0.03);
    expect(Math.abs(share(k, (value) => value >= 6) - 0.052)).toBeLessThan(0.015);
    expect(Math.abs(share(k, (value) => value < 4) - 0.136)).toBeLessThan(0.015);
    expect(standardDeviation(k)).toBeCloseTo(0.75, 1);
  });
  it("is mostly normal in primary care: 1.3 % from 5.5, 3.5 % below 3.5", () => {
    const k = drawn("primary-care");
    expect(Math.abs(share(k, (value) => value >= 5.5) - 0.013)).toBeLessThan(0.002);
    expect(Math.abs(share(k, (value) => value < 3.5) - 0.035)).toBeLessThan(0.003);
    expect(share(k, (value) => value >= 3.5 && value <= 5)).toBeGreaterThan(0.92);
  });
  it("never leaves the curve", () => {
    for (const cohort of cohortNames) expect(drawn(cohort).filter((k) => !(k >= 2 && k <= 9)), cohort).toEqual([]);
  });
});

describe("people of a cohort", () => {
  it("carry the laboratory's result on their recordings and the truth beside it", () => {
    for (const { patient, history, recordings } of people({ people: 6 })) {
      expect(recordings.length).toBe(history.labs.length);
      recordings.forEach(({ recording, trueMmolPerL, parameters }, i) => {
        expect(recording.potassiumMmolPerL).toBe(history.labs[i].measuredMmolPerL);
        expect(recording.timeS).toBe(history.ecgTimesS[i]);
        expect(recording.personId).toBe(patient.personId);
        expect(trueMmolPerL).toBeCloseTo(potassiumAt(history, history.ecgTimesS[i]), 12);
        expect(parameters.potassiumMmolPerL).toBe(trueMmolPerL);
      });
      const biasOfDay = new Map(recordings.map(({ recording, parameters }) => [Math.floor(recording.timeS! / 86_400), parameters.dayBiasMmolPerL]));
      for (const { recording, parameters } of recordings) expect(parameters.dayBiasMmolPerL).toBe(biasOfDay.get(Math.floor(recording.timeS! / 86_400)));
    }
  });
  it("do not change when people are added, and come one at a time", () => {
    expect(people({ people: 5 }).slice(0, 3)).toEqual(people());
    const first = simulateCohortPeople({ cohort: "primary-care", people: 1_000_000, recording: quick, randomOf: randomOf(9) }).next().value!;
    expect(first.recordings.length).toBeGreaterThan(0);
    expect(people({ recordingsPerPerson: 1 }).every(({ recordings }) => recordings.length === 1)).toBe(true);
  });
  it("are refused in impossible numbers, by name", () => {
    expect(() => people({ people: 1.5 })).toThrow(SimulationError);
    expect(() => people({ recordingsPerPerson: 0 })).toThrow(/recordingsPerPerson/);
  });
});
