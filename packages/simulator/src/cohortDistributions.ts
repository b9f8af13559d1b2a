/** How potassium is spread among the people of a setting, class imbalance included. */
import { HIGHEST_POTASSIUM_MMOL_PER_L, LOWEST_POTASSIUM_MMOL_PER_L } from "./potassiumCurve.ts";
import { drawTruncatedNormal } from "./randomDraws.ts";
import type { Random } from "./randomDraws.ts";
import type { HistoryKind } from "./history/potassiumHistory.ts";

/** Settings that a cohort can be drawn from. */
export const cohortNames = ["primary-care", "emergency", "dialysis"] as const satisfies readonly HistoryKind[];
export type CohortName = (typeof cohortNames)[number];

/**
 * A truncated normal body, with a tail below and one above it. A tail's distance from the edge of the body is exponential, cut where
 * the curve ends.
 */
export interface PotassiumDistribution {
  readonly body: { readonly mean: number; readonly standardDeviation: number; readonly lowest: number; readonly highest: number };
  /** Share of all people below `body.lowest`, and the mean distance from it. */
  readonly low: { readonly share: number; readonly meanDistance: number };
  /** Share of all people above `body.highest`. */
  readonly high: { readonly share: number; readonly meanDistance: number };
  readonly mark: "literature" | "kalium";
  readonly source: string;
}

export const potassiumDistributions: Readonly<Record<CohortName, PotassiumDistribution>> = {
  // Per test; the shares per person over three years are higher: 13.6 % below 3.5, 7 % above 5.0, 2.5 % above 5.5.
  "primary-care": {
    body: { mean: 4.2, standardDeviation: 0.37, lowest: 3.5, highest: 5.5 },
    low: { share: 0.035, meanDistance: 0.2 },
    high: { share: 0.013, meanDistance: 0.25 },
    mark: "kalium",
    source: "chosen below the shares per person in three years of Nilsson 2017, doi:10.1016/j.ijcard.2017.07.035",
  },
  emergency: {
    body: { mean: 4.15, standardDeviation: 0.38, lowest: 3.5, highest: 5 },
    low: { share: 0.055, meanDistance: 0.25 },
    high: { share: 0.036, meanDistance: 0.5 },
    mark: "literature",
    source: "shares: Singer 2017, doi:10.15441/ceem.16.194 (48 827 visits with a result: 5.5 % below 3.5, 3.6 % above 5.0); shape of body and tails: Kalium's choice",
  },
  // Mean and shares above 5.0 (39.6 %), of at least 6.0 (5.2 %) and below 4.0 (13.6 %) agree with an SD of 0.75.
  dialysis: {
    body: { mean: 4.83, standardDeviation: 0.75, lowest: 2.8, highest: 8 },
    low: { share: 0, meanDistance: 0.1 },
    high: { share: 0, meanDistance: 0.1 },
    mark: "literature",
    source: "PRECEDE-K 2023, doi:10.1186/s12882-023-03261-8 (600 people before the session after the long gap); SD fitted to its printed shares",
  },
};

/** One person's potassium in a setting, mmol/L. */
export function drawPotassium(cohort: CohortName, random: Random): number {
  const { body, low, high } = potassiumDistributions[cohort];
  const at = random();
  if (at < low.share) return body.lowest - drawDistance(random, low.meanDistance, body.lowest - LOWEST_POTASSIUM_MMOL_PER_L);
  if (at < low.share + high.share) return body.highest + drawDistance(random, high.meanDistance, HIGHEST_POTASSIUM_MMOL_PER_L - body.highest);
  return drawTruncatedNormal(random, body.mean, body.standardDeviation, body.lowest, body.highest);
}

/** Exponential, cut at `most`: the inverse of its distribution function. */
function drawDistance(random: Random, meanDistance: number, most: number): number {
  const reached = 1 - Math.exp(-most / meanDistance);
  return -meanDistance * Math.log(1 - reached * random());
}
