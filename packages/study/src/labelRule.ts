/**
 * Which class a potassium value gives a strip, after Chiu 2022 (doi:10.2196/41163): hyperkalaemia above 5.5 mmol/L, normal
 * from 3.5 to 5.0. The gap between keeps neighbouring strips of one person from carrying opposite labels for nearly the
 * same potassium; values below 3.5 are outside the question.
 */
export type PotassiumClass = "normal" | "hyper" | "gap" | "low";

/** Class indices of every two-class study: the event (hyperkalaemia, ventricular beat) is 1. */
export type ClassIndex = 0 | 1;

/** Classifies a potassium value in mmol/L (= mEq/L). */
export function potassiumClass(potassiumMmolPerL: number): PotassiumClass {
  if (potassiumMmolPerL < 3.5) return "low";
  if (potassiumMmolPerL <= 5.0) return "normal";
  if (potassiumMmolPerL <= 5.5) return "gap";
  return "hyper";
}
