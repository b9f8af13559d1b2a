/**
 * The table of a personal-transfer study: per round, mean (SD) over people, tested against round 0 in the paper's way
 * (Mann–Whitney) and, since the same people are compared, paired (Wilcoxon signed-rank).
 */
import { mannWhitneyU, mean, standardDeviation, wilcoxonSignedRank } from "@kalium/statistics";
import type { HoldOutMode } from "./holdOut.ts";
import type { PersonTrajectory } from "./personalRounds.ts";
import type { MeanSd } from "./published.ts";
import type { RecordScores } from "./scoring.ts";

/** Metrics summarised over people; each is a field of `RecordScores`. */
export const roundMetrics = ["accuracy", "balancedAccuracy", "auc", "sensitivity", "specificity", "beatAccuracy", "beatBalancedAccuracy", "beatAuc"] as const;
export type RoundMetric = (typeof roundMetrics)[number];

export interface MetricSummary extends MeanSd {
  /** People whose held-out records can carry this metric. */
  readonly peopleCount: number;
  /** Two-sided P of this round against round 0 over people; null at round 0 or with too few people. */
  readonly pMannWhitney: number | null;
  readonly pWilcoxon: number | null;
}

export interface RoundSummary {
  readonly round: number;
  readonly metrics: Readonly<Record<RoundMetric, MetricSummary | null>>;
}

export interface TrajectorySummary {
  readonly holdOut: HoldOutMode;
  readonly control: boolean;
  readonly peopleCount: number;
  readonly rounds: readonly RoundSummary[];
  readonly timeOnlyAccuracy: number | null;
}

/** Summarises the real runs, or the shuffled controls, of one hold-out mode. */
export function summarizeRounds(trajectories: readonly PersonTrajectory[], holdOut: HoldOutMode, control: boolean): TrajectorySummary {
  const chosen = trajectories.filter((trajectory) => trajectory.holdOut === holdOut && (trajectory.control !== null) === control);
  const people = [...new Set(chosen.map((trajectory) => trajectory.personId))];
  const roundCount = Math.max(0, ...chosen.map((trajectory) => trajectory.rounds.length));
  const valuesAt = (round: number, metric: RoundMetric): { personId: string; value: number }[] =>
    people.flatMap((personId) => {
      const own = chosen
        .filter((trajectory) => trajectory.personId === personId)
        .map((trajectory) => metricAt(trajectory.rounds, round, metric))
        .filter((value): value is number => value !== null);
      return own.length > 0 ? [{ personId, value: mean(own)! }] : [];
    });
  const rounds = Array.from({ length: roundCount }, (_, round): RoundSummary => {
    const metrics = Object.fromEntries(
      roundMetrics.map((metric) => [metric, summarizeMetric(valuesAt(round, metric), round === 0 ? null : valuesAt(0, metric))]),
    ) as Record<RoundMetric, MetricSummary | null>;
    return { round, metrics };
  });
  const timeOnly = chosen.map((trajectory) => trajectory.timeOnlyAccuracy).filter((value): value is number => value !== null);
  return { holdOut, control, peopleCount: people.length, rounds, timeOnlyAccuracy: timeOnly.length > 0 ? mean(timeOnly) : null };
}

function metricAt(rounds: readonly RecordScores[], round: number, metric: RoundMetric): number | null {
  return rounds[round]?.[metric] ?? null;
}

function summarizeMetric(
  values: readonly { personId: string; value: number }[],
  before: readonly { personId: string; value: number }[] | null,
): MetricSummary | null {
  if (values.length === 0) return null;
  const own = values.map(({ value }) => value);
  let pMannWhitney: number | null = null;
  let pWilcoxon: number | null = null;
  if (before !== null && values.length >= 3) {
    pMannWhitney = mannWhitneyU(own, before.map(({ value }) => value))?.pValue ?? null;
    const paired = values.flatMap(({ personId, value }) => {
      const earlier = before.find((entry) => entry.personId === personId);
      return earlier === undefined ? [] : [{ now: value, earlier: earlier.value }];
    });
    pWilcoxon = wilcoxonSignedRank(paired.map(({ now }) => now), paired.map(({ earlier }) => earlier))?.pValue ?? null;
  }
  return { mean: mean(own)!, sd: own.length > 1 ? standardDeviation(own) : null, peopleCount: own.length, pMannWhitney, pWilcoxon };
}
