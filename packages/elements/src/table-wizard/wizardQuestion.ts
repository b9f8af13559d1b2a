/** What the wizard is asked, in the shape in which a reader of tables and arrays takes the answer. */

export interface WizardTableLayout {
  readonly delimiter: "," | ";" | "\t" | " ";
  readonly decimal: "." | ",";
  /** One-based line of the column names; null when there are none. */
  readonly headerLine: number | null;
  /** One-based first line of numbers. */
  readonly firstDataLine: number;
  /** NaN while nobody has said it. */
  readonly samplingRateHz: number;
  readonly unit: string;
  /** Raw counts per unit; 1 when the numbers are already in the unit. */
  readonly gainPerUnit: number;
  /** Lead name by column; null leaves a column out. */
  readonly columnLeads: readonly (string | null)[];
}

export interface WizardArrayLayout {
  readonly arrayName: string | null;
  readonly samplingRateHz: number;
  readonly unit: string;
  readonly gainPerUnit: number;
  readonly leadNames: readonly string[];
  /** Which axis holds the leads. */
  readonly leadAxis: "first" | "last";
}

export interface WizardQuestion {
  readonly file: string;
  readonly kind: "table" | "array";
  /** First lines of a text table. */
  readonly preview: readonly string[];
  readonly guess: WizardTableLayout | WizardArrayLayout;
  readonly columnCount: number;
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** The answer: one of the two. */
export interface WizardAnswer {
  readonly table?: WizardTableLayout;
  readonly array?: WizardArrayLayout;
}

export const LEAD_NAMES = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"] as const;

/** Units that can be chosen, with millivolts per unit. */
export const UNITS: readonly { readonly unit: string; readonly label: string; readonly millivolt: number }[] = [
  { unit: "mV", label: "millivolts (mV)", millivolt: 1 },
  { unit: "uV", label: "microvolts (µV)", millivolt: 0.001 },
  { unit: "V", label: "volts (V)", millivolt: 1000 },
];

/** Millivolts per unit; NaN for a unit that is none. */
export function millivoltOf(unit: string): number {
  const known = unit.toLowerCase().replace(/^[µμ]/, "u");
  return UNITS.find((candidate) => candidate.unit.toLowerCase() === known)?.millivolt ?? NaN;
}
