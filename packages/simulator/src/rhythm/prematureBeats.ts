/** Premature ventricular beats in a sinus rhythm. */
import type { Random } from "../randomDraws.ts";
import type { PlannedBeat, RhythmPlan } from "./rhythmPlan.ts";

/** When a premature beat comes, as a share of the sinus RR (Kalium's choice). */
const COUPLING = { lowest: 0.55, highest: 0.7 };

/**
 * Replaces sinus beats by premature ventricular ones. The sinus node goes on as before, its P wave is not conducted, and the next
 * sinus beat comes when it would have come: a full compensatory pause. No two follow one another.
 *
 * @param share Share of the beats to replace, at most 0.5.
 */
export function withPrematureBeats(plan: RhythmPlan, random: Random, share: number): RhythmPlan {
  const beats: PlannedBeat[] = [];
  const blockedPOnsetS = [...plan.blockedPOnsetS];
  // A beat after a premature one is never premature, so the others must be so more often.
  const chance = share / (1 - share);
  for (const [index, beat] of plan.beats.entries()) {
    const before = beats.at(-1);
    const isPremature = random() < chance && index > 0 && index < plan.beats.length - 1 && before!.origin !== "ventricular";
    const coupling = COUPLING.lowest + (COUPLING.highest - COUPLING.lowest) * random();
    if (!isPremature) {
      beats.push(before === undefined ? beat : { ...beat, precedingRrS: beat.rPeakS - before.rPeakS });
      continue;
    }
    const precedingRrS = coupling * (beat.rPeakS - before!.rPeakS);
    beats.push({ rPeakS: before!.rPeakS + precedingRrS, precedingRrS, origin: "ventricular", pOnsetS: null });
    if (beat.pOnsetS !== null) blockedPOnsetS.push(beat.pOnsetS);
  }
  return { ...plan, beats, blockedPOnsetS };
}
