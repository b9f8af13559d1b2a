/** Constants of the search for exchanged electrodes. All are Kalium's choice unless marked. */
export const LEAD_SWAP_LIMITS = {
  /** By how much the weighted evidence for another right arm must exceed that for the recorded one: half and three quarters of a correlation and a half. */
  armMargin: { possible: 0.75, likely: 1.125 },
  /** Weight of the correlation of lead I with V6 beside that of aVR. */
  leadOneWeight: 0.5,
  /** Weight of the P axis: small, as a P wave may be absent or come from elsewhere. */
  pAxisWeight: 0.25,
  /** Middle of the usual range of 0–75° (literature, textbook figure), a little down as most lie there. */
  usualPAxisDegrees: 50,
  /** From and to before the QRS peak. */
  pWindowS: [0.25, 0.07],
  /** Stretch at either end of the window whose mean is its baseline. */
  pEdgeS: 0.01,
  /** Mean height over the window; below it there is no P wave to judge. */
  leastPMillivolt: 0.006,
  /** A lead between both legs: smaller than a square and than this share of the others. Literature (the 0.1 mV of textbooks) for the first, widened. */
  flatMillivolt: 0.15,
  flatShare: 0.12,
  /** Way through the chest leads after the best exchange over the way as recorded. */
  chestRatio: { possible: 0.9, likely: 0.75 },
  /** A lead below this is off, and says nothing. */
  leastMovementMillivolt: 0.05,
} as const;
