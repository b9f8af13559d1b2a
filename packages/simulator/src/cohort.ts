/**
 * A cohort in the shape of the personal-transfer study (Chiu 2022, doi:10.2196/41163): many generic people with one
 * to three strips per class, of whom only some contribute both classes, and a few personal people with at least
 * eight strips of each class over many days.
 */
import { SimulationError } from "./errors.ts";
import type { NoiseOptions } from "./noise/noiseOptions.ts";
import { drawDayBias, drawPatient } from "./patient.ts";
import type { SimulatedPatient } from "./patient.ts";
import { drawInteger, drawTruncatedNormal } from "./randomDraws.ts";
import type { Random } from "./randomDraws.ts";
import { simulateRecording } from "./simulateRecording.ts";
import type { SimulatedRecording } from "./simulateRecording.ts";

/** Potassium of the two classes: mean and SD of Chiu 2022, table 1, cut to the label rule (literature). */
export const normalPotassium = { mean: 4.3, standardDeviation: 0.4, lowest: 3.5, highest: 5 } as const;
export const hyperPotassium = { mean: 6.3, standardDeviation: 0.64, lowest: 5.51, highest: 9 } as const;

export interface CohortOptions {
  readonly genericPeople: number;
  readonly personalPeople: number;
  /** Share of generic people who contribute both classes. Default 0.5; the published set appears to have 0. */
  readonly bothClassesShare?: number;
  /** Strips of each class of a generic person, lowest and highest. Default [1, 3]. */
  readonly genericRecordsPerClass?: readonly [number, number];
  /** Strips of each class of a personal person. Default 8. */
  readonly personalRecordsPerClass?: number;
  /** Default 40. */
  readonly durationS?: number;
  /** Default 125. */
  readonly samplingRateHz?: number;
  readonly noise?: Partial<NoiseOptions>;
  /** SD over days of the bias that the recordings of one day share, mmol/L. Default `DAY_BIAS_SD_MMOL_PER_L`. */
  readonly dayBiasSdMmolPerL?: number;
  /** A uniform generator for a named stream. Streams are named by person, so adding people changes nobody else. */
  readonly randomOf: (stream: string) => Random;
}

export interface SimulatedPerson {
  readonly patient: SimulatedPatient;
  readonly group: "generic" | "personal";
  /** In order of time. */
  readonly recordings: readonly SimulatedRecording[];
}

export interface SimulatedCohort {
  readonly generic: readonly SimulatedPerson[];
  readonly personal: readonly SimulatedPerson[];
}

type PotassiumClass = "normal" | "hyper";
const DAY_S = 86_400;

/** The whole cohort at once; 40 s of lead II at 125 Hz take 20 kB a strip. @throws SimulationError */
export function simulateCohort(options: CohortOptions): SimulatedCohort {
  const people = [...simulatePeople(options)];
  return {
    generic: people.filter((person) => person.group === "generic"),
    personal: people.filter((person) => person.group === "personal"),
  };
}

/** The same people one at a time, so that a worker can report progress and store each before making the next. */
export function* simulatePeople(options: CohortOptions): Generator<SimulatedPerson, void, void> {
  assertCohort(options);
  for (let i = 0; i < options.genericPeople; i++) yield simulateGenericPerson(options, personName("generic", i));
  for (let i = 0; i < options.personalPeople; i++) yield simulatePersonalPerson(options, personName("personal", i));
}

function simulateGenericPerson(options: CohortOptions, personId: string): SimulatedPerson {
  const plan = options.randomOf(`${personId}/plan`);
  const [lowest, highest] = options.genericRecordsPerClass ?? [1, 3];
  const hasBoth = plan() < (options.bothClassesShare ?? 0.5);
  const single: PotassiumClass = plan() < 0.5 ? "hyper" : "normal";
  const classes: PotassiumClass[] = [];
  for (const potassiumClass of ["normal", "hyper"] as const) {
    const count = drawInteger(plan, lowest, highest);
    if (hasBoth || potassiumClass === single) for (let i = 0; i < count; i++) classes.push(potassiumClass);
  }
  return simulatePerson(options, personId, "generic", classes, plan);
}

