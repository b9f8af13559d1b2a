/**
 * From a recording to scaled beats: resample to 125 Hz, band-pass, R peaks, windows, quality, scale.
 * The order is part of the method (personal-transfer specification §3): the 40/80 window belongs to
 * 125 Hz and must never be cut at another rate.
 */
import { BEAT_LENGTH_SAMPLES, BEAT_RATE_HZ, R_PEAK_INDEX } from "./beats.ts";
import type { BeatRejectionReason, BeatStrip } from "./beats.ts";
import type { Recording } from "./recording.ts";
import { findLead } from "./read/findLead.ts";
import type { LeadAliases } from "./read/findLead.ts";
import { markClippedSamples, prepareLead } from "./preparedLead.ts";
import type { PreparedLead } from "./preparedLead.ts";
import { detectRPeaks } from "./signal/rPeaks.ts";

/** Settings of {@link cutBeats}. */
export interface CutBeatsOptions {
  readonly leadName: string;
  /** Names that may stand in for `leadName`, e.g. `LIMB_LEAD_II_ALIASES`; none by default. */
  readonly leadAliases?: LeadAliases;
  /** Known R peaks (sample indices at 125 Hz) instead of detected ones. */
  readonly rPeakSampleIndices?: ArrayLike<number>;
  /** Most beats to keep, taken evenly over the strip; all by default. */
  readonly maxBeats?: number;
  /** Whether beats unlike the strip's median beat are rejected; true by default. */
  readonly requireMedianCorrelation?: boolean;
}

/** Limits of the quality rules (Kalium's choice; they stand in for the manual inspection of Chiu 2022). */
export const BEAT_QUALITY_LIMITS = {
  /** A window whose SD is below is flat. */
  flatSdMillivolt: 0.02,
  /** A window with a larger deflection is an artefact. */
  largestMillivolt: 5,
  /** Pearson correlation with the strip's median beat below which a beat is rejected. */
  lowestMedianCorrelation: 0.7,
} as const;

/** Beats of a strip with the index, into the list of R peaks, of each kept beat. */
export interface CutResult {
  readonly strip: BeatStrip;
  readonly keptPeakNumbers: Int32Array;
}

/**
 * Cuts the beats of one lead. Windows reach from 40 samples before the R peak to 79 after. A window is
 * rejected for the first of these that holds: off the strip; touching a sample that the file declares
 * invalid; flat; clipped (touching a clipped run of the raw lead, see `markClippedSamples`);
 * beyond 5 mV; unlike the strip's median beat. Strips shorter than a window give no beats and no error.
 * When `maxBeats` thins the strip, `detectedCount` minus all `rejectedCounts` minus `beatCount` beats were set aside.
 * @throws FormatError "missing-lead".
 */
export function cutBeats(recording: Recording, options: CutBeatsOptions): BeatStrip {
  const lead = findLead(recording, options.leadName, options.leadAliases);
  const prepared = prepareLead(lead, recording.samplingRateHz);
  const peaks = options.rPeakSampleIndices ?? detectRPeaks(prepared.filteredMillivolt, BEAT_RATE_HZ).sampleIndices;
  return cutPreparedBeats(recording, prepared, peaks, options).strip;
}

