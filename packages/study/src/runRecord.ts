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
  readonly environment: { readonly userAgent: string; readonly cores: number; readonly crossOriginIsolated: boolean };
  readonly versions: Readonly<Record<string, string>>;
}
