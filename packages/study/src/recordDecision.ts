/**
 * From beats to a strip's call: majority vote of its beats (Chiu 2022); a tie calls the event, which in screening is the
 * safer side (Kalium's choice). The strip's score for a ROC curve is the share of beats called the event.
 */
import type { ClassIndex } from "./labelRule.ts";

export interface RecordCall {
  readonly recordId: string;
  readonly classIndex: ClassIndex;
  /** Share of beats called class 1; null when the record has no beats. */
  readonly eventShare: number | null;
  readonly called: ClassIndex | null;
}

/** Majority vote over event probabilities of a strip's beats. */
export function voteOnRecord(recordId: string, classIndex: ClassIndex, eventProbabilities: ArrayLike<number>): RecordCall {
  const count = eventProbabilities.length;
  if (count === 0) return { recordId, classIndex, eventShare: null, called: null };
  let votes = 0;
  for (let beat = 0; beat < count; beat++) if (eventProbabilities[beat]! >= 0.5) votes += 1;
  const eventShare = votes / count;
  return { recordId, classIndex, eventShare, called: eventShare >= 0.5 ? 1 : 0 };
}

/** Softmax probability of class 1 from two logits a row. */
export function eventProbabilities(logits: Float32Array): Float64Array {
  const count = logits.length / 2;
  const probabilities = new Float64Array(count);
  for (let row = 0; row < count; row++) probabilities[row] = 1 / (1 + Math.exp(logits[2 * row]! - logits[2 * row + 1]!));
  return probabilities;
}
