/**
 * How the mean patient's ECG changes with serum potassium: knots of each parameter, joined by monotone cubics.
 * Reference is 4.5 mmol/L. The knots are Kalium's choice; every one says what it rests on, and nothing that is
 * only interpolated is passed off as measured. "Literature" keys are spelled out in `citations`.
 */
import { SimulationError } from "./errors.ts";
import { pchipInterpolator } from "./pchip.ts";

export const LOWEST_POTASSIUM_MMOL_PER_L = 2;
export const HIGHEST_POTASSIUM_MMOL_PER_L = 9;
export const REFERENCE_POTASSIUM_MMOL_PER_L = 4.5;

/**
 * What a number rests on: "literature" follows a printed figure, "model" a computed one, "interpolation" lies between
 * such figures, "kalium" is this project's choice (its sources, if any, give the direction or the order, not the size).
 */
export type BasisMark = "literature" | "model" | "interpolation" | "kalium";

/** The sources of the knots, by key. */
export const citations = {
  krogager2019: "Krogager 2019, doi:10.1016/j.jelectrocard.2019.09.005 (163 547 people, K 2.0–6.0)",
  aha14334: "American Heart Association abstract 14334 (32 haemodialysis patients, K ≥ 5.5 against normal)",
  emj2002: "Webster, Brady and Morris, Emerg Med J 2002;19:74, doi:10.1136/emj.19.1.74 (order of the signs of hyperkalaemia)",
  weaver1960: "Weaver and Burchell, Circulation 1960;21:505, abstract (130 patients with low potassium)",
  uWave: "U wave about 11 % of T, may exceed T below 2.7 (American Heart Association page; EM News 2003)",
  tissue: "ten Tusscher and Panfilov 2006, doi:10.1152/ajpheart.00109.2006, one-dimensional cable and strand",
  varga2019: "Varga 2019, doi:10.1186/s12873-019-0247-0 (rhythm and rate above 7.0)",
} as const;
export type CitationKey = keyof typeof citations;

/** Where each source can be read; null where no address is known. */
export const citationUrls: Readonly<Record<CitationKey, string | null>> = {
  krogager2019: "https://doi.org/10.1016/j.jelectrocard.2019.09.005",
  aha14334: "https://discovery.researcher.life/article/abstract-14334-best-electrocardiographic-criteria-for-hyperkalemia-in-chronic-hemodialysis-patients/45ca65052c0c3df2b6d7087d945273ad",
  emj2002: "https://doi.org/10.1136/emj.19.1.74",
  weaver1960: "https://doi.org/10.1161/01.CIR.21.4.505",
  uWave: null,
  tissue: "https://doi.org/10.1152/ajpheart.00109.2006",
  varga2019: "https://doi.org/10.1186/s12873-019-0247-0",
};

/** What one knot of one parameter rests on. */
export interface KnotBasis {
  readonly mark: BasisMark;
  readonly sources: readonly CitationKey[];
}

/** A knot: potassium in mmol/L, the value there, and its basis. */
export interface Knot {
  readonly potassiumMmolPerL: number;
  readonly value: number;
  readonly basis: KnotBasis;
}

/** The ECG of the mean patient at one potassium, relative to 4.5 mmol/L. */
export interface PotassiumParameters {
  readonly potassiumMmolPerL: number;
  /** T amplitude, times that at 4.5. */
  readonly tAmplitudeRatio: number;
  /** Full width at half maximum of T, times that at 4.5. */
  readonly tWidthRatio: number;
  /** Width of the rising over that of the falling half of T, times that at 4.5. */
  readonly tAsymmetryRatio: number;
  readonly qrsWidthRatio: number;
  /** Change of the PR interval in ms; null above 7.5 mmol/L, where no PR interval can be stated. */
  readonly prChangeMs: number | null;
  readonly pAmplitudeRatio: number;
  /** Change of the duration of P, ms. */
  readonly pDurationChangeMs: number;
  /** Change of the rate-corrected JT interval in ms. */
  readonly jtcChangeMs: number;
  /** U amplitude over T amplitude at rates where a U wave shows. */
  readonly uToTRatio: number;
  /** ST level in V2–V5, mV; 0 from 3.5 mmol/L up. */
  readonly stMillivolt: number;
  /** ST level in V1–V2, mV; null above 8.0 mmol/L, where ST is fused with QRS and T. */
  readonly stV1V2Millivolt: number | null;
  /** The same for drawing: above 8.0 the last stated level goes on. */
  readonly stV1V2DrawnMillivolt: number;
  /** Weight of the sine wave in the ventricular complex, 0–1. */
  readonly sineBlend: number;
}

