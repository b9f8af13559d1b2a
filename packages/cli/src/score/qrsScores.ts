/** Scores of records, and what they come to together: gross over all beats, and the mean of the records. */
import type { BeatScore } from "@kalium/ecg";

export interface QrsRecordScore {
  readonly record: string;
  /** Extension of the annotation file with the reference beats. */
  readonly annotator: string;
  readonly leads: readonly string[];
  readonly durationS: number;
  readonly score: BeatScore;
  readonly timeMs: number;
}

/** One row: shares in %, null where there is nothing to divide by. */
export interface QrsScoreRow {
  readonly truePositiveCount: number;
  readonly falsePositiveCount: number;
  readonly falseNegativeCount: number;
  readonly sensitivityPercent: number | null;
  readonly positivePredictivityPercent: number | null;
  /** Median and 95th percentile of the distance from the reference, ms. */
  readonly jitterMedianMs: number | null;
  readonly jitterP95Ms: number | null;
}

export interface QrsScoreSummary {
  readonly gross: QrsScoreRow;
  readonly average: { readonly sensitivityPercent: number | null; readonly positivePredictivityPercent: number | null };
  readonly timeMs: number;
}

export function rowOf(scores: readonly BeatScore[]): QrsScoreRow {
  const sum = (pick: (score: BeatScore) => number) => scores.reduce((total, score) => total + pick(score), 0);
  const [tp, fp, fn] = [sum((score) => score.truePositiveCount), sum((score) => score.falsePositiveCount), sum((score) => score.falseNegativeCount)];
  const distances = Float64Array.from(scores.flatMap(({ deviationsMs }) => [...deviationsMs].map(Math.abs))).sort();
  const percentile = (share: number) => (distances.length === 0 ? null : distances[Math.min(distances.length - 1, Math.ceil(share * distances.length) - 1)]!);
  return {
    truePositiveCount: tp,
    falsePositiveCount: fp,
    falseNegativeCount: fn,
    sensitivityPercent: tp + fn === 0 ? null : (100 * tp) / (tp + fn),
    positivePredictivityPercent: tp + fp === 0 ? null : (100 * tp) / (tp + fp),
    jitterMedianMs: percentile(0.5),
    jitterP95Ms: percentile(0.95),
  };
}

export function summariseScores(records: readonly QrsRecordScore[]): QrsScoreSummary {
  const rows = records.map(({ score }) => rowOf([score]));
  const mean = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return {
    gross: rowOf(records.map(({ score }) => score)),
    average: { sensitivityPercent: mean(rows.map((row) => row.sensitivityPercent)), positivePredictivityPercent: mean(rows.map((row) => row.positivePredictivityPercent)) },
    timeMs: records.reduce((sum, { timeMs }) => sum + timeMs, 0),
  };
}
