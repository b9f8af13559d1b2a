/**
 * The run record: everything that explains a number, as plain JSON. A report cites it; reading it again tells which data,
 * seed, network, executor and versions made which result.
 */
import type { ExecutorInfo } from "@kalium/engine";
import type { EpochFigures } from "./genericTraining.ts";
import type { GuardOutcome } from "./guards.ts";
import type { PersonTrajectory } from "./personalRounds.ts";
import type { TrajectorySummary } from "./roundSummary.ts";
import type { StudyConfig } from "./studyConfig.ts";
import type { ExcludedPerson, FlowStep } from "./studyData.ts";
import type { StudyFold } from "./studyPlan.ts";

export interface FoldRecord {
  readonly fold: StudyFold;
  readonly bestEpoch: number;
  readonly history: readonly EpochFigures[];
  readonly beatAccuracy: { readonly train: number; readonly validation: number; readonly test: number | null };
  readonly testRecordAccuracy: number | null;
  /** Share of the training time in which the network waited for data. */
  readonly waitedForDataShare: number;
}

/** A device that went away in the middle of the run, and how the run went on. */
export interface RunInterruption {
  readonly at: string;
  /** What the executor said. */
  readonly reason: string;
  readonly executorBefore: string;
  /** What was finished and is not computed again; null when the run began anew. */
  readonly continuedFrom: string | null;
}

export interface RunRecord {
  readonly format: "kalium-run-record/1";
  readonly study: "personal-transfer";
  readonly title: string;
  readonly purpose: "For research and teaching only. Kalium is not a medical device; do not use its output for diagnosis or treatment.";
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly secondsSpent: number;
  readonly secondsByStage: Readonly<Record<string, number>>;
  readonly resumedFromCheckpoint: boolean;
  readonly interruptions: readonly RunInterruption[];
  readonly seed: number;
  readonly data: {
    readonly kind: "potassium" | "heartbeat";
    readonly simulated: boolean;
    readonly hash: string;
    readonly recordCount: number;
    readonly beatCount: number;
    readonly classNames: readonly [string, string];
    readonly flow: readonly FlowStep[];
    readonly excludedPeople: readonly ExcludedPerson[];
  };
  readonly network: { readonly name: string; readonly graphHash: string; readonly trainableParameters: number; readonly weightsHash: string };
  readonly config: StudyConfig;
  readonly guards: readonly GuardOutcome[];
  readonly folds: readonly FoldRecord[];
  readonly trajectories: readonly PersonTrajectory[];
  readonly summaries: readonly TrajectorySummary[];
  readonly baselines: { readonly majorityClassAccuracy: number; readonly shuffledControlAccuracy: number | null; readonly timeOnlyAccuracy: number | null };
  readonly executor: ExecutorInfo;
  readonly workers: number;
  /** Threads of each worker; null where the executor has none of its own. */
  readonly threads: { readonly generic: number; readonly personal: number } | null;
  readonly environment: { readonly userAgent: string; readonly cores: number; readonly crossOriginIsolated: boolean };
  readonly versions: Readonly<Record<string, string>>;
}
