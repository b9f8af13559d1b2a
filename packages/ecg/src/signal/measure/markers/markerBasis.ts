/** Where a potassium marker comes from, and what is known of its scale. */
export interface MarkerBasis {
  /** Authors, year, journal, DOI. */
  readonly citation: string;
  readonly unit: string;
  /** How the marker becomes potassium according to its authors; null when Kalium knows no published constants. */
  readonly calibration: string | null;
  /** For whom and over what range it was shown. */
  readonly applicableRange: string;
  /** What is Kalium's own in the computation. */
  readonly kaliumsChoice: string;
}

/** One marker of one record. */
export interface MarkerValue {
  readonly name: string;
  /** Null where it could not be computed; `reason` says why. */
  readonly value: number | null;
  readonly reason: string | null;
  readonly basis: MarkerBasis;
}
