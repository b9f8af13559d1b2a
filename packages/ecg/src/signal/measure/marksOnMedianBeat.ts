/** From the marks of single beats to marks on the median beat: their medians, so that one beat marked wrongly does not count. */
import type { DelineatedBeat, Delineation, WaveMarks } from "../delineate/delineation.ts";
import type { GlobalHints, GlobalMarks } from "./globalIntervals.ts";
import type { LeadMarks } from "./leadMeasurements.ts";
import type { MedianBeats } from "./medianBeats.ts";
import { medianOfList } from "./spread.ts";

/** A wave belongs to the median beat when so many of the beats show it (Kalium's choice). */
const SHARE_OF_BEATS = 0.5;

type WaveName = "p" | "qrs" | "t" | "u";

/** Median of a wave's marks over the beats that went into the median beat, on its time axis; null when most have none. */
function medianWave(beats: readonly DelineatedBeat[], median: MedianBeats, wave: WaveName): { readonly onset: number; readonly peak: number; readonly offset: number } | null {
  const relative: { readonly marks: WaveMarks; readonly shift: number }[] = [];
  median.usedDetections.forEach((detection, k) => {
    const marks = beats[detection]?.[wave] ?? null;
    if (marks !== null) relative.push({ marks, shift: median.anchor - median.anchorSamples[k]! });
  });
  if (relative.length === 0 || relative.length < SHARE_OF_BEATS * median.usedDetections.length) return null;
  const of = (pick: (marks: WaveMarks) => number) => medianOfList(relative.map(({ marks, shift }) => pick(marks) + shift));
  return { onset: of(({ onset }) => onset), peak: of(({ peak }) => peak), offset: of(({ offset }) => offset) };
}

/** Where the delineator saw P, QRS and T in all leads together. */
export function hintsFrom(delineation: Delineation, median: MedianBeats): GlobalHints & { readonly tOnset: number | null } {
  const [p, qrs, t, u] = (["p", "qrs", "t", "u"] as const).map((wave) => medianWave(delineation.global, median, wave));
  return { pPeak: p?.peak ?? null, pOnset: p?.onset ?? null, pOffset: p?.offset ?? null, tOffset: t?.offset ?? null, uPeak: u?.peak ?? null, qrsOnset: qrs?.onset ?? null, qrsOffset: qrs?.offset ?? null, tPeak: t?.peak ?? null, tOnset: t?.onset ?? null };
}

/** Marks of a lead on the median beat. */
export function leadMarksOn(median: MedianBeats, delineation: Delineation, leadName: string, global: GlobalMarks): LeadMarks {
  const beats = delineation.leads.find((lead) => lead.leadName === leadName)?.beats ?? [];
  const [p, qrs, t, u] = (["p", "qrs", "t", "u"] as const).map((wave) => medianWave(beats, median, wave));
  return {
    globalQrsOnset: global.qrsOnset, globalQrsOffset: global.qrsOffset,
    pOnset: p?.onset ?? null, pOffset: p?.offset ?? null,
    qrsOnset: qrs?.onset ?? null, qrsOffset: qrs?.offset ?? null,
    tOnset: t?.onset ?? null, tOffset: t?.offset ?? null,
    uOnset: u?.onset ?? null, uOffset: u?.offset ?? null,
  };
}
