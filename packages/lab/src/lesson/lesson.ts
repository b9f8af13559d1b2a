/** What the lesson needs of the rooms above the lab, besides the simulator that cells get. */
export { averageHeartRate, cohortNames, drawPotassium, seededStreams, simulateForTeaching, TEACHING_RATE_HZ, usualRhythm } from "@kalium/simulator";
export type { CohortName, TeachingNoise } from "@kalium/simulator";
export { pearson, wilsonInterval } from "@kalium/statistics";
export type { Interval } from "@kalium/statistics";
export { openTraceMeasurer } from "./traceMeasurer.ts";
export type { TraceMeasurer } from "./traceMeasurer.ts";
export type { TraceLead, TraceMeasurements } from "./measureTrace.ts";
export { simulatedFile } from "./simulatedFile.ts";
