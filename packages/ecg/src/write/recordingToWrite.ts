/** What every writer takes: one group of signals in memory, and only the facts that the de-identification gate lets through. */
import type { Calibration, FileAnnotation, RawSamples } from "../open/openedRecording.ts";

export interface SignalToWrite {
  readonly name: string;
  readonly unit: string;
  readonly samplesPerFrame: number;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly invalidCount: number | null;
  readonly calibrations?: readonly Calibration[];
  /** frameCount × samplesPerFrame raw samples. */
  readonly samples: RawSamples;
}

/** Facts that may be written. Dates are already shifted, identifiers already pseudonyms, ages already pooled. */
export interface FactsToWrite {
  readonly personId: string | null;
  readonly sex: "female" | "male" | null;
  /** Whole years; 90 stands for "90 or older". */
  readonly ageYears: number | null;
  readonly startTimeMs: number | null;
  readonly potassiumMmolPerL: number | null;
  readonly simulated: boolean;
  /** True when the gate made these facts: formats that have a mark for it (DICOM (0012,0062)) set it. */
  readonly deidentified: boolean;
}

export interface RecordingToWrite {
  /** File stem; letters, digits, "_" and "-". */
  readonly id: string;
  readonly framesPerSecond: number;
  readonly frameCount: number;
  readonly signals: readonly SignalToWrite[];
  readonly annotations: readonly FileAnnotation[];
  readonly annotationRateHz: number;
  readonly facts: FactsToWrite;
}

/** A file to be saved. */
export interface WrittenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
