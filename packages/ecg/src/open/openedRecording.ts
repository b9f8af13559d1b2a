/**
 * A recording that a reader has opened: what the file says about its signals, and a way to read raw samples by range.
 * Every format ends up in this one shape. It is not de-identified: it lives in memory only, until it has passed the gate
 * in `deidentify/`.
 */
import type { RecordFacts } from "./recordFacts.ts";

/** Formats that can be recognised, by their short names. */
export const FORMAT_NAMES = [
  "wfdb", "edf", "bdf", "dicom", "aecg", "muse", "sierra", "scp", "ishne", "csv", "npy", "npz", "mat", "hdf5", "parquet",
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/** Raw samples as the file stores them: whole numbers where the file has whole numbers, else double precision. */
export type RawSamples = Int32Array | Float64Array;

/** Counts-to-unit rule that holds from one frame on. */
export interface Calibration {
  readonly fromFrame: number;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
}

/** One signal as the file states it. Physical value = (raw − baselineCount) / gainPerUnit, in `unit`. */
export interface SignalInfo {
  /** Name as written, e.g. "II", "MDC_ECG_LEAD_II" is already turned into "II" by the reader. */
  readonly name: string;
  /** Unit as written: "mV", "uV", "mmHg", …; "" when the file states none. */
  readonly unit: string;
  /** Samples per second: frames per second of its group × `samplesPerFrame`. */
  readonly samplingRateHz: number;
  readonly samplesPerFrame: number;
  readonly sampleCount: number;
  /** Raw counts per unit; 1 for samples that are already in the unit. Never 0. */
  readonly gainPerUnit: number;
  /** Raw count that stands for 0 of the unit; may be a fraction (EDF). */
  readonly baselineCount: number;
  /** Raw count that means "no valid sample here"; null when the format has none. NaN marks it in Float64Array samples. */
  readonly invalidCount: number | null;
  /** Present when the rule changes inside the recording (multi-segment WFDB): every rule in order of `fromFrame`, the first from frame 0. */
  readonly calibrations?: readonly Calibration[];
}

/** Signals that share one time axis. A file may hold several: the rhythm strip, a representative beat, multiplex groups. */
export interface SignalGroup {
  readonly kind: "rhythm" | "representative-beat";
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly signals: readonly SignalInfo[];
  /** Pieces of a discontinuous recording: first frame of each and its start in seconds after the recording's start. One piece from frame 0 at 0 s when continuous. */
  readonly pieces: readonly { readonly fromFrame: number; readonly startS: number }[];
}

/** A mark in time, in the vocabulary of WFDB mnemonics; a text mark has symbol '"' and its text in `aux`. */
export interface FileAnnotation {
  /** Sample index at `annotationRateHz` of the recording. */
  readonly sampleIndex: number;
  readonly symbol: string;
  readonly aux: string;
  readonly subtype: number;
  readonly channel: number;
  readonly number: number;
  /** Exact onset in seconds where the file states seconds (EDF+), else null. */
  readonly onsetS: number | null;
  readonly durationS: number | null;
}

/** An opened recording. `groups[0]` is the rhythm strip. */
export interface OpenedRecording {
  readonly format: FormatName;
  /** Version or dialect for the person: "EDF+C", "Sierra 1.04.01", "WFDB 212", …. */
  readonly formatDetail: string;
  /** Name for the table: record name or file stem; not de-identified. */
  readonly id: string;
  /** Paths of all files that belong to it, the main one first. */
  readonly files: readonly string[];
  readonly groups: readonly SignalGroup[];
  readonly annotations: readonly FileAnnotation[];
  readonly annotationRateHz: number;
  readonly facts: RecordFacts;
  /** Things the reader noticed that a person should know: signals left out, mended quirks. One sentence each. */
  readonly notes: readonly string[];
  /**
   * Raw samples of the frames `fromFrame` … `toFrame` (exclusive) of a group, one array a signal in the group's order,
   * each (toFrame − fromFrame) × samplesPerFrame long. Reads only the bytes it needs.
   * @throws FormatError "truncated" and the like, when the file turns out damaged there; RangeError for frames outside.
   */
  readSamples(group: number, fromFrame: number, toFrame: number): Promise<readonly RawSamples[]>;
  /** The same straight in millivolts (in the own unit for signals that are no voltages), where a format has a quicker way than by raw samples; null where it then has not. Callers use the function `readMillivolts`. */
  readMillivolts?(group: number, fromFrame: number, toFrame: number): Promise<readonly Float32Array[] | null>;
}
