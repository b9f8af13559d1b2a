/** What leaves the de-identification gate: the only shape in which a recording may be stored, exported or shown in a report. */
import type { FactsToWrite, RecordingToWrite } from "../write/recordingToWrite.ts";

/** One line of the removal report; it never holds the value itself. */
export interface RemovalEntry {
  readonly format: string;
  /** Place in the format's own words, e.g. "(0010,0010) PatientName". */
  readonly place: string;
  readonly action: "dropped" | "pseudonym" | "shifted" | "pooled" | "replaced" | "kept-allowed" | "kept-read-by-person";
  readonly count: number;
}

/** A recording that passed the gate; `facts.deidentified` is true. */
export interface DeidentifiedRecording extends RecordingToWrite {
  readonly facts: FactsToWrite & { readonly deidentified: true };
}
