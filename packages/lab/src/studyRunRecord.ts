/** Makes the run record of a finished study. */
import { majorityClassAccuracy } from "@kalium/statistics";
import type { ExecutorInfo } from "@kalium/engine";
import {
  sha256Hex,
  summarizeRounds,
  type GenericTrainingResult,
  type GuardOutcome,
  type PersonResult,
  type RunInterruption,
  type RunRecord,
  type StudyConfig,
  type StudyData,
  type StudyFold,
} from "@kalium/study";
import type { NetworkFacts } from "./studyWorkerApi.ts";

export interface RunRecordInput {
  readonly data: StudyData;
  readonly config: StudyConfig;
  readonly folds: readonly StudyFold[];
  readonly guards: readonly GuardOutcome[];
  readonly generic: readonly GenericTrainingResult[];
  readonly people: readonly PersonResult[];
  readonly network: NetworkFacts;
  readonly executor: ExecutorInfo;
  readonly workerCount: number;
  readonly threads: RunRecord["threads"];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly secondsByStage: Readonly<Record<string, number>>;
  readonly resumed: boolean;
  readonly interruptions: readonly RunInterruption[];
  readonly modelFile: Uint8Array<ArrayBuffer>;
}

/** Gathers everything that explains the numbers. */
export async function buildRunRecord(input: RunRecordInput): Promise<RunRecord> {
  const trajectories = input.people.flatMap((person) => person.trajectories);
  const modes = input.config.personal.holdOutModes;
  const summaries = [...modes.map((mode) => summarizeRounds(trajectories, mode, false)), summarizeRounds(trajectories, modes[0]!, true)].filter((summary) => summary.peopleCount > 0);
  const primary = trajectories.filter((trajectory) => trajectory.holdOut === modes[0] && trajectory.control === null);
  const heldOutLabels = primary.flatMap((trajectory) => trajectory.rounds[0]!.calls.map((call) => call.classIndex as number));
  const control = summaries.find((summary) => summary.control);
  return {
    format: "kalium-run-record/1",
    study: "personal-transfer",
    title: input.data.kind === "potassium" ? "Personalised transfer learning for hyperkalaemia" : "Personalised transfer learning for ventricular beats",
    purpose: "For research and teaching only. Kalium is not a medical device; do not use its output for diagnosis or treatment.",
    startedAt: input.startedAt.toISOString(),
    finishedAt: input.finishedAt.toISOString(),
    secondsSpent: (input.finishedAt.getTime() - input.startedAt.getTime()) / 1000,
    secondsByStage: input.secondsByStage,
    resumedFromCheckpoint: input.resumed,
    interruptions: input.interruptions,
    seed: input.config.seed,
    data: {
      kind: input.data.kind,
      simulated: input.data.simulated,
      hash: input.data.dataHash,
      recordCount: input.data.records.length,
      beatCount: input.data.records.reduce((sum, record) => sum + record.beatCount, 0),
      classNames: input.data.classNames,
      flow: input.data.flow,
      excludedPeople: input.data.excludedPeople,
    },
    network: { ...input.network, weightsHash: await sha256Hex(input.modelFile) },
    config: input.config,
    guards: input.guards,
    folds: input.generic.map((result, index) => ({
      fold: input.folds[index]!,
      bestEpoch: result.bestEpoch,
      history: result.history,
      beatAccuracy: result.beatAccuracy,
      testRecordAccuracy: result.testScores?.accuracy ?? null,
      waitedForDataShare: result.waitedShare,
    })),
    trajectories,
    summaries,
    baselines: {
      majorityClassAccuracy: majorityClassAccuracy(heldOutLabels) ?? 0,
      shuffledControlAccuracy: control?.rounds.at(-1)?.metrics.accuracy?.mean ?? null,
      timeOnlyAccuracy: summaries.find((summary) => !summary.control && summary.holdOut === modes[0])?.timeOnlyAccuracy ?? null,
    },
    executor: input.executor,
    workers: input.workerCount,
    threads: input.threads,
    environment: { userAgent: navigator.userAgent, cores: navigator.hardwareConcurrency, crossOriginIsolated: globalThis.crossOriginIsolated },
    versions: { kalium: "0.1.0", ...input.executor.versions },
  };
}
