import { describe, expect, it } from "vitest";
import { simulateCohort, simulatePeople, SimulationError } from "./index.ts";
import type { CohortOptions, SimulatedPerson, SimulatedRecording } from "./index.ts";
import { randomOf } from "./seededRandom.fixture.ts";
import { correlation, mean, median } from "./acceptance/sampleFigures.ts";

const tOf = (made: SimulatedRecording) => made.parameters.amplitudes.II.tMillivolt;
const kOf = (made: SimulatedRecording) => made.parameters.potassiumMmolPerL;
const isHyper = (made: SimulatedRecording) => kOf(made) > 5.5;
const small = (options: Partial<CohortOptions> = {}) => simulateCohort({ genericPeople: 6, personalPeople: 2, durationS: 2, randomOf: randomOf(5), ...options });

describe("a simulated cohort", () => {
  const cohort = simulateCohort({ genericPeople: 600, personalPeople: 200, durationS: 3, randomOf: randomOf(1) });

  it("gives every personal person eight strips of each class, in rising time over at least three days", () => {
    for (const { recordings } of cohort.personal) {
      expect(recordings.filter(isHyper)).toHaveLength(8);
      expect(recordings).toHaveLength(16);
      const times = recordings.map(({ recording }) => recording.timeS!);
      expect(times.every((time, i) => i === 0 || time > times[i - 1])).toBe(true);
      expect(new Set(times.map((time) => Math.floor(time / 86_400))).size).toBeGreaterThanOrEqual(3);
    }
  });
  it("keeps every potassium on its side of the label rule's gap, with the paper's means", () => {
    const all = [...cohort.generic, ...cohort.personal].flatMap(({ recordings }) => recordings.map(kOf));
    const normal = all.filter((k) => k >= 3.5 && k <= 5);
    const hyper = all.filter((k) => k >= 5.51 && k <= 9);
    expect(normal.length + hyper.length).toBe(all.length);
    // Cutting the normal distributions moves their means by less than 0.2.
    expect(Math.abs(mean(normal) - 4.3)).toBeLessThan(0.1);
    expect(Math.abs(mean(hyper) - 6.3)).toBeLessThan(0.2);
  });
  it("lets the asked share of generic people contribute both classes, one to three strips of each", () => {
    const hasBoth = ({ recordings }: SimulatedPerson) => recordings.some(isHyper) && recordings.some((made) => !isHyper(made));
    expect(cohort.generic.filter(hasBoth).length / 600).toBeCloseTo(0.5, 1);
    expect(small({ bothClassesShare: 0 }).generic.some(hasBoth)).toBe(false);
    expect(small({ bothClassesShare: 1 }).generic.every(hasBoth)).toBe(true);
    for (const { recordings } of cohort.generic) {
      for (const side of [true, false]) expect(recordings.filter((made) => isHyper(made) === side).length).toBeLessThanOrEqual(3);
    }
  });
  it("does not change anyone when people are added", () => {
    const few = small();
    const many = small({ genericPeople: 12, personalPeople: 5 });
    expect(many.generic.slice(0, 6)).toEqual(few.generic);
    expect(many.personal.slice(0, 2)).toEqual(few.personal);
  });
  it("gives unique names and the same people one at a time as all at once", () => {
    const people = [...simulatePeople({ genericPeople: 6, personalPeople: 2, durationS: 2, randomOf: randomOf(5) })];
    const { generic, personal } = small();
    expect(people).toEqual([...generic, ...personal]);
    const ids = people.flatMap(({ recordings }) => recordings.map(({ recording }) => recording.id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { patient, recordings } of people) for (const { recording } of recordings) expect(recording.personId).toBe(patient.personId);
  });
  it("tells potassium well within a person and badly between people", () => {
    const within = cohort.personal.map(({ recordings }) => correlation(recordings.map(tOf), recordings.map(kOf)));
    const first = cohort.generic.map(({ recordings }) => recordings[0]);
    const between = correlation(first.map(tOf), first.map(kOf));
    console.log(`T amplitude in II against K: within-person median r ${median(within).toFixed(3)}, between-person r ${between.toFixed(3)}`);
    const widthOf = (made: SimulatedRecording) => made.parameters.tFwhmMs;
    const widthWithin = cohort.personal.map(({ recordings }) => correlation(recordings.map(widthOf), recordings.map(kOf)));
    console.log(`T width against K: within-person median r ${median(widthWithin).toFixed(3)}, between-person r ${correlation(first.map(widthOf), first.map(kOf)).toFixed(3)}`);
    expect(median(within)).toBeGreaterThanOrEqual(0.85);
    expect(Math.abs(between)).toBeLessThanOrEqual(0.45);
  });
  it("raises T of the same person about as much as dialysis patients at K of at least 5.5", () => {
    const pairs = cohort.personal.map(({ recordings }) => ({
      hyper: mean(recordings.filter(isHyper).map(tOf)),
      normal: mean(recordings.filter((made) => !isHyper(made)).map(tOf)),
    }));
    const typical = median(pairs.map(({ hyper, normal }) => hyper / normal));
    const ofMeans = mean(pairs.map(({ hyper }) => hyper)) / mean(pairs.map(({ normal }) => normal));
    console.log(`paired T ratio in II: median of persons ${typical.toFixed(3)}, ratio of means ${ofMeans.toFixed(3)} (published 4.0/2.7 = 1.48)`);
    expect(typical).toBeGreaterThanOrEqual(1.33);
    expect(typical).toBeLessThanOrEqual(1.63);
  });
  it("refuses impossible counts and shares by name", () => {
    expect(() => small({ genericPeople: -1 })).toThrow(SimulationError);
    expect(() => small({ personalRecordsPerClass: 0 })).toThrow(/personalRecordsPerClass/);
    expect(() => small({ genericRecordsPerClass: [3, 1] })).toThrow(/genericRecordsPerClass/);
    expect(() => small({ bothClassesShare: 2 })).toThrow(/bothClassesShare/);
  });
});
