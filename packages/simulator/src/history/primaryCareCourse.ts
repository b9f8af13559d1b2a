/** Potassium of a person who sees a doctor now and then. */
import { drawPotassium } from "../cohortDistributions.ts";
import { drawStandardNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import type { CoursePoint, DrawnCourse } from "./potassiumHistory.ts";

const DAY_S = 86_400;

/** What the course is made of, line by line with its basis. */
export const primaryCareBasis = {
  /** SD within a person over weeks, as a share. */
  withinPersonShare: { value: 0.05, mark: "literature", source: "5–7 %, Cotlove, Harris and Williams 1970 (Clin Chem 16:1028, read on a secondary page), the laboratory's part taken off" },
  /** A deviation at one visit has left this share of itself at the next: abnormal values are mostly normal again. */
  carriedOver: { value: 0.33, mark: "literature", source: "32 % of those retested within 14 days were still high: Horne 2019, doi:10.1186/s12882-019-1250-0" },
  visitsPerYear: { value: 2, mark: "literature", source: "69 % had one or two tests: Nilsson 2017, doi:10.1016/j.ijcard.2017.07.035" },
  usualMmolPerL: { value: 4.2, mark: "kalium", source: "" },
} as const;

/** @param startMmolPerL potassium at the first visit, on day 0. */
export function drawPrimaryCareCourse(days: number, random: Random, startMmolPerL: number | undefined): DrawnCourse {
  const first = startMmolPerL ?? drawPotassium("primary-care", random);
  const firstS = Math.floor((8 + 8 * random()) * 6) * 600;
  const course: CoursePoint[] = [{ timeS: firstS, potassiumMmolPerL: first }];
  // What is unusual at the first visit is in part the person's own and in part passing.
  const usual = primaryCareBasis.usualMmolPerL.value + primaryCareBasis.carriedOver.value * (first - primaryCareBasis.usualMmolPerL.value);
  const meanGapDays = 365 / primaryCareBasis.visitsPerYear.value;
  for (let day = Math.ceil(meanGapDays * (0.5 + random())); day < days; day += Math.ceil(meanGapDays * (0.5 + random()))) {
    const potassiumMmolPerL = Math.min(9, Math.max(2, usual * (1 + primaryCareBasis.withinPersonShare.value * drawStandardNormal(random))));
    course.push({ timeS: day * DAY_S + Math.floor((8 + 8 * random()) * 6) * 600, potassiumMmolPerL });
  }
  return { course, events: [], labTimesS: course.map(({ timeS }) => timeS) };
}
