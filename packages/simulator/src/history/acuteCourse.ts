/** Potassium of people who come acutely: hyperkalaemia that is treated, hypokalaemia that is replaced, or neither. */
import { drawPotassium } from "../cohortDistributions.ts";
import { drawNormal, drawTruncatedNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import { dialysisBasis } from "./dialysisCourse.ts";
import type { CoursePoint, DrawnCourse, HistoryEvent } from "./potassiumHistory.ts";

const HOUR_S = 3600;
const DAY_S = 86_400;

/** What the courses are made of, line by line with its basis. */
export const acuteBasis = {
  /** Fall after 10 units of insulin with glucose. */
  insulinFallMmolPerL: { mean: 1.18, standardDeviation: 0.4, lowest: 0.3, highest: 2.2, mark: "literature", source: "mean: doi:10.1371/journal.pone.0172961 (1.18, SD 1.01 with all else that was done); SD: Kalium's choice; PMC6588653 gives 0.6–1.2" },
  insulinPeakHours: { value: 1, mark: "literature", source: "PMC6588653 (onset 15 min, after 1 h; 4 h in all)" },
  insulinLastsHours: { value: 4, mark: "literature", source: "PMC6588653" },
  /** Share of the fall that comes back when insulin has worn off. */
  insulinReturns: { value: 0.5, mark: "kalium", source: "" },
  /** Insulin lowers no further than this. */
  insulinLowestMmolPerL: { value: 3.2, mark: "kalium", source: "" },
  treatedFromMmolPerL: { value: 5.5, mark: "kalium", source: "a third to three quarters were treated from there: Singer 2017, doi:10.15441/ceem.16.194" },
  dialysedFromMmolPerL: { value: 6.5, mark: "kalium", source: "" },
  /** After the insulin's peak, and the share of its fall that is left then. */
  dialysisAfterHours: { value: 2, mark: "kalium", source: "" },
  insulinLeftAtDialysis: { value: 0.8, mark: "kalium", source: "between the whole fall at 1 h and half of it at 4 h" },
  /** Rise after 20 mmol of potassium chloride over one hour. */
  risePer20MmolMmolPerL: { mean: 0.25, standardDeviation: 0.08, lowest: 0.05, highest: 0.6, mark: "literature", source: "mean: Kruse 1990, doi:10.1001/archinte.1990.00390150101019; SD: Kalium's choice" },
  infusionEveryHours: { value: 3, mark: "kalium", source: "low potassium took 15 h to correct with infusions: doi:10.3321/j.issn:1003-0603.2008.07.010" },
  replacedBelowMmolPerL: { value: 3.5, mark: "literature", source: "stopped at 3.5 there" },
  admissionStartMmolPerL: { mean: 2.9, standardDeviation: 0.3, lowest: 2.1, highest: 3.4, mark: "literature", source: "mean: doi:10.1002/j.1552-4604.1994.tb01984.x (2.9 in 40 patients); SD: Kalium's choice" },
  backToMmolPerL: { mean: 4.2, standardDeviation: 0.3, mark: "kalium", source: "" },
  /** From one morning to the next, and never outside these. */
  morningMmolPerL: { standardDeviation: 0.15, lowest: 2.8, highest: 6, mark: "kalium", source: "" },
} as const;

interface Builder {
  readonly course: CoursePoint[];
  readonly events: HistoryEvent[];
  readonly labTimesS: number[];
}

/** Arrival in the emergency department on day 0; high potassium is treated, low replaced, normal left alone. */
export function drawEmergencyCourse(days: number, random: Random, startMmolPerL: number | undefined): DrawnCourse {
  const start = startMmolPerL ?? drawPotassium("emergency", random);
  const arrivalS = Math.floor((8 + 12 * random()) * 6) * 600;
  const made: Builder = { course: [{ timeS: 0, potassiumMmolPerL: start }, { timeS: arrivalS, potassiumMmolPerL: start }], events: [], labTimesS: [arrivalS] };
  if (start >= acuteBasis.treatedFromMmolPerL.value) treatHigh(made, arrivalS, start, random);
  else if (start < acuteBasis.replacedBelowMmolPerL.value) replaceLow(made, arrivalS, start, random);
  settle(made, days, random);
  return made;
}

/** Admission with low potassium that is replaced. */
export function drawAdmissionCourse(days: number, random: Random, startMmolPerL: number | undefined): DrawnCourse {
  const { mean, standardDeviation, lowest, highest } = acuteBasis.admissionStartMmolPerL;
  const start = startMmolPerL ?? drawTruncatedNormal(random, mean, standardDeviation, lowest, highest);
  const arrivalS = Math.floor((8 + 8 * random()) * 6) * 600;
  const made: Builder = { course: [{ timeS: 0, potassiumMmolPerL: start }, { timeS: arrivalS, potassiumMmolPerL: start }], events: [], labTimesS: [arrivalS] };
  if (start < acuteBasis.replacedBelowMmolPerL.value) replaceLow(made, arrivalS, start, random);
  settle(made, days, random);
  return made;
}

function treatHigh({ course, events, labTimesS }: Builder, arrivalS: number, start: number, random: Random): void {
  const { mean, standardDeviation, lowest, highest } = acuteBasis.insulinFallMmolPerL;
  const givenS = arrivalS + HOUR_S;
  const fall = Math.min(start - acuteBasis.insulinLowestMmolPerL.value, drawTruncatedNormal(random, mean, standardDeviation, lowest, highest));
  const peakS = givenS + acuteBasis.insulinPeakHours.value * HOUR_S;
  const wornOffS = givenS + acuteBasis.insulinLastsHours.value * HOUR_S;
  events.push({ timeS: givenS, kind: "insulin-glucose" });
  course.push({ timeS: givenS + HOUR_S / 4, potassiumMmolPerL: start }, { timeS: peakS, potassiumMmolPerL: start - fall });
  labTimesS.push(peakS);
  if (start < acuteBasis.dialysedFromMmolPerL.value) {
    const after = start - (1 - acuteBasis.insulinReturns.value) * fall;
    course.push({ timeS: wornOffS, potassiumMmolPerL: after });
    labTimesS.push(wornOffS);
    return;
  }
  const dialysisS = peakS + acuteBasis.dialysisAfterHours.value * HOUR_S;
  const endS = dialysisS + dialysisBasis.sessionHours.value * HOUR_S;
  const before = start - acuteBasis.insulinLeftAtDialysis.value * fall;
  const share = dialysisBasis.fallShareOfGradient.mean;
  const end = dialysisBasis.dialysateMmolPerL.value + (before - dialysisBasis.dialysateMmolPerL.value) * (1 - share);
  const rebound = dialysisBasis.reboundShareAt6h.value * (before - end);
  events.push({ timeS: dialysisS, kind: "dialysis-start" }, { timeS: endS, kind: "dialysis-end" });
  course.push({ timeS: dialysisS, potassiumMmolPerL: before }, { timeS: endS, potassiumMmolPerL: end }, { timeS: endS + 6 * HOUR_S, potassiumMmolPerL: end + rebound });
  labTimesS.push(dialysisS - HOUR_S / 2, endS + HOUR_S / 4);
}

/** 20 mmol over one hour, again and again, until potassium is no longer low. */
function replaceLow({ course, events, labTimesS }: Builder, arrivalS: number, start: number, random: Random): void {
  const { mean, standardDeviation, lowest, highest } = acuteBasis.risePer20MmolMmolPerL;
  let potassium = start;
  for (let atS = arrivalS + HOUR_S; potassium < acuteBasis.replacedBelowMmolPerL.value; atS += acuteBasis.infusionEveryHours.value * HOUR_S) {
    events.push({ timeS: atS, kind: "potassium-infusion" });
    course.push({ timeS: atS, potassiumMmolPerL: potassium });
    potassium += drawTruncatedNormal(random, mean, standardDeviation, lowest, highest);
    course.push({ timeS: atS + HOUR_S, potassiumMmolPerL: potassium });
    if (events.length % 2 === 0) labTimesS.push(atS + 2 * HOUR_S);
  }
}

/** Over the next day potassium goes to a usual level and then varies a little; one sample each morning. */
function settle({ course, labTimesS }: Builder, days: number, random: Random): void {
  const { mean, standardDeviation } = acuteBasis.backToMmolPerL;
  const morning = acuteBasis.morningMmolPerL;
  const last = course.at(-1)!;
  const isUsual = last.potassiumMmolPerL >= 3.5 && last.potassiumMmolPerL <= 5;
  const level = isUsual ? last.potassiumMmolPerL : drawNormal(random, mean, standardDeviation);
  for (let day = 1; day <= days; day++) {
    const timeS = day * DAY_S + 7 * HOUR_S;
    if (timeS <= last.timeS + 6 * HOUR_S) continue;
    const potassiumMmolPerL = Math.min(morning.highest, Math.max(morning.lowest, drawNormal(random, level, morning.standardDeviation)));
    course.push({ timeS, potassiumMmolPerL });
    labTimesS.push(timeS);
  }
}
