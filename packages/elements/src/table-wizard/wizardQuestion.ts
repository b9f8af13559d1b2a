/** What the wizard is asked, in the shape in which a reader of tables and arrays takes the answer; a rate that nobody has said yet is NaN. */
import type { ArrayLayout, TableLayout } from "@kalium/ecg";

export interface WizardQuestion {
  readonly file: string;
  readonly kind: "table" | "array";
  /** First lines of a text table. */
  readonly preview: readonly string[];
  readonly guess: TableLayout | ArrayLayout;
  readonly columnCount: number;
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** The answer: one of the two. */
export interface WizardAnswer {
  readonly table?: TableLayout;
  readonly array?: ArrayLayout;
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
