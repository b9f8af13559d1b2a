/** A stored data set as the list shows it. */
export interface StoredDatasetItem {
  readonly key: string;
  readonly title: string;
  /** ISO date and time. */
  readonly savedAt: string;
  readonly recordingCount: number;
  readonly personCount: number;
  readonly withPotassiumCount: number;
  readonly byteLength: number;
  readonly state: "whole" | "interrupted";
  readonly simulated: boolean;
}

export interface StoredFacts {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** True: the browser has promised not to evict; false: it may; null: it does not say. */
  readonly persisted: boolean | null;
}

export const EXPORT_FORMATS = [
  { format: "wfdb", label: "WFDB: can be loaded here again" },
  { format: "edf", label: "EDF+" },
  { format: "dicom", label: "DICOM waveform" },
  { format: "aecg", label: "HL7 aECG" },
  { format: "csv", label: "CSV" },
  { format: "npz", label: "NPZ, for Python" },
] as const;

export type StoredExportFormat = (typeof EXPORT_FORMATS)[number]["format"];
