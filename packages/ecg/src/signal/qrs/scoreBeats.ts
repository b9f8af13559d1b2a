/**
 * Counts of a beat-by-beat comparison after ANSI/AAMI EC57: what of a recording is counted, and how far apart the pairs lie.
 * Pairs are made over the whole recording first, so that a beat at the edge of what is counted keeps its partner.
 */
import { isBeatSymbol } from "../../heartbeatClass.ts";
import type { Annotation } from "../../recording.ts";
import { MATCH_WINDOW_S, matchBeats } from "../matchBeats.ts";

/** Reference beats of a recording, and where they count. */
export interface BeatReference {
  /** Ascending. */
  readonly sampleIndices: readonly number[];
  /** Stretches that are left out, first and last sample included: ventricular flutter and fibrillation, a beginning, ends without marks. */
  readonly excluded: readonly (readonly [number, number])[];
}

/** What is counted of a recording. */
export interface BeatReferenceOptions {
  /** The first seconds to leave out; 0 by default. EC57 leaves out 300 for learning. */
  readonly fromS?: number;
  /** True where marks do not reach the ends of a strip (LUDB): nothing before the first or after the last beat counts. */
  readonly onlyBetweenMarks?: boolean;
}

/** Counts of one recording. */
export interface BeatScore {
  readonly truePositiveCount: number;
  readonly falsePositiveCount: number;
  readonly falseNegativeCount: number;
  /** Sample of each reference beat that was not found, and of each detection without a partner. */
  readonly missedAt: readonly number[];
  readonly extraAt: readonly number[];
  /** Detected minus reference time of each counted pair, ms. */
  readonly deviationsMs: Float64Array;
}

/** Takes the beats from annotations; "[" to "]" (ventricular flutter or fibrillation, WFDB mnemonics) is excluded as EC57 says. */
export function beatReferenceOf(annotations: readonly Annotation[], samplingRateHz: number, options: BeatReferenceOptions = {}): BeatReference {
  const sampleIndices = annotations.filter(({ symbol }) => isBeatSymbol(symbol)).map(({ sampleIndex }) => sampleIndex);
  const excluded: [number, number][] = [];
  if (options.fromS !== undefined && options.fromS > 0) excluded.push([-Infinity, options.fromS * samplingRateHz - 1]);
  let opened: number | null = null;
  for (const { symbol, sampleIndex } of annotations) {
    if (symbol === "[") opened ??= sampleIndex;
    else if (symbol === "]" && opened !== null) {
      excluded.push([opened, sampleIndex]);
      opened = null;
    }
  }
  if (opened !== null) excluded.push([opened, Infinity]);
  if (options.onlyBetweenMarks === true && sampleIndices.length > 0) {
    const reach = Math.floor(MATCH_WINDOW_S * samplingRateHz);
    excluded.push([-Infinity, sampleIndices[0] - reach - 1], [sampleIndices.at(-1)! + reach + 1, Infinity]);
  }
  return { sampleIndices, excluded };
}

/** Compares detections (ascending sample indices) with the reference, one to one within 150 ms. */
export function scoreBeats(reference: BeatReference, detected: ArrayLike<number>, samplingRateHz: number): BeatScore {
  // In samples, where 150 ms is exact.
  const { referenceIndexOfDetected } = matchBeats(reference.sampleIndices, detected, MATCH_WINDOW_S * samplingRateHz + 1e-6);
  const counts = (sample: number) => !reference.excluded.some(([from, to]) => sample >= from && sample <= to);
  const isFound = new Uint8Array(reference.sampleIndices.length);
  const deviationsMs: number[] = [];
  const extraAt: number[] = [];
  referenceIndexOfDetected.forEach((r, d) => {
    if (r < 0) {
      if (counts(detected[d])) extraAt.push(detected[d]);
      return;
    }
    isFound[r] = 1;
    if (counts(reference.sampleIndices[r])) deviationsMs.push((1000 * (detected[d] - reference.sampleIndices[r])) / samplingRateHz);
  });
  const missedAt = reference.sampleIndices.filter((sample, r) => isFound[r] === 0 && counts(sample));
  return {
    truePositiveCount: deviationsMs.length,
    falsePositiveCount: extraAt.length,
    falseNegativeCount: missedAt.length,
    missedAt,
    extraAt,
    deviationsMs: Float64Array.from(deviationsMs),
  };
}
