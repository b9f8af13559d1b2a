/** Draws marks towards what the same lead shows in its other beats and what the other leads show in the same beat. */
import { SEGMENTED_WAVES, type SegmentedWave } from "@kalium/models";
import type { DecodedBeat, DecodedWave } from "./decodeBeats.ts";

/** Shares of the medians in a mark; what is left is the mark's own. */
export interface ConsensusShares {
  /** Of the same mark of all beats of the lead, each seen from its own complex. */
  readonly beats: number;
  /** Of the same mark of all leads in the beat. */
  readonly leads: number;
}

export type ConsensusRules = Readonly<Record<SegmentedWave, { readonly onset: ConsensusShares; readonly offset: ConsensusShares }>>;

/** Fewer marks than this have no median worth the name. Kalium's choice. */
const LEAST_MARKS = 3;

/**
 * @param leads beats of every lead, all over the same detections
 * @param detections samples of the network's rate
 */
export function drawTogether(leads: readonly (readonly DecodedBeat[])[], detections: ArrayLike<number>, rules: ConsensusRules): readonly (readonly DecodedBeat[])[] {
  const beatCount = detections.length;
  const mark = (lead: number, beat: number, kind: SegmentedWave, side: "onset" | "offset"): number | null => leads[lead]![beat]![kind]?.[side] ?? null;
  const drawn = leads.map((beats) => beats.map((beat) => ({ ...beat }) as Record<SegmentedWave, DecodedWave | null>));
  for (const kind of SEGMENTED_WAVES) for (const side of ["onset", "offset"] as const) {
    const shares = rules[kind][side];
    const known = (values: (number | null)[]): number[] => values.filter((value) => value !== null);
    const ofBeat = Array.from({ length: beatCount }, (_, beat) => medianOrNull(known(leads.map((_lead, lead) => mark(lead, beat, kind, side)))));
    leads.forEach((beats, lead) => {
      const ofLead = medianOrNull(known(beats.map((_beat, beat) => mark(lead, beat, kind, side) === null ? null : mark(lead, beat, kind, side)! - detections[beat]!)));
      beats.forEach((_beat, beat) => {
        const own = mark(lead, beat, kind, side);
        if (own === null) return;
        const toBeats = ofLead === null ? 0 : shares.beats * (detections[beat]! + ofLead - own);
        const toLeads = ofBeat[beat] === null ? 0 : shares.leads * (ofBeat[beat]! - own);
        drawn[lead]![beat]![kind] = { ...drawn[lead]![beat]![kind]!, [side]: own + toBeats + toLeads };
      });
    });
  }
  return drawn;
}

function medianOrNull(values: readonly number[]): number | null {
  if (values.length < LEAST_MARKS) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
