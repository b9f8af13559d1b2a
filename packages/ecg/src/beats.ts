/** Samples per beat window at 125 Hz: 40 before the R peak, the R peak, 79 after (Chiu 2022, doi:10.2196/41163). */
export const BEAT_LENGTH_SAMPLES = 120;
/** Zero-based index of the R peak in a beat window. */
export const R_PEAK_INDEX = 40;
/** The rate at which beats are cut; the window is defined at this rate only. */
export const BEAT_RATE_HZ = 125;

/** Why a detected beat was left out. */
export type BeatRejectionReason = "off-strip" | "invalid-samples" | "flat" | "clipped" | "too-large" | "unlike-median";

/** The beats of one lead of one recording, cut at 125 Hz and scaled by the strip's own median and SD. */
export interface BeatStrip {
  readonly recordingId: string;
  readonly personId: string;
  readonly leadName: string;
  /** Rate of the file before resampling. */
  readonly originalRateHz: number;
  /** Kept beats, row-major [beatCount × 120], (mV − strip median) / strip SD. */
  readonly beats: Float32Array;
  readonly beatCount: number;
  /** R peak of each kept beat, sample index at 125 Hz. */
  readonly rPeakSampleIndices: Int32Array;
  /** Number of R peaks found before rejection. */
  readonly detectedCount: number;
  /** Counted reasons of rejection; every reason is present. */
  readonly rejectedCounts: Readonly<Record<BeatRejectionReason, number>>;
  /** The filtered lead at 125 Hz in mV, for display. */
  readonly filteredMillivolt: Float32Array;
  readonly stripMedianMillivolt: number;
  readonly stripSdMillivolt: number;
}