function simulatePersonalPerson(options: CohortOptions, personId: string): SimulatedPerson {
  const count = options.personalRecordsPerClass ?? 8;
  const classes = Array.from({ length: 2 * count }, (_, i): PotassiumClass => (i < count ? "normal" : "hyper"));
  return simulatePerson(options, personId, "personal", classes, options.randomOf(`${personId}/plan`));
}

function simulatePerson(
  options: CohortOptions,
  personId: string,
  group: SimulatedPerson["group"],
  classes: readonly PotassiumClass[],
  plan: Random,
): SimulatedPerson {
  const patient = drawPatient(options.randomOf(`${personId}/patient`), personId);
  let day = 0;
  let stripsLeftToday = 0;
  let secondOfDay = 0;
  let dayBiasMmolPerL = 0;
  const recordings = shuffled(classes, plan).map((potassiumClass, index) => {
    if (stripsLeftToday === 0) {
      day += index === 0 ? 0 : drawInteger(plan, 1, 3);
      stripsLeftToday = drawInteger(plan, 1, 2);
      secondOfDay = drawInteger(plan, 6 * 3600, 10 * 3600);
      dayBiasMmolPerL = drawDayBias(plan, options.dayBiasSdMmolPerL);
    } else {
      // A dialysis session lies between two strips of one day, so the class may change.
      secondOfDay += drawInteger(plan, 4 * 3600, 8 * 3600);
    }
    stripsLeftToday--;
    return simulateRecording({
      patient,
      potassiumMmolPerL: drawPotassium(plan, potassiumClass),
      durationS: options.durationS ?? 40,
      samplingRateHz: options.samplingRateHz ?? 125,
      leadNames: ["II"],
      noise: options.noise,
      dayBiasMmolPerL,
      random: options.randomOf(`${personId}/strip/${index}`),
      recordingId: `${personId}-${String(index + 1).padStart(2, "0")}`,
      timeS: day * DAY_S + secondOfDay,
    });
  });
  return { patient, group, recordings };
}

function drawPotassium(random: Random, potassiumClass: PotassiumClass): number {
  const { mean, standardDeviation, lowest, highest } = potassiumClass === "hyper" ? hyperPotassium : normalPotassium;
  return drawTruncatedNormal(random, mean, standardDeviation, lowest, highest);
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = drawInteger(random, 0, i);
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

function personName(group: SimulatedPerson["group"], index: number): string {
  return `sim-${group}-${String(index + 1).padStart(4, "0")}`;
}

function assertCohort(options: CohortOptions): void {
  const [lowest, highest] = options.genericRecordsPerClass ?? [1, 3];
  const counts: readonly (readonly [string, number, number])[] = [
    ["genericPeople", options.genericPeople, 0],
    ["personalPeople", options.personalPeople, 0],
    ["personalRecordsPerClass", options.personalRecordsPerClass ?? 8, 1],
    ["genericRecordsPerClass", lowest, 1],
    ["genericRecordsPerClass", highest, lowest],
  ];
  for (const [option, value, least] of counts) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new SimulationError("bad-option", option, `${value} is not a possible count`, `Give a whole number of at least ${least}.`);
  }
  const daySd = options.dayBiasSdMmolPerL ?? 0;
  if (!(daySd >= 0 && daySd <= 2)) {
    throw new SimulationError("bad-option", "dayBiasSdMmolPerL", `${daySd} is not a possible spread`, "Give a number from 0 to 2 mmol/L.");
  }
  const share = options.bothClassesShare ?? 0.5;
  if (!(share >= 0 && share <= 1)) {
    throw new SimulationError("bad-option", "bothClassesShare", `${share} is not a share`, "Give a number from 0 to 1.");
  }
}
