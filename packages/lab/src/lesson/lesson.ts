/** What the lesson needs of the rooms above the lab, besides the simulator that cells get. */
export { cohortNames, drawPotassium } from "@kalium/simulator";
export type { CohortName } from "@kalium/simulator";
export { pearson, wilsonInterval } from "@kalium/statistics";
export type { Interval } from "@kalium/statistics";
