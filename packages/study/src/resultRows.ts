/**
 * The published-against-ours table as plain rows: published results, ours per hold-out mode, then the trivial baselines that
 * any result has to beat (evaluation spec §10).
 */
import type { MeanSd } from "./published.ts";
import { publishedPersonalTransfer } from "./published.ts";
import type { RoundMetric, TrajectorySummary } from "./roundSummary.ts";
import type { RunRecord } from "./runRecord.ts";

export type RowMark = "published" | "ours" | "control" | "baseline";

export interface ResultRow {
  readonly mark: RowMark;
  readonly source: string;
  readonly stage: string;
  readonly accuracy: string;
  readonly balancedAccuracy: string;
  readonly auc: string;
  readonly sensitivity: string;
  readonly specificity: string;
  readonly people: number | null;
  readonly pValue: string;
}

/** Rows in reading order. Published rows say "different data" in their source. */
export function resultRows(record: Pick<RunRecord, "summaries" | "baselines" | "data">): readonly ResultRow[] {
  return [...publishedRows(), ...record.summaries.flatMap((summary) => summaryRows(summary, record.data.simulated)), ...baselineRows(record)];
}

function publishedRows(): ResultRow[] {
  return publishedPersonalTransfer.rounds.map((round) => ({
    mark: "published",
    source: "Chiu 2022 (different data)",
    stage: stageName(round.round),
    accuracy: meanSdText(round.accuracy),
    balancedAccuracy: "–",
    auc: meanSdText(round.auc),
    sensitivity: meanSdText(round.sensitivity),
    specificity: meanSdText(round.specificity),
    people: 16,
    pValue: "–",
  }));
}

function summaryRows(summary: TrajectorySummary, simulated: boolean): ResultRow[] {
  const what = summary.control ? "Labels shuffled" : simulated ? "Ours (simulated)" : "Ours";
  const modeText = summary.holdOut === "chronological" ? "last quarter" : "random quarter";
  return summary.rounds.map(({ round, metrics }) => {
    const text = (metric: RoundMetric) => meanSdText(metrics[metric]);
    return {
      mark: summary.control ? "control" : "ours",
      source: `${what}, ${modeText}`,
      stage: stageName(round),
      accuracy: text("accuracy"),
      balancedAccuracy: text("balancedAccuracy"),
      auc: text("auc"),
      sensitivity: text("sensitivity"),
      specificity: text("specificity"),
      people: summary.peopleCount,
      pValue: pText(metrics.accuracy?.pWilcoxon ?? null),
    };
  });
}

function baselineRows(record: Pick<RunRecord, "baselines">): ResultRow[] {
  const blank = { balancedAccuracy: "0.500", auc: "–", sensitivity: "–", specificity: "–", people: null, pValue: "–" };
  const rows: ResultRow[] = [
    { mark: "baseline", source: "Always the commoner class", stage: "–", accuracy: record.baselines.majorityClassAccuracy.toFixed(3), ...blank },
  ];
  if (record.baselines.timeOnlyAccuracy !== null) {
    rows.push({
      mark: "baseline",
      source: "Class of the nearest training record in time, no ECG",
      stage: "–",
      accuracy: record.baselines.timeOnlyAccuracy.toFixed(3),
      ...blank,
      balancedAccuracy: "–",
    });
  }
  return rows;
}

function stageName(round: number): string {
  return round === 0 ? "before (generic)" : `round ${round}`;
}

function meanSdText(value: MeanSd | null): string {
  if (value === null) return "–";
  return value.sd === null ? value.mean.toFixed(3) : `${value.mean.toFixed(3)} (${value.sd.toFixed(3)})`;
}

function pText(p: number | null): string {
  if (p === null) return "–";
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}
