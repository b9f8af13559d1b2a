/** Mean beat of each class. */
import { requireCount, requireFinite, requireLength } from "../explainError.ts";

/** The mean of the beats that carry one label. */
export interface ClassAverageBeat {
  readonly label: number;
  readonly beatCount: number;
  /** [length], in the units of the beats. */
  readonly mean: Float32Array;
  /** Sample standard deviation (n − 1) at each sample; zero for a single beat. */
  readonly standardDeviation: Float32Array;
}

/**
 * Averages beats by label, in ascending order of the label. Negative labels mean "unlabelled" and are left out.
 * @param beats row-major [beatCount × length], all finite
 * @param labels one class index per beat
 */
export function classAverageBeats(
  beats: Float32Array | Float64Array,
  beatCount: number,
  length: number,
  labels: ArrayLike<number>,
): readonly ClassAverageBeat[] {
  requireCount("classAverageBeats length", length, 1);
  requireLength("classAverageBeats beats", beats.length, beatCount * length);
  requireLength("classAverageBeats labels", labels.length, beatCount);
  requireFinite("classAverageBeats beats", beats, length);
  const rowsByLabel = new Map<number, number[]>();
  for (let row = 0; row < beatCount; row++) {
    if (labels[row] < 0) continue;
    const rows = rowsByLabel.get(labels[row]) ?? [];
    rows.push(row);
    rowsByLabel.set(labels[row], rows);
  }
  return [...rowsByLabel]
    .sort(([left], [right]) => left - right)
    .map(([label, rows]) => {
      const mean = new Float64Array(length);
      const squares = new Float64Array(length);
      for (let sample = 0; sample < length; sample++) {
        for (const row of rows) mean[sample] += beats[row * length + sample] / rows.length;
        for (const row of rows) squares[sample] += (beats[row * length + sample] - mean[sample]) ** 2;
      }
      const degreesOfFreedom = Math.max(rows.length - 1, 1);
      return {
        label,
        beatCount: rows.length,
        mean: Float32Array.from(mean),
        standardDeviation: Float32Array.from(squares, (sum) => Math.sqrt(sum / degreesOfFreedom)),
      };
    });
}
