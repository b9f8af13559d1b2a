/** What the lesson needs of the rooms above the lab, besides the simulator itself. */
export { mimicNames, twelveLeadNames, typicalPatient } from "@kalium/simulator";
export type { Mimic } from "@kalium/simulator";
export { pearson, wilsonInterval } from "@kalium/statistics";
export type { Interval } from "@kalium/statistics";