/** The parameters that have knots (the sine blend is a formula). */
export type CurveParameter = Exclude<keyof PotassiumParameters, "potassiumMmolPerL" | "sineBlend" | "stV1V2DrawnMillivolt">;

const interpolated: KnotBasis = { mark: "interpolation", sources: [] };
const reference: KnotBasis = { mark: "kalium", sources: [] };
const krogager: KnotBasis = { mark: "literature", sources: ["krogager2019"] };
const dialysis: KnotBasis = { mark: "literature", sources: ["aha14334"] };
const tissue: KnotBasis = { mark: "model", sources: ["tissue"] };
const tissueAndOrder: KnotBasis = { mark: "kalium", sources: ["tissue", "emj2002"] };
const order: KnotBasis = { mark: "kalium", sources: ["emj2002"] };
const uWave: KnotBasis = { mark: "literature", sources: ["uWave"] };
const lowSt: KnotBasis = { mark: "literature", sources: ["weaver1960"] };
const lowPattern: KnotBasis = { mark: "kalium", sources: ["krogager2019", "weaver1960", "uWave"] };
const weakAbove: KnotBasis = { mark: "kalium", sources: ["krogager2019", "tissue"] };
const chosen: KnotBasis = { mark: "kalium", sources: [] };

function knots(rows: readonly (readonly [number, number, KnotBasis])[]): readonly Knot[] {
  return rows.map(([potassiumMmolPerL, value, basis]) => ({ potassiumMmolPerL, value, basis }));
}

