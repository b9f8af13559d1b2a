/**
 * The six limb leads are made of three potentials: III = II − I, aVR = −(I + II)/2, aVL = I − II/2, aVF = II − I/2 (Einthoven 1912,
 * Goldberger 1942). Where a file breaks this, its columns are mixed up, its gains wrong or its leads not recorded at once. An
 * exchange of electrodes does *not* break it; see {@link findLeadSwaps}.
 */
import type { AnalysedLead } from "../analysedLead.ts";
import { QUALITY_BAND_HZ, levelLead } from "./levelLead.ts";
import { correlate } from "./correlation.ts";

export interface LimbLeadConsistency {
  /**
   * "gains-differ": every lead has the right shape but not the right size, as when each lead was scaled for itself (the LUDB is so):
   * amplitudes of different leads and axes must not be compared. "unknown": fewer than three limb leads, or none with a sample.
   */
  readonly verdict: "consistent" | "gains-differ" | "inconsistent" | "unknown";
  /** Root mean square of measured − expected for each lead that follows from I and II, mV. */
  readonly residualMillivolt: ReadonlyMap<string, number>;
  /** Sentence for the page. */
  readonly text: string;
}

/** What follows from leads I and II: weight of I, weight of II. */
const DERIVED: readonly (readonly [string, number, number])[] = [
  ["III", -1, 1],
  ["AVR", -0.5, -0.5],
  ["AVL", 1, -0.5],
  ["AVF", -0.5, 1],
];

const LIMB_LEADS = ["I", "II", ...DERIVED.map(([name]) => name)];

/** Kalium's choice: files round to 5 µV at most, and filters of a recorder run per lead. */
const CONSISTENT_MILLIVOLT = 0.02;
/** Kalium's choice: share of the size of the lead. */
const CONSISTENT_SHARE = 0.05;
/** Kalium's choice: likeness to the best mixture of I and II from which only the gains are blamed. */
const SAME_SHAPE = 0.98;

/** Checks the limb leads (mV, leads of one recording at one rate) against each other, whole, between 0.5 and 40 Hz. */
export function checkLimbLeads(leads: readonly AnalysedLead[], samplingRateHz: number): LimbLeadConsistency {
  const limb = leads.filter(({ name }) => LIMB_LEADS.includes(name.toUpperCase()));
  const byLead = new Map(limb.map(({ name, samplesMillivolt }) => [name.toUpperCase(), levelLead(samplesMillivolt, samplingRateHz, QUALITY_BAND_HZ)]));
  const [one, two] = [byLead.get("I"), byLead.get("II")];
  const derived = DERIVED.flatMap(([name, ofOne, ofTwo]) => {
    const measured = byLead.get(name);
    return one && two && measured ? [{ name, ofOne, ofTwo, measured }] : [];
  });
  const residualMillivolt = new Map<string, number>();
  if (!one || !two || one.length === 0 || derived.length === 0) return { verdict: "unknown", residualMillivolt, text: "Leads I, II and one more limb lead are needed to check them against each other." };
  const broken: string[] = [];
  let misshapen = false;
  for (const { name, ofOne, ofTwo, measured } of derived) {
    const residual = rms(measured.map((value, k) => value - ofOne * one[k] - ofTwo * two[k]));
    residualMillivolt.set(name, residual);
    if (residual <= Math.max(CONSISTENT_MILLIVOLT, CONSISTENT_SHARE * rms(measured))) continue;
    broken.push(name);
    const [a, b] = fitMixture(one, two, measured);
    const keepsSigns = a * ofOne > 0 && b * ofTwo > 0;
    if (!keepsSigns || correlate(measured, one.map((value, k) => a * value + b * two[k])) < SAME_SHAPE) misshapen = true;
  }
  if (broken.length === 0) return { verdict: "consistent", residualMillivolt, text: "The limb leads follow from each other as they should." };
  const names = broken.join(", ").replaceAll("AV", "aV");
  return misshapen
    ? { verdict: "inconsistent", residualMillivolt, text: `${names} cannot be made from leads I and II: columns may be mixed up, or leads were not recorded at once.` }
    : { verdict: "gains-differ", residualMillivolt, text: `${names} have the shape that follows from leads I and II but not the size: each lead seems scaled for itself. Do not compare amplitudes between leads, and do not trust axes.` };
}

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/** Least-squares weights of two leads. */
function fitMixture(one: Float64Array, two: Float64Array, measured: Float64Array): readonly [number, number] {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
  const [aa, ab, bb] = [dot(one, one), dot(one, two), dot(two, two)];
  const [am, bm] = [dot(one, measured), dot(two, measured)];
  const determinant = aa * bb - ab * ab;
  return [(am * bb - bm * ab) / determinant, (bm * aa - am * ab) / determinant];
}
