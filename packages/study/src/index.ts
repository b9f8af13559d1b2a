/** What a researcher does with networks and recordings: cohorts, splits, protocols, run records and reports. */
export { JobCancelled, type JobContext, type JobEvent } from "./job.ts";
export { potassiumClass, type ClassIndex, type PotassiumClass } from "./labelRule.ts";
export {
  hashRecords,
  recordsOfPeople,
  sha256Hex,
  type DroppedCount,
  type ExcludedPerson,
  type FlowStep,
  type PreviewStrip,
  type StudyData,
  type StudyRecord,
} from "./studyData.ts";
export { assertPeopleStayApart, SplitError, splitPeople, type PersonSplit, type SplitName } from "./personSplit.ts";
export { planStudy, StudyPlanError, type StudyFold } from "./studyPlan.ts";
export { runGuards, type GuardOutcome } from "./guards.ts";
export { potassiumStudyData, type PotassiumCohortOptions, type RecordingStream } from "./potassiumCohort.ts";
export { heartbeatStudyData, type HeartbeatCohortOptions } from "./heartbeatCohort.ts";
export { defaultCohort, simulatedStudyData, type SimulatedCohortSettings } from "./simulatedCohort.ts";
export { demoProtocol, publishedProtocol, type StudyConfig } from "./studyConfig.ts";
export {
  trainGeneric,
  type EpochFigures,
  type GenericTrainingConfig,
  type GenericTrainingResult,
  type GenericTrainingState,
} from "./genericTraining.ts";
export { createPersonalNetwork, pickWeights, type PersonalNetwork } from "./personalNetwork.ts";
export { runPersonalRounds, type PersonalRoundsConfig, type PersonResult, type PersonTrajectory } from "./personalRounds.ts";
export type { HoldOutMode } from "./holdOut.ts";
export { scoreRecords, type RecordScores } from "./scoring.ts";
export { eventProbabilities, voteOnRecord, type RecordCall } from "./recordDecision.ts";
export { roundMetrics, summarizeRounds, type MetricSummary, type RoundMetric, type RoundSummary, type TrajectorySummary } from "./roundSummary.ts";
export { publishedPersonalTransfer, type MeanSd, type PublishedRound } from "./published.ts";
export { resultRows, type ResultRow, type RowMark } from "./resultRows.ts";
export type { FoldRecord, RunInterruption, RunRecord } from "./runRecord.ts";
export { percentText, writeReport } from "./report.ts";
export { lookInside, type EmbeddingPanel, type LookInside, type SaliencyPanel } from "./lookInside.ts";
export * from "./delineation/index.ts";
