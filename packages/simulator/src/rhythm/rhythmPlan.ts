/** When the chambers of one recording are activated; the beats are drawn from this, and every mark of theirs is exact. */

/** What the rhythm is called on the recording and in its annotations. */
export type RhythmName =
  | "sinus"
  | "second-degree-block"
  | "complete-block"
  | "junctional"
  | "sine-wave"
  | "ventricular-fibrillation"
  | "atrial-fibrillation";

/** Every rhythm that can be asked for. */
export const rhythmNames = [
  "sinus", "second-degree-block", "complete-block", "junctional", "sine-wave", "ventricular-fibrillation", "atrial-fibrillation",
] as const satisfies readonly RhythmName[];

/** One ventricular activation. */
export interface PlannedBeat {
  /** Seconds from the start of the recording; may lie some seconds outside it, so that edges are covered. */
  readonly rPeakS: number;
  /** From the R peak before; QT follows it. */
  readonly precedingRrS: number;
  /**
   * Where it came from; "ventricular" beats are wide and have an opposite T. Beats of atrial fibrillation and of a sine wave are
   * "sinus" without a P wave: they come from above the ventricles.
   */
  readonly origin: "sinus" | "junctional" | "ventricular";
  /** Onset of the P wave that was conducted to this beat; null when it had none. */
  readonly pOnsetS: number | null;
}

/** Beats in order of time, and what is not a beat. */
export interface RhythmPlan {
  readonly name: RhythmName;
  /** Mean rate of the ventricles. */
  readonly heartRatePerMinute: number;
  readonly beats: readonly PlannedBeat[];
  /** P waves that were not conducted, s. */
  readonly blockedPOnsetS: readonly number[];
  /** From here on the ventricles fibrillate; null when they do not. */
  readonly fibrillationFromS: number | null;
  /** Phase of breathing at 0 s, radians. */
  readonly breathPhase: number;
}
