/** What the network shall say at each sample of a row, and where nobody knows. */
import { SEGMENTED_WAVES } from "@kalium/models";
import type { AnnotatedWave } from "./annotatedStrip.ts";

/** Before the first mark and after the last this much counts as "no wave"; beyond, waves may be there that nobody marked. Kalium's choice, s. */
const KNOWN_MARGIN_S = 0.024;
/** Beside the peak of a wave without one of its boundaries nothing is known over this time. Kalium's choice, s. */
const UNKNOWN_REACH_S = 0.15;

/**
 * Labels [samples × waves]: 1 in a wave, 0 outside, NaN where it is not known.
 * @param positions where each sample of the row lies, in samples of the recording, ascending
 */
export function waveLabels(waves: readonly AnnotatedWave[], samplingRateHz: number, positions: Float64Array): Float32Array {
  const sampleCount = positions.length;
  const labels = new Float32Array(sampleCount * SEGMENTED_WAVES.length).fill(Number.NaN);
  const complete = waves.filter(({ onset, offset }) => onset !== null && offset !== null);
  if (complete.length === 0) return labels;
  const margin = KNOWN_MARGIN_S * samplingRateHz;
  const reach = UNKNOWN_REACH_S * samplingRateHz;
  const paint = (from: number, to: number, column: number, value: number): void => {
    for (let i = firstFrom(positions, from); i < sampleCount && positions[i]! <= to; i++) labels[i * SEGMENTED_WAVES.length + column] = value;
  };
  const [from, to] = [complete[0]!.onset! - margin, complete.at(-1)!.offset! + margin];
  SEGMENTED_WAVES.forEach((kind, column) => {
    paint(from, to, column, 0);
    for (const wave of waves) {
      if (wave.kind !== kind) continue;
      if (wave.onset !== null && wave.offset !== null) paint(wave.onset, wave.offset, column, 1);
      else paint(wave.onset ?? wave.peak - reach, wave.offset ?? wave.peak + reach, column, Number.NaN);
    }
  });
  return labels;
}

/** Number of the first position that is not before a place. */
function firstFrom(positions: Float64Array, place: number): number {
  let [low, high] = [0, positions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
