/** Gathers the candidates that several leads have of one deflection. */
import type { JudgedCandidates } from "./beatCandidates.ts";

/** Candidates of all leads together, in order of time. */
export interface ClusteredCandidates {
  /** Where the lead with the most evidence has it, samples. */
  readonly at: Float64Array;
  /** By cluster and lead: index of the lead's candidate, −1 where it has none. */
  readonly members: Int32Array;
}

/** Kalium's choice: leads see one complex at most this far apart (wide beats peak at other times in other leads). */
const REACH_S = 0.1;

/** Around the candidate with the most evidence, the nearest of each other lead; then around the next that is left. */
export function clusterLeads(leads: readonly JudgedCandidates[], samplingRateHz: number): ClusteredCandidates {
  const reach = REACH_S * samplingRateHz;
  const merged = mergeInTime(leads);
  const time = (k: number) => leads[merged.lead[k]].at[merged.index[k]];
  const evidence = (k: number) => leads[merged.lead[k]].evidence[merged.index[k]];
  const at: number[] = [];
  const members: number[] = [];
  for (let from = 0; from < merged.lead.length; ) {
    // What lies further apart than the reach can be gathered separately.
    let to = from + 1;
    while (to < merged.lead.length && time(to) - time(to - 1) <= reach) to += 1;
    const left = new Set<number>();
    for (let k = from; k < to; k++) left.add(k);
    const clusters: { readonly at: number; readonly members: Int32Array }[] = [];
    while (left.size > 0) {
      let best = -1;
      for (const k of left) if (best < 0 || evidence(k) > evidence(best)) best = k;
      const nearest = new Int32Array(leads.length).fill(-1);
      for (const k of left) {
        const distance = Math.abs(time(k) - time(best));
        const rival = nearest[merged.lead[k]];
        if (distance <= reach && (rival < 0 || distance < Math.abs(time(rival) - time(best)))) nearest[merged.lead[k]] = k;
      }
      for (const k of nearest) left.delete(k);
      clusters.push({ at: time(best), members: nearest.map((k) => (k < 0 ? -1 : merged.index[k])) });
    }
    clusters.sort((a, b) => a.at - b.at);
    for (const cluster of clusters) {
      at.push(cluster.at);
      for (const member of cluster.members) members.push(member);
    }
    from = to;
  }
  return { at: Float64Array.from(at), members: Int32Array.from(members) };
}

function mergeInTime(leads: readonly JudgedCandidates[]): { readonly lead: Uint16Array; readonly index: Int32Array } {
  const count = leads.reduce((sum, { at }) => sum + at.length, 0);
  const merged = { lead: new Uint16Array(count), index: new Int32Array(count) };
  const next = new Int32Array(leads.length);
  for (let k = 0; k < count; k++) {
    let first = -1;
    for (let lead = 0; lead < leads.length; lead++) {
      if (next[lead] < leads[lead].at.length && (first < 0 || leads[lead].at[next[lead]] < leads[first].at[next[first]])) first = lead;
    }
    merged.lead[k] = first;
    merged.index[k] = next[first];
    next[first] += 1;
  }
  return merged;
}