/** The knots of every parameter. A parameter without a value in the high rows simply ends earlier. */
export const potassiumKnots: Readonly<Record<CurveParameter, readonly Knot[]>> = {
  tAmplitudeRatio: knots([
    [2, 0.4, lowPattern], [2.5, 0.57, interpolated], [3, 0.715, krogager], [3.5, 0.825, krogager], [4, 0.915, krogager],
    [4.5, 1, reference], [5, 1.08, weakAbove], [5.5, 1.2, interpolated], [6, 1.38, dialysis], [6.5, 1.6, interpolated],
    [7, 1.75, order], [7.5, 1.8, interpolated], [8, 1.8, order], [8.5, 1.7, chosen], [9, 1.6, chosen],
  ]),
  tWidthRatio: knots([
    [2, 1.25, interpolated], [2.5, 1.21, interpolated], [3, 1.16, interpolated], [3.5, 1.1, interpolated],
    [4, 1.05, interpolated], [4.5, 1, reference], [5, 0.93, interpolated], [5.5, 0.83, interpolated],
    [6, 0.73, dialysis], [6.5, 0.65, interpolated], [7, 0.64, interpolated], [7.5, 0.8, interpolated],
    [8, 1.15, chosen], [8.5, 1.3, chosen], [9, 1.4, chosen],
  ]),
  qrsWidthRatio: knots([
    [2, 1.08, interpolated], [2.5, 1.05, interpolated], [3, 1.03, interpolated], [3.5, 1.01, interpolated],
    [4, 1, interpolated], [4.5, 1, reference], [5, 1, tissue], [5.5, 1.02, interpolated], [6, 1.05, tissue],
    [6.5, 1.1, tissue], [7, 1.16, tissue], [7.5, 1.26, tissue], [8, 1.47, tissueAndOrder], [8.5, 1.75, tissueAndOrder],
    [9, 2.1, tissueAndOrder],
  ]),
  prChangeMs: knots([
    [2, 13, krogager], [2.5, 10.5, interpolated], [3, 8, krogager], [3.5, 5, krogager], [4, 2, krogager],
    [4.5, 0, reference], [5, 0, weakAbove], [5.5, 5, interpolated], [6, 16, dialysis], [6.5, 21, interpolated],
    [7, 32, order], [7.5, 48, interpolated],
  ]),
  pAmplitudeRatio: knots([
    [2, 1.07, krogager], [2.5, 1.05, interpolated], [3, 1.04, krogager], [3.5, 1.02, krogager], [4, 1, krogager],
    [4.5, 1, reference], [5, 1, interpolated], [5.5, 0.98, interpolated], [6, 0.92, interpolated],
    [6.5, 0.8, interpolated], [7, 0.6, order], [7.5, 0.35, interpolated], [8, 0.12, order], [8.5, 0, chosen],
    [9, 0, order],
  ]),
  pDurationChangeMs: knots([
    [2, 7.5, krogager], [2.5, 6, interpolated], [3, 4.5, krogager], [3.5, 2.9, krogager], [4, 1.3, krogager], [4.5, 0, reference],
    [5, 0, weakAbove], [5.5, 1, interpolated], [6, 3, interpolated], [6.5, 6, interpolated], [7, 11, order], [7.5, 17, interpolated],
    [8, 24, chosen], [8.5, 30, chosen], [9, 30, chosen],
  ]),
  tAsymmetryRatio: knots([
    [2, 1.14, chosen], [2.5, 1.12, chosen], [3.5, 1.06, chosen], [4.5, 1, reference], [5, 0.95, interpolated], [5.5, 0.87, interpolated], [6, 0.78, interpolated],
    [6.5, 0.7, order], [7, 0.7, chosen], [7.5, 0.85, chosen], [8, 1.1, chosen], [8.5, 1.1, chosen], [9, 1.1, chosen],
  ]),
  jtcChangeMs: knots([
    [2, 27, krogager], [2.5, 20, interpolated], [3, 14, krogager], [3.5, 9, krogager], [4, 3, krogager],
    [4.5, 0, reference], [5, -2, weakAbove], [5.5, -5, interpolated], [6, -8, interpolated], [6.5, -10, interpolated],
    [7, -13, interpolated], [7.5, -20, interpolated], [8, -40, chosen], [8.5, -55, chosen], [9, -60, chosen],
  ]),
  uToTRatio: knots([
    [2, 2, lowPattern], [2.5, 1.2, interpolated], [3, 0.6, lowPattern], [3.5, 0.25, interpolated], [4, 0.13, interpolated],
    [4.5, 0.11, uWave], [5, 0.08, interpolated], [5.5, 0.05, interpolated], [6, 0, chosen], [6.5, 0, chosen],
    [7, 0, chosen], [7.5, 0, chosen], [8, 0, chosen], [8.5, 0, chosen], [9, 0, chosen],
  ]),
  stMillivolt: knots([
    [2, -0.1, lowPattern], [2.5, -0.08, interpolated], [3, -0.05, lowSt], [3.5, 0, chosen], [4, 0, chosen],
    [4.5, 0, reference], [5, 0, chosen], [5.5, 0, chosen], [6, 0, chosen], [6.5, 0, chosen], [7, 0, chosen],
    [7.5, 0, chosen], [8, 0, chosen], [8.5, 0, chosen], [9, 0, chosen],
  ]),
  stV1V2Millivolt: knots([
    [2, 0, chosen], [4.5, 0, reference], [7, 0, chosen], [7.5, 0.05, interpolated], [8, 0.1, order],
  ]),
};

const interpolators = Object.fromEntries(
  Object.entries(potassiumKnots).map(([parameter, rows]) => [
    parameter,
    pchipInterpolator(rows.map((row) => row.potassiumMmolPerL), rows.map((row) => row.value)),
  ]),
) as Readonly<Record<CurveParameter, (potassiumMmolPerL: number) => number>>;