/** Cuts windows at given R peaks (125 Hz) of a prepared lead. */
export function cutPreparedBeats(
  recording: Recording,
  prepared: PreparedLead,
  rPeakSampleIndices: ArrayLike<number>,
  options: Pick<CutBeatsOptions, "maxBeats" | "requireMedianCorrelation">,
): CutResult {
  const rejectedCounts: Record<BeatRejectionReason, number> = {
    "off-strip": 0, "invalid-samples": 0, flat: 0, clipped: 0, "too-large": 0, "unlike-median": 0,
  };
  const isClipped = markClippedSamples(prepared);
  let kept: number[] = [];
  for (let i = 0; i < rPeakSampleIndices.length; i++) {
    const reason = judgeWindow(prepared, isClipped, rPeakSampleIndices[i] - R_PEAK_INDEX);
    if (reason === null) kept.push(i);
    else rejectedCounts[reason] += 1;
  }
  if (options.requireMedianCorrelation ?? true) {
    const before = kept.length;
    kept = keepLikeMedian(prepared.filteredMillivolt, rPeakSampleIndices, kept);
    rejectedCounts["unlike-median"] = before - kept.length;
  }
  kept = thinEvenly(kept, options.maxBeats ?? Infinity);
  const beats = new Float32Array(kept.length * BEAT_LENGTH_SAMPLES);
  kept.forEach((peakNumber, row) => {
    const start = rPeakSampleIndices[peakNumber] - R_PEAK_INDEX;
    for (let n = 0; n < BEAT_LENGTH_SAMPLES; n++) {
      beats[row * BEAT_LENGTH_SAMPLES + n] =
        (prepared.filteredMillivolt[start + n] - prepared.stripMedianMillivolt) / prepared.stripSdMillivolt;
    }
  });
  const strip: BeatStrip = {
    recordingId: recording.id,
    personId: recording.personId,
    leadName: prepared.leadName,
    originalRateHz: recording.samplingRateHz,
    beats,
    beatCount: kept.length,
    rPeakSampleIndices: Int32Array.from(kept, (peakNumber) => rPeakSampleIndices[peakNumber]),
    detectedCount: rPeakSampleIndices.length,
    rejectedCounts,
    filteredMillivolt: prepared.filteredMillivolt,
    stripMedianMillivolt: prepared.stripMedianMillivolt,
    stripSdMillivolt: prepared.stripSdMillivolt,
  };
  return { strip, keptPeakNumbers: Int32Array.from(kept) };
}

function judgeWindow(prepared: PreparedLead, isClipped: Uint8Array, start: number): BeatRejectionReason | null {
  const x = prepared.filteredMillivolt;
  const end = start + BEAT_LENGTH_SAMPLES;
  if (!(start >= 0 && end <= x.length)) return "off-strip";
  let sum = 0;
  let squares = 0;
  let largest = 0;
  let clippedCount = 0;
  for (let n = start; n < end; n++) {
    if (prepared.isInvalid[n] === 1) return "invalid-samples";
    clippedCount += isClipped[n];
    sum += x[n];
    squares += x[n] * x[n];
    largest = Math.max(largest, Math.abs(x[n]));
  }
  const mean = sum / BEAT_LENGTH_SAMPLES;
  const sd = Math.sqrt(Math.max(0, squares / BEAT_LENGTH_SAMPLES - mean * mean));
  if (sd < BEAT_QUALITY_LIMITS.flatSdMillivolt) return "flat";
  if (clippedCount > 0) return "clipped";
  return largest > BEAT_QUALITY_LIMITS.largestMillivolt ? "too-large" : null;
}

function keepLikeMedian(x: Float32Array, peaks: ArrayLike<number>, kept: readonly number[]): number[] {
  if (kept.length === 0) return [];
  const medianBeat = new Float64Array(BEAT_LENGTH_SAMPLES);
  const column = new Float32Array(kept.length);
  const middle = kept.length >> 1;
  for (let n = 0; n < BEAT_LENGTH_SAMPLES; n++) {
    kept.forEach((peakNumber, row) => (column[row] = x[peaks[peakNumber] - R_PEAK_INDEX + n]));
    column.sort();
    medianBeat[n] = kept.length % 2 === 1 ? column[middle] : (column[middle - 1] + column[middle]) / 2;
  }
  return kept.filter((peakNumber) => {
    const start = peaks[peakNumber] - R_PEAK_INDEX;
    return correlate(x, start, medianBeat) >= BEAT_QUALITY_LIMITS.lowestMedianCorrelation;
  });
}

function correlate(x: Float32Array, start: number, y: Float64Array): number {
  const length = y.length;
  let sumX = 0;
  let sumY = 0;
  for (let n = 0; n < length; n++) {
    sumX += x[start + n];
    sumY += y[n];
  }
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let n = 0; n < length; n++) {
    const dx = x[start + n] - sumX / length;
    const dy = y[n] - sumY / length;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}

function thinEvenly(items: readonly number[], mostCount: number): number[] {
  if (items.length <= mostCount) return [...items];
  return Array.from({ length: mostCount }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / mostCount)]);
}
