/**
 * How well a network does on some records: by record (majority vote) and by beat.
 */
import { auroc, confusionCounts } from "@kalium/statistics";
import { gatherBeats } from "./beatTable.ts";
import { eventProbabilities, voteOnRecord, type RecordCall } from "./recordDecision.ts";
import type { StudyRecord } from "./studyData.ts";

/** Figures on one set of records; null where the set cannot carry the figure (one class only, no records). */
export interface RecordScores {
  readonly recordCount: number;
  readonly beatCount: number;
  readonly accuracy: number | null;
  readonly balancedAccuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
  readonly auc: number | null;
  readonly beatAccuracy: number | null;
  readonly beatBalancedAccuracy: number | null;
  readonly beatAuc: number | null;
  readonly calls: readonly RecordCall[];
}

type Predict = (inputs: Float32Array, rowCount: number) => Promise<Readonly<Record<string, Float32Array>>>;

/** Runs the network over the beats of each record and scores the calls. */
export async function scoreRecords(
  predict: Predict,
  output: string,
  records: readonly StudyRecord[],
  beatLength: number,
  maxBeatsPerRecord: number,
): Promise<RecordScores> {
  const table = gatherBeats(records, beatLength, maxBeatsPerRecord);
  const logits = table.count === 0 ? new Float32Array(0) : (await predict(table.rows, table.count))[output]!;
  return scoreProbabilities(records, table.recordIndices, eventProbabilities(logits));
}

/** Scores event probabilities that were computed for beats laid out as `recordIndices` says. */
export function scoreProbabilities(records: readonly StudyRecord[], recordIndices: Int32Array, probabilities: Float64Array): RecordScores {
  const perRecord: number[][] = records.map(() => []);
  recordIndices.forEach((recordIndex, beat) => perRecord[recordIndex]!.push(probabilities[beat]!));
  const calls = records.map((record, index) => voteOnRecord(record.id, record.classIndex, perRecord[index]!));
  const called = calls.filter((call) => call.called !== null);
  const byRecord = rates(called.map((call) => call.classIndex), called.map((call) => call.called!));
  const beatLabels = Array.from(recordIndices, (recordIndex) => records[recordIndex]!.classIndex as number);
  const byBeat = rates(beatLabels, Array.from(probabilities, (probability) => (probability >= 0.5 ? 1 : 0)));
  return {
    recordCount: called.length,
    beatCount: probabilities.length,
    accuracy: byRecord.accuracy,
    balancedAccuracy: byRecord.balancedAccuracy,
    sensitivity: byRecord.sensitivity,
    specificity: byRecord.specificity,
    auc: auroc(called.map((call) => call.classIndex), called.map((call) => call.eventShare!)),
    beatAccuracy: byBeat.accuracy,
    beatBalancedAccuracy: byBeat.balancedAccuracy,
    beatAuc: auroc(beatLabels, Array.from(probabilities)),
    calls,
  };
}

interface Rates {
  readonly accuracy: number | null;
  readonly balancedAccuracy: number | null;
  readonly sensitivity: number | null;
  readonly specificity: number | null;
}

function rates(labels: readonly number[], called: readonly number[]): Rates {
  const counts = confusionCounts(labels, called);
  const positives = counts.truePositive + counts.falseNegative;
  const negatives = counts.trueNegative + counts.falsePositive;
  const sensitivity = positives > 0 ? counts.truePositive / positives : null;
  const specificity = negatives > 0 ? counts.trueNegative / negatives : null;
  return {
    accuracy: labels.length > 0 ? (counts.truePositive + counts.trueNegative) / labels.length : null,
    balancedAccuracy: sensitivity !== null && specificity !== null ? (sensitivity + specificity) / 2 : null,
    sensitivity,
    specificity,
  };
}