/** Potassium at which half of the ventricular complex is a sine wave (Kalium's choice). */
const SINE_MIDPOINT_MMOL_PER_L = 8.5;
/** Steepness of the change to a sine wave: 0.9 is reached at 9.0 (Kalium's choice). */
const SINE_SCALE_MMOL_PER_L = 0.23;

/**
 * The mean patient's parameters at a potassium of 2.0–9.0 mmol/L.
 *
 * Where the source rows say "not applicable" (PR above 7.5) or "fused" (ST above 8.0) the result is null, not a
 * number carried on. The drawn wave then keeps the last stated value to place what is left of the P wave.
 *
 * @throws SimulationError outside 2.0–9.0 mmol/L.
 * @example parametersAtPotassium(6.75).tAmplitudeRatio // 1.687922
 */
export function parametersAtPotassium(potassiumMmolPerL: number): PotassiumParameters {
  assertPotassiumInRange(potassiumMmolPerL, "potassiumMmolPerL");
  const at = (parameter: CurveParameter) => interpolators[parameter](potassiumMmolPerL);
  const atOrNull = (parameter: CurveParameter) =>
    potassiumMmolPerL > potassiumKnots[parameter].at(-1)!.potassiumMmolPerL ? null : at(parameter);
  return {
    potassiumMmolPerL,
    tAmplitudeRatio: at("tAmplitudeRatio"),
    tWidthRatio: at("tWidthRatio"),
    tAsymmetryRatio: at("tAsymmetryRatio"),
    qrsWidthRatio: at("qrsWidthRatio"),
    prChangeMs: atOrNull("prChangeMs"),
    pAmplitudeRatio: at("pAmplitudeRatio"),
    pDurationChangeMs: at("pDurationChangeMs"),
    jtcChangeMs: at("jtcChangeMs"),
    uToTRatio: at("uToTRatio"),
    stMillivolt: at("stMillivolt"),
    stV1V2Millivolt: atOrNull("stV1V2Millivolt"),
    stV1V2DrawnMillivolt: at("stV1V2Millivolt"),
    sineBlend: 1 / (1 + Math.exp(-(potassiumMmolPerL - SINE_MIDPOINT_MMOL_PER_L) / SINE_SCALE_MMOL_PER_L)),
  };
}

/** What each parameter rests on at a potassium: the basis of the knot there, or "interpolation" between two knots. */
export function basisAtPotassium(potassiumMmolPerL: number): Readonly<Record<CurveParameter | "sineBlend", KnotBasis>> {
  assertPotassiumInRange(potassiumMmolPerL, "potassiumMmolPerL");
  const entries = Object.entries(potassiumKnots).map(([parameter, rows]) => {
    const right = rows.findIndex((row) => row.potassiumMmolPerL >= potassiumMmolPerL);
    if (right < 0) return [parameter, chosen];
    if (rows[right].potassiumMmolPerL === potassiumMmolPerL) return [parameter, rows[right].basis];
    const sources = [...new Set([...rows[right - 1].basis.sources, ...rows[right].basis.sources])];
    return [parameter, { mark: "interpolation", sources }];
  });
  return { ...Object.fromEntries(entries), sineBlend: chosen };
}

/** @throws SimulationError outside 2.0–9.0 mmol/L, or when not a number. */
export function assertPotassiumInRange(potassiumMmolPerL: number, option: string): void {
  if (potassiumMmolPerL >= LOWEST_POTASSIUM_MMOL_PER_L && potassiumMmolPerL <= HIGHEST_POTASSIUM_MMOL_PER_L) return;
  throw new SimulationError(
    "potassium-out-of-range",
    option,
    `${potassiumMmolPerL} mmol/L is outside the curve`,
    `Choose a potassium from ${LOWEST_POTASSIUM_MMOL_PER_L.toFixed(1)} to ${HIGHEST_POTASSIUM_MMOL_PER_L.toFixed(1)} mmol/L.`,
  );
}
