/** What a bare array can be told about itself: which axis holds the leads, and their names where custom settles them. */
import type { ArrayLayout } from "../../open/formatReader.ts";
import { TWELVE_LEADS } from "../array/openArrays.ts";

/** The leads that are recorded; the other four follow from them. */
const EIGHT = TWELVE_LEADS.filter((lead) => !/^(III|aV)/.test(lead));

/**
 * A first guess for an array of `shape` (1 to 3 axes): the shorter of the last two axes holds the leads. Rate and gain stay
 * NaN and the unit "", because nothing in an array tells them.
 */
export function guessArrayLayout(arrayName: string | null, shape: readonly number[]): ArrayLayout {
  const [rows, columns] = shape.length < 2 ? [1, shape[0] ?? 0] : (shape.slice(-2) as [number, number]);
  const leadAxis = rows <= columns ? "first" : "last";
  const leadCount = Math.min(rows, columns);
  const leadNames = leadCount === 12 ? TWELVE_LEADS : leadCount === 8 ? EIGHT : Array.from({ length: Math.min(leadCount, 256) }, (_, index) => `lead ${index + 1}`);
  return { arrayName, samplingRateHz: NaN, unit: "", gainPerUnit: NaN, leadNames, leadAxis };
}
