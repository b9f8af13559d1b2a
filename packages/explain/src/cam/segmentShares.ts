/** How much of a map lies in P, QRS and T, beside the share that each would hold by chance. */
import { ExplainError, requireCount, requireFinite, requireLength } from "../explainError.ts";
import type { MapNumbers } from "./rawMaps.ts";

/** A stretch of the beat, samples [start, end). */
export interface BeatSegment {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What one segment holds of a map. */
export interface SegmentShare extends BeatSegment {
  /** Share of the positive part of the map in the segment; null when the map has no positive part. */
  readonly share: number | null;
  /** Share of the samples in the segment: what a map that knows nothing of the beat would hold. */
  readonly lengthShare: number;
  /**
   * Share of |beat − its median| in the segment; null without a beat. This is the chance level of gradient × input and
   * integrated gradients, which follow the amplitude even for a net that learnt nothing.
   */
  readonly energyShare: number | null;
}

/**
 * Shares of the positive part of a map per segment. Segments may leave gaps and may overlap, so shares need not add to 1.
 * @param map one value per sample of the beat
 * @param beat the beat explained, for the energy share
 */
export function segmentShares(map: MapNumbers, segments: readonly BeatSegment[], beat?: MapNumbers): readonly SegmentShare[] {
  requireCount("segmentShares map length", map.length, 1);
  requireFinite("segmentShares map", map, 1);
  if (beat !== undefined) {
    requireLength("segmentShares beat", beat.length, map.length);
    requireFinite("segmentShares beat", beat, 1);
  }
  const positive = Float64Array.from(map, (value) => Math.max(value, 0));
  const energy = beat === undefined ? null : distanceFromMedian(beat);
  return segments.map((segment) => {
    const { start, end } = segment;
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end > map.length || start >= end) {
      throw new ExplainError(
        "wrong-size",
        `segmentShares segment ${segment.name}`,
        `[${start}, ${end}) is not a stretch of a map of ${map.length} samples`,
        "clip the segment to the beat window, or leave it out",
      );
    }
    return {
      ...segment,
      share: shareOf(positive, start, end),
      lengthShare: (end - start) / map.length,
      energyShare: energy === null ? null : shareOf(energy, start, end),
    };
  });
}

function shareOf(values: Float64Array, start: number, end: number): number | null {
  const total = values.reduce((sum, value) => sum + value, 0);
  return total > 0 ? values.subarray(start, end).reduce((sum, value) => sum + value, 0) / total : null;
}

function distanceFromMedian(beat: MapNumbers): Float64Array {
  const sorted = Float64Array.from(beat).sort();
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return Float64Array.from(beat, (value) => Math.abs(value - median));
}
