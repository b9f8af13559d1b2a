/** Potassium of a person on haemodialysis three times a week. */
import { drawPotassium } from "../cohortDistributions.ts";
import { drawNormal, drawTruncatedNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import type { CoursePoint, DrawnCourse, HistoryEvent } from "./potassiumHistory.ts";

const HOUR_S = 3600;
const DAY_S = 86_400;

/** What the course is made of, line by line with its basis. */
export const dialysisBasis = {
  sessionHours: { value: 4, mark: "literature", source: "PRECEDE-K 2023, doi:10.1186/s12882-023-03261-8 (mean 4.0 h)" },
  dialysateMmolPerL: { value: 2, mark: "literature", source: "PRECEDE-K 2023 (2.0 mmol/L in 97.7 %)" },
  /** Fall over the distance to the dialysate; with a start of 4.83 the fall is 1.4 ± 0.5, printed: 24 % below 1, 62 % 1–2, 12 % 2–3 mmol/L. */
  fallShareOfGradient: { mean: 0.5, standardDeviation: 0.15, lowest: 0.1, highest: 0.85, mark: "literature", source: "fitted to the printed shares of PRECEDE-K 2023; that the fall grows with the start: Nephron 1981;27:25, doi:10.1159/000182015" },
  /** Share of the fall that has come back after 6 h. */
  reboundShareAt6h: { value: 0.68, mark: "literature", source: "Blumberg 1997, doi:10.1093/ndt/12.8.1629 (3.62 to 5.01 mmol/L in 6 h: read on a secondary page; 5.66 before dialysis: recalled)" },
  reboundTimeConstantHours: { value: 3, mark: "kalium", source: "" },
  /** What a start after two days is below one after three. */
  shortGapBelowMmolPerL: { value: 0.25, mark: "kalium", source: "direction: PMC7833048, more hyperkalaemia after the long gap" },
  sessionToSessionSdMmolPerL: { value: 0.25, mark: "kalium", source: "" },
} as const;

/** Sessions on Monday, Wednesday and Friday; day 0 is a Monday. */
const SESSION_DAYS = [0, 2, 4];
const GRID_S = HOUR_S / 2;

/** @param startMmolPerL potassium before the first session, after the long gap. */
export function drawDialysisCourse(days: number, random: Random, startMmolPerL: number | undefined): DrawnCourse {
  const usualStart = startMmolPerL ?? drawPotassium("dialysis", random);
  const { mean, standardDeviation, lowest, highest } = dialysisBasis.fallShareOfGradient;
  const fallShare = drawTruncatedNormal(random, mean, standardDeviation, lowest, highest);
  const hour = 7 + Math.floor(2 * random()) * 6;
  const sessionTimes: number[] = [];
  for (let day = 0; day < days + 7; day++) if (SESSION_DAYS.includes(day % 7)) sessionTimes.push(day * DAY_S + hour * HOUR_S);
  const starts = sessionTimes.map((timeS, index) => {
    if (index === 0) return usualStart;
    const isAfterLongGap = (Math.floor(timeS / DAY_S) % 7) === 0;
    const expected = usualStart - (isAfterLongGap ? 0 : dialysisBasis.shortGapBelowMmolPerL.value);
    return Math.min(9, Math.max(2.5, drawNormal(random, expected, dialysisBasis.sessionToSessionSdMmolPerL.value)));
  });
  const course: CoursePoint[] = [{ timeS: 0, potassiumMmolPerL: usualStart - 0.05 }];
  const events: HistoryEvent[] = [];
  const labTimesS: number[] = [];
  const lengthS = dialysisBasis.sessionHours.value * HOUR_S;
  for (let session = 0; session < sessionTimes.length - 1; session++) {
    const startS = sessionTimes[session];
    if (startS >= days * DAY_S) break;
    const endS = startS + lengthS;
    const end = addSession(course, startS, endS, starts[session], fallShare);
    addGap(course, endS, sessionTimes[session + 1], end, starts[session] - end, starts[session + 1]);
    events.push({ timeS: startS, kind: "dialysis-start" }, { timeS: endS, kind: "dialysis-end" });
    labTimesS.push(startS - HOUR_S / 2, endS + HOUR_S / 4);
  }
  return { course, events, labTimesS };
}

/** Potassium nears the dialysate exponentially and has gone `fallShare` of the way at the end. Returns the end. */
function addSession(course: CoursePoint[], startS: number, endS: number, start: number, fallShare: number): number {
  const dialysate = dialysisBasis.dialysateMmolPerL.value;
  const ratePerS = -Math.log(1 - fallShare) / (endS - startS);
  for (let timeS = startS; timeS < endS; timeS += GRID_S) {
    course.push({ timeS, potassiumMmolPerL: dialysate + (start - dialysate) * Math.exp(-ratePerS * (timeS - startS)) });
  }
  const end = dialysate + (start - dialysate) * (1 - fallShare);
  course.push({ timeS: endS, potassiumMmolPerL: end });
  return end;
}

/** First the rebound from the cells, then what is eaten, in a straight line to the next session's start. */
function addGap(course: CoursePoint[], endS: number, nextS: number, end: number, fall: number, next: number): void {
  const tauS = dialysisBasis.reboundTimeConstantHours.value * HOUR_S;
  const rebound = (fall * dialysisBasis.reboundShareAt6h.value) / (1 - Math.exp((-6 * HOUR_S) / tauS));
  const restPerS = (next - end - rebound * (1 - Math.exp(-(nextS - endS) / tauS))) / (nextS - endS);
  for (let timeS = endS + GRID_S; timeS < nextS; timeS += timeS - endS < 12 * HOUR_S ? GRID_S : 4 * HOUR_S) {
    course.push({ timeS, potassiumMmolPerL: end + rebound * (1 - Math.exp(-(timeS - endS) / tauS)) + restPerS * (timeS - endS) });
  }
}
