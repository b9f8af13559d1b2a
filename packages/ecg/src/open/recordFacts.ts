/**
 * What a file says beside its samples. Person, time and device are as the file has them: nothing here may be stored,
 * shown outside this machine's memory, or written, before `deidentify/` has made its own copy of the allowed part.
 */

/** What kind of identity a text may carry; decides its default fate in the report. */
export type TextKind = "person-name" | "identifier" | "date" | "place" | "staff" | "device" | "contact" | "free-text" | "technical";

/** One text or identifying value found in a file, with its place in the format's own words, e.g. "(0010,0010) PatientName". */
export interface FoundText {
  readonly place: string;
  readonly kind: TextKind;
  readonly value: string;
}

/** Intervals and axes that the recording machine printed. Null where it stated none. */
export interface MachineMeasurements {
  readonly heartRatePerMinute: number | null;
  readonly rrMs: number | null;
  readonly prMs: number | null;
  readonly qrsMs: number | null;
  readonly qtMs: number | null;
  readonly qtcMs: number | null;
  readonly pAxisDeg: number | null;
  readonly qrsAxisDeg: number | null;
  readonly tAxisDeg: number | null;
}

/** Filters that the machine applied before it stored the signal: part of every model's input contract. */
export interface StatedFilters {
  readonly highPassHz: number | null;
  readonly lowPassHz: number | null;
  readonly notchHz: number | null;
}

export interface RecordFacts {
  /** Identifier of the person as written; null when the file has none. */
  readonly personId: string | null;
  readonly sex: "female" | "male" | null;
  readonly ageYears: number | null;
  /** Wall-clock start as written, in milliseconds since 1970-01-01T00:00 of that same clock (no time zone is known); null when unknown. */
  readonly startTimeMs: number | null;
  /** Serum potassium that the file itself carries (only files that Kalium wrote), mmol/L. */
  readonly potassiumMmolPerL: number | null;
  /** True for every recording made by the simulator. */
  readonly simulated: boolean;
  readonly measurements: MachineMeasurements | null;
  readonly filters: StatedFilters | null;
  /** Every text and identifying value of the file outside the signal data, for review and for the report. */
  readonly texts: readonly FoundText[];
}

/** Facts of a file that states nothing. */
export const NO_FACTS: RecordFacts = {
  personId: null, sex: null, ageYears: null, startTimeMs: null, potassiumMmolPerL: null, simulated: false,
  measurements: null, filters: null, texts: [],
};
