/** The one façade of Kalium for pages: data, studies and stored runs, with the work done in Web Workers. */
export { defaultHeartbeatCohort, openLab, type Lab, type LabEnvironment, type OnProgress, type PersonalStudySettings } from "./lab.ts";
export type { PersonalStudy, PersonalStudyResult } from "./personalStudy.ts";
export type { StudyState, StudyStatus } from "./studyState.ts";
export type { ImportOutcome, ImportProblem } from "./studyWorkerApi.ts";
export { openDataRoom } from "./data/openDataRoom.ts";
export type * from "./data/dataRoom.ts";
export type { StoredJob } from "./checkpointStore.ts";
export { LabError } from "./plainError.ts";
export { publishedPersonalTransfer, resultRows, writeReport } from "@kalium/study";
export type { LookInside, PersonResult, PersonTrajectory, RunRecord, StudyData, StudyRecord, TrajectorySummary } from "@kalium/study";
export * from "./simulation/simulator.ts";
export * from "./lesson/lesson.ts";
export { openNetworkDelineator, type OpenNetworkDelineator } from "./delineation/openNetworkDelineator.ts";
