/** Which rhythm a potassium brings about, how often, and how fast the pacemakers are. */
import { pchipInterpolator } from "../pchip.ts";
import type { SimulatedPatient } from "../patient.ts";
import { drawNormal } from "../randomDraws.ts";
import type { Random } from "../randomDraws.ts";
import type { RhythmName } from "./rhythmPlan.ts";

/** Rate change per mmol/L between 4.5 and 7 (Kalium's choice; Severi 2000 finds at most 7/min after dialysis). */
const RATE_PER_MMOL_PER_L = -2;
/** SD of the rate between recordings of one person, per minute (Kalium's choice). */
const RATE_SD_PER_MINUTE = 4;
/** Kalium's choice: below it a slow rhythm is another pacemaker's. */
const LOWEST_SINUS_RATE_PER_MINUTE = 40;
/** From here on half of the ventricular complex is a sine wave, and the rhythm bears its name (the curve's own midpoint; Kalium's choice). */
export const SINE_WAVE_FROM_MMOL_PER_L = 8.5;

/** Rates of the pacemakers below the sinus node, per minute. */
export const escapeRates = {
  junctional: { lowest: 30, highest: 50, mark: "kalium", source: "slow junctional rhythm of severe hyperkalaemia; slower than the 40–60 of a healthy junction" },
  ventricular: { lowest: 25, highest: 40, mark: "kalium", source: "" },
} as const;

/**
 * Chance of each rhythm by potassium where none is asked for; what is left is sinus rhythm. From 8.5 mmol/L up the result is
 * called a sine wave whatever drives it. Ventricular and atrial fibrillation come only when asked for. Anchored only by the share
 * of slow rhythms above 7.0 (Varga 2019) and by the tissue model; the numbers are Kalium's choice.
 */
export const rhythmChances = {
  junctional: { potassiumMmolPerL: [6, 6.5, 7.5, 8.5], chance: [0, 0.05, 0.18, 0.5], mark: "kalium", source: "anchored by Varga 2019, doi:10.1186/s12873-019-0247-0" },
  "second-degree-block": { potassiumMmolPerL: [6.5, 7.5, 8.5], chance: [0, 0.02, 0.04], mark: "kalium", source: "" },
  "complete-block": { potassiumMmolPerL: [6.5, 7.5, 8.5], chance: [0, 0.01, 0.03], mark: "kalium", source: "" },
} as const;

const chanceOf = (row: { readonly potassiumMmolPerL: readonly number[]; readonly chance: readonly number[] }) => pchipInterpolator(row.potassiumMmolPerL, row.chance);

/** Chance of sinus arrest with a junctional rhythm of 30–50/min; .05 at 6.5, .18 at 7.5, .5 at 8.5 mmol/L. */
export const junctionalChance = chanceOf(rhythmChances.junctional);
const secondDegreeChance = chanceOf(rhythmChances["second-degree-block"]);
const completeChance = chanceOf(rhythmChances["complete-block"]);

/** A rhythm drawn by potassium. Takes one uniform. */
export function drawRhythmName(random: Random, effectivePotassiumMmolPerL: number): RhythmName {
  const at = random();
  let bound = junctionalChance(effectivePotassiumMmolPerL);
  if (at < bound) return "junctional";
  bound += secondDegreeChance(effectivePotassiumMmolPerL);
  if (at < bound) return "second-degree-block";
  bound += completeChance(effectivePotassiumMmolPerL);
  return at < bound ? "complete-block" : "sinus";
}

/** Sinus rate of one recording: the person's own, 2/min slower per mmol/L between 4.5 and 7, and another from day to day. */
export function drawSinusRate(random: Random, patient: SimulatedPatient, effectivePotassiumMmolPerL: number): number {
  const aboveReference = Math.min(7, Math.max(4.5, effectivePotassiumMmolPerL)) - 4.5;
  const rate = drawNormal(random, patient.heartRatePerMinute + RATE_PER_MMOL_PER_L * aboveReference, RATE_SD_PER_MINUTE);
  return Math.max(LOWEST_SINUS_RATE_PER_MINUTE, rate);
}

/** Rate of an escape pacemaker. */
export function drawEscapeRate(random: Random, origin: keyof typeof escapeRates): number {
  const { lowest, highest } = escapeRates[origin];
  return lowest + (highest - lowest) * random();
}
