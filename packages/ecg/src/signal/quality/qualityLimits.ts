/** Thresholds of the fused grade. They transfer badly between data sets, so every one can be moved. */

/** Below `poor` (for mains: from it on) an index speaks against the stretch, below `fair` it makes it suspicious. */
export interface QualityLimits {
  /** Agreement of two detectors. Literature (Zhao & Zhang 2018, doi:10.3389/fphys.2018.00727): 0.9 and 0.6. */
  readonly qSqi: { readonly fair: number; readonly poor: number };
  /**
   * Share of 5–15 Hz: lower limits, and the `highest` good one. Literature (Zhao & Zhang 2018): 0.5, 0.4 and 0.8; 0.1 lower from
   * `fastBeatsPerMinute` on. Above the highest is mentioned only (Kalium's choice; they refuse it): wide complexes of a paced, ventricular or
   * hyperkalaemic heart lie there.
   */
  readonly pSqi: { readonly fair: number; readonly poor: number; readonly highest: number; readonly fastBeatsPerMinute: number };
  /** Kurtosis. Literature (Li, Mark & Clifford 2008, doi:10.1088/0967-3334/29/1/002): 5. Mentioned only (Kalium's choice). */
  readonly kSqi: { readonly fair: number };
  /** Share above 1 Hz. Literature (Zhao & Zhang 2018): 0.95 and 0.9; held against a stretch only with drift of `driftMillivolt` (Kalium's choice). */
  readonly basSqi: { readonly fair: number; readonly poor: number; readonly driftMillivolt: number };
  /** Likeness of each beat to its most similar. Literature (Orphanidou 2015, for the correlation with the mean beat): 0.66; `fair` is Kalium's choice. */
  readonly beatLikeness: { readonly fair: number; readonly poor: number };
  /** Above which mains are mentioned, mV. Kalium's choice: half a small square, and two. */
  readonly mainsMillivolt: { readonly fair: number; readonly poor: number };
}

export const DEFAULT_QUALITY_LIMITS: QualityLimits = {
  qSqi: { fair: 0.9, poor: 0.6 },
  pSqi: { fair: 0.5, poor: 0.4, highest: 0.8, fastBeatsPerMinute: 130 },
  kSqi: { fair: 5 },
  basSqi: { fair: 0.95, poor: 0.9, driftMillivolt: 0.1 },
  beatLikeness: { fair: 0.8, poor: 0.66 },
  mainsMillivolt: { fair: 0.05, poor: 0.2 },
};
