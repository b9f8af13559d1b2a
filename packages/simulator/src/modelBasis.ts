/** What the parts of the model rest on that are neither knots of the curve nor spread of people; for displays, beside `basisAtPotassium`. */
import type { BasisMark } from "./potassiumCurve.ts";

export interface ModelBasis {
  readonly part: string;
  readonly value: string;
  readonly mark: BasisMark;
  readonly source: string;
  /** Where the source can be read; null where there is none or no address is known. */
  readonly url: string | null;
}

export const modelBasis: readonly ModelBasis[] = [
  { part: "Leads from the dipole", value: "forward Dower matrix", mark: "literature", source: "Dower 1980; inverse by Edenbrandt and Pahlm 1988", url: null },
  { part: "Limb leads", value: "III = II − I; aVR, aVL, aVF from I and II", mark: "literature", source: "Einthoven, Goldberger", url: null },
  { part: "What leads show beyond one dipole", value: "5 to 8 % of a lead", mark: "kalium", source: "", url: null },
  { part: "Sizes of QRS by lead", value: "fitted to usual adult sizes", mark: "kalium", source: "orders of size after Rijnbeek 2014", url: "https://doi.org/10.1016/j.jelectrocard.2014.07.022" },
  { part: "QT after RR", value: "cube root (Fridericia)", mark: "literature", source: "Fridericia 1920", url: null },
  { part: "Where T grows most", value: "V2, V3 × 1.07, II × 1.25 in the exponent", mark: "interpolation", source: "II against V4: American Heart Association abstract 14334", url: "https://discovery.researcher.life/article/abstract-14334-best-electrocardiographic-criteria-for-hyperkalemia-in-chronic-hemodialysis-patients/45ca65052c0c3df2b6d7087d945273ad" },
  { part: "U by heart rate", value: "whole below 65/min, absent above 95/min", mark: "literature", source: "secondary page of the American Heart Association", url: null },
  { part: "U by lead", value: "largest in V2 and V3", mark: "literature", source: "secondary page of the American Heart Association", url: null },
  { part: "When U is marked", value: "from 0.1 mV in V3", mark: "literature", source: "Weaver and Burchell 1960", url: "https://doi.org/10.1161/01.CIR.21.4.505" },
  { part: "Sine wave", value: "half of the signal at 8.5, nine tenths at 9.0 mmol/L", mark: "kalium", source: "order of signs: Webster 2002", url: "https://doi.org/10.1136/emj.19.1.74" },
  { part: "Where waves begin and end", value: "QRS 0.4 % and 7 ms outside, P 1.5 and 10 %, T 5 and 2 % of the largest dipole", mark: "kalium", source: "no bias against a delineator judged on cardiologists' marks", url: null },
  { part: "Mimics", value: "strain, early repolarisation, bundle branch block", mark: "kalium", source: "patterns of textbooks, sizes chosen", url: null },
];
