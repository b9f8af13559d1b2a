/** One recording as the table shows it. All of it is text and numbers for the eye; none of it is stored by an element. */
export interface RecordingItem {
  /** Unique within the table. */
  readonly key: string;
  readonly id: string;
  readonly path: string;
  readonly format: string;
  readonly formatDetail: string;
  readonly leadNames: readonly string[];
  readonly samplingRateHz: number;
  readonly durationS: number;
  readonly person: string | null;
  readonly simulated: boolean;
  readonly quality: { readonly grade: QualityGrade; readonly reasons: readonly string[] };
  readonly potassium: { readonly mmolPerL: number; readonly offsetMinutes: number | null; readonly haemolysed: boolean | null } | null;
  readonly notes: readonly string[];
  /** Lowest and highest millivolts of each column, interleaved; NaN where nothing is known. */
  readonly thumbnailMillivolt: Float32Array;
  readonly thumbnailLead: string;
}

export type QualityGrade = "good" | "fair" | "poor";
export type PotassiumClass = "low" | "normal" | "high";

/** Clinical thresholds: below 3.5 mmol/L is low, 5.5 and above is high. */
export function potassiumClassOf(mmolPerL: number): PotassiumClass {
  if (mmolPerL < 3.5) return "low";
  return mmolPerL >= 5.5 ? "high" : "normal";
}
