/** Draws marks that stand far from those of the other leads in the same beat towards them: leads see one heart. */
import { SEGMENTED_WAVES, type SegmentedWave } from "@kalium/models";
import type { DecodedBeat, DecodedWave } from "./decodeBeats.ts";

/** How far from the median of all leads a mark may stay, in samples of the network's rate; null: anywhere. */
export type ConsensusReach = Readonly<Record<SegmentedWave, { readonly onset: number | null; readonly offset: number | null }>>;

/** Fewer leads than this have no median worth the name. Kalium's choice. */
const LEAST_LEADS = 3;

/**
 * Marks beyond the reach are moved to its edge. Marks are not compared from beat to beat: a single wide beat among narrow ones keeps its width.
 * @param leads beats of every lead, all over the same detections
 */
export function drawTogether(leads: readonly (readonly DecodedBeat[])[], reach: ConsensusReach): readonly (readonly DecodedBeat[])[] {
  const drawn = leads.map((beats) => beats.map((beat) => ({ ...beat }) as Record<SegmentedWave, DecodedWave | null>));
  for (let beat = 0; beat < (leads[0]?.length ?? 0); beat++) {
    for (const kind of SEGMENTED_WAVES) for (const side of ["onset", "offset"] as const) {
      const limit = reach[kind][side];
      const marks = leads.flatMap((beats) => beats[beat]![kind]?.[side] ?? []);
      if (limit === null || marks.length < LEAST_LEADS) continue;
      const median = medianOf(marks);
      for (const beats of drawn) {
        const wave = beats[beat]![kind];
        if (wave !== null) beats[beat]![kind] = { ...wave, [side]: Math.max(median - limit, Math.min(median + limit, wave[side])) };
      }
    }
  }
  return drawn;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
