/** What leaves the de-identification gate: the only shape in which a recording may be stored, exported or shown in a report. */
import type { FormatName } from "../open/openedRecording.ts";
import type { MachineMeasurements, StatedFilters, TextKind } from "../open/recordFacts.ts";
import type { FactsToWrite, RecordingToWrite } from "../write/recordingToWrite.ts";

/** One line of the removal report; it never holds the value itself. */
export interface RemovalEntry {
  readonly format: string;
  /** Place in the format's own words, e.g. "(0010,0010) PatientName". */
  readonly place: string;
  readonly action: "dropped" | "pseudonym" | "shifted" | "pooled" | "replaced" | "kept-allowed" | "kept-read-by-person";
  readonly count: number;
  /** What kind of identity stood there; absent where that is plain from the place. */
  readonly kind?: TextKind;
}

/** A recording that passed the gate; `facts.deidentified` is true. */
export interface DeidentifiedRecording extends RecordingToWrite {
  readonly facts: FactsToWrite & { readonly deidentified: true };
  /** Format of the file it came from. */
  readonly sourceFormat?: FormatName;
  /** Numbers that the machine stated; none of them tells who the person is. */
  readonly filters?: StatedFilters | null;
  readonly measurements?: MachineMeasurements | null;
}
