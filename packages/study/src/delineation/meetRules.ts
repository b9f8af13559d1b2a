/**
 * T waves end without an edge, and network and rules go wrong in different recordings: half of the way between their marks lies nearer to where
 * cardiologists put the mark than either (cross-validation on LUDB: spread 21.0 ms, of the network alone 22.7, of the rules 21.7).
 */
import type { Delineation, WaveMarks } from "@kalium/ecg";

/** Draws onset and offset of the T waves of every lead towards those of the rules, where both see a wave; everything else stays the network's. */
export function meetRules(network: Delineation, rules: Delineation, share: number): Delineation {
  const between = (own: number, other: number): number => (1 - share) * own + share * other;
  const meet = (own: WaveMarks | null, other: WaveMarks | null | undefined): WaveMarks | null => {
    if (own === null || !other) return own;
    const [onset, offset] = [between(own.onset, other.onset), between(own.offset, other.offset)];
    return { ...own, onset, peak: Math.max(onset, Math.min(offset, own.peak)), offset };
  };
  return {
    ...network,
    leads: network.leads.map((lead, index) => ({ ...lead, beats: lead.beats.map((beat, at) => ({ ...beat, t: meet(beat.t, rules.leads[index]?.beats[at]?.t) })) })),
  };
}
