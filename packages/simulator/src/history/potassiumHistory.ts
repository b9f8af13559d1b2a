/** A person's serum potassium over days: what it truly was, what the laboratory measured, and when ECGs were taken. */
import { SimulationError } from "../errors.ts";
import { HIGHEST_POTASSIUM_MMOL_PER_L, LOWEST_POTASSIUM_MMOL_PER_L } from "../potassiumCurve.ts";
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { drawAdmissionCourse, drawEmergencyCourse } from "./acuteCourse.ts";
import { drawDialysisCourse } from "./dialysisCourse.ts";
import { drawPrimaryCareCourse } from "./primaryCareCourse.ts";

export const historyKinds = ["primary-care", "emergency", "admission", "dialysis"] as const;
export type HistoryKind = (typeof historyKinds)[number];

/** True potassium at a time; straight lines lie between points. */
export interface CoursePoint {
  /** Seconds from midnight of the first day. */
  readonly timeS: number;
  readonly potassiumMmolPerL: number;
}

/** What was done about potassium. */
export interface HistoryEvent {
  readonly timeS: number;
  readonly kind: "dialysis-start" | "dialysis-end" | "insulin-glucose" | "potassium-infusion";
}

/** One blood sample. */
export interface LabResult {
  readonly timeS: number;
  readonly trueMmolPerL: number;
  /** As the laboratory reports it, to 0.1 mmol/L. */
  readonly measuredMmolPerL: number;
}

/** Made of course points in order of time, and of what hangs on them. Plain data. */
export interface PotassiumHistory {
  readonly kind: HistoryKind;
  readonly days: number;
  readonly course: readonly CoursePoint[];
  readonly events: readonly HistoryEvent[];
  readonly labs: readonly LabResult[];
  /** When ECGs were taken; each lies within half an hour of a blood sample. */
  readonly ecgTimesS: readonly number[];
}

/** What the makers of courses give; laboratory results are added here. */
export interface DrawnCourse {
  readonly course: readonly CoursePoint[];
  readonly events: readonly HistoryEvent[];
  readonly labTimesS: readonly number[];
}

export interface HistoryOptions {
  readonly kind: HistoryKind;
  readonly days: number;
  readonly random: Random;
  /** Potassium with which the history begins (before the first dialysis, at arrival, at the first visit); left out: drawn. */
  readonly startMmolPerL?: number;
}

const DAY_S = 86_400;
/**
 * SD of a laboratory result about the truth, as a share of it: two samples of one fasting person half an hour apart differ by 5 %
 * in the mean (Friedman 2018, doi:10.1016/j.mayocp.2018.03.013; literature), and the mean difference of two is 2/√π SDs.
 */
export const LAB_ERROR_SHARE = (0.05 * Math.sqrt(Math.PI)) / 2;
/** An ECG is taken within this time before or after the sample (Kalium's choice). */
const ECG_NEAR_LAB_S = 1800;

/** @throws SimulationError for fewer than one day, or a potassium outside the curve. */
export function drawPotassiumHistory({ kind, days, random, startMmolPerL }: HistoryOptions): PotassiumHistory {
  if (!(days >= 1 && days <= 3660)) throw new SimulationError("bad-option", "days", `${days} is not a possible length`, "Give 1 to 3660 days.");
  if (startMmolPerL !== undefined && !(startMmolPerL >= LOWEST_POTASSIUM_MMOL_PER_L && startMmolPerL <= HIGHEST_POTASSIUM_MMOL_PER_L)) {
    throw new SimulationError("potassium-out-of-range", "startMmolPerL", `${startMmolPerL} mmol/L is outside the curve`, "Choose a potassium from 2.0 to 9.0 mmol/L.");
  }
  const { course, events, labTimesS } = drawCourse(kind, days, random, startMmolPerL);
  const endS = days * DAY_S;
  const inTime = labTimesS.filter((timeS) => timeS < endS);
  const labs = inTime.map((timeS): LabResult => {
    const trueMmolPerL = potassiumOn(course, timeS);
    const measured = trueMmolPerL * (1 + LAB_ERROR_SHARE * drawStandardNormal(random));
    return { timeS, trueMmolPerL, measuredMmolPerL: Math.round(10 * Math.max(1, measured)) / 10 };
  });
  const ecgTimesS = inTime.map((timeS) => Math.round(Math.min(endS - 60, Math.max(0, timeS + ECG_NEAR_LAB_S * (2 * random() - 1)))));
  return { kind, days, course, events, labs, ecgTimesS };
}

function drawCourse(kind: HistoryKind, days: number, random: Random, startMmolPerL: number | undefined): DrawnCourse {
  switch (kind) {
    case "primary-care":
      return drawPrimaryCareCourse(days, random, startMmolPerL);
    case "emergency":
      return drawEmergencyCourse(days, random, startMmolPerL);
    case "admission":
      return drawAdmissionCourse(days, random, startMmolPerL);
    case "dialysis":
      return drawDialysisCourse(days, random, startMmolPerL);
    default:
      return kind satisfies never;
  }
}

/** True potassium at a time; before the first and after the last point it stays as there. */
export function potassiumAt({ course }: Pick<PotassiumHistory, "course">, timeS: number): number {
  return potassiumOn(course, timeS);
}

function potassiumOn(course: readonly CoursePoint[], timeS: number): number {
  let low = 0;
  let high = course.length - 1;
  if (timeS <= course[low].timeS) return course[low].potassiumMmolPerL;
  if (timeS >= course[high].timeS) return course[high].potassiumMmolPerL;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (course[middle].timeS <= timeS) low = middle;
    else high = middle;
  }
  const share = (timeS - course[low].timeS) / (course[high].timeS - course[low].timeS);
  return course[low].potassiumMmolPerL + share * (course[high].potassiumMmolPerL - course[low].potassiumMmolPerL);
}
