/** What the lesson needs of the rooms above the lab, besides the simulator that cells get. */
export { cohortNames, drawPotassium } from "@kalium/simulator";
export type { CohortName } from "@kalium/simulator";
export { pearson, wilsonInterval } from "@kalium/statistics";
export type { Interval } from "@kalium/statistics";
export { openTraceMeasurer } from "./traceMeasurer.ts";
export type { TraceMeasurer } from "./traceMeasurer.ts";
export type { TraceLead, TraceMeasurements } from "./measureTrace.ts";
export { simulatedFile } from "./simulatedFile.ts";
