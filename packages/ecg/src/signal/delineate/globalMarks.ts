/**
 * Marks of a beat over all leads. As the standards ask (AHA/ACC/HRS 2007, doi:10.1016/j.jacc.2007.01.024), a wave begins with
 * the earliest onset and ends with the latest offset of any lead; one lead that noise misleads must not decide, so the
 * outermost mark counts only when there are few leads.
 */
import type { DelineatedBeat, WaveMarks } from "./delineation.ts";

/** Kalium's choice: one in so many leads may be passed over at each end. */
const LEADS_PER_OUTLIER = 6;
/** Kalium's choice: share of the leads that must show a wave. */
const SHARE_THAT_SHOWS = 0.5;

/** @param beats the beat in every lead */
export function globalBeat(beats: readonly DelineatedBeat[], detection: number): DelineatedBeat {
  const of = (pick: (beat: DelineatedBeat) => WaveMarks | null) => globalWave(beats.map(pick));
  return { detection, p: of(({ p }) => p), qrs: of(({ qrs }) => qrs), t: of(({ t }) => t), u: of(({ u }) => u) };
}

function globalWave(waves: readonly (WaveMarks | null)[]): WaveMarks | null {
  const shown = waves.filter((wave) => wave !== null);
  if (shown.length === 0 || shown.length < SHARE_THAT_SHOWS * waves.length) return null;
  const passedOver = Math.floor(shown.length / LEADS_PER_OUTLIER);
  const byOnset = [...shown].sort((a, b) => a.onset - b.onset)[passedOver]!;
  const byOffset = [...shown].sort((a, b) => b.offset - a.offset)[passedOver]!;
  const byPeak = [...shown].sort((a, b) => a.peak - b.peak)[shown.length >> 1]!;
  return { onset: byOnset.onset, peak: byPeak.peak, offset: byOffset.offset, onsetConfidence: byOnset.onsetConfidence, peakConfidence: byPeak.peakConfidence, offsetConfidence: byOffset.offsetConfidence };
}
