/** Principal components of the leads over the T wave: few traces that hold most of it, in the person's own axes. */
import { symmetricEigen } from "../symmetricEigen.ts";

export interface EigenLeads {
  /** One weight a lead, for each eigenlead; unit length, sign such that the T wave points up in the eigenlead. */
  readonly weights: readonly Float64Array[];
  /** Share of the T wave's energy in each, descending. */
  readonly energyShares: Float64Array;
  /** The eigenleads over the whole trace, mV. */
  readonly traces: readonly Float64Array[];
}

/**
 * @param leads mV against the level before QRS onset; all of one length
 * @param from first sample of the T window, `to` the last
 * @param count how many eigenleads to give
 * @returns null when the window holds no signal
 */
export function eigenLeads(leads: readonly Float64Array[], from: number, to: number, count = 2): EigenLeads | null {
  const [first, last] = [Math.max(0, Math.round(from)), Math.min((leads[0]?.length ?? 0) - 1, Math.round(to))];
  if (last - first < 2) return null;
  const means = leads.map((lead) => lead.subarray(first, last + 1).reduce((sum, value) => sum + value, 0) / (last - first + 1));
  const covariance = leads.map((a, i) => leads.map((b, j) => {
    let sum = 0;
    for (let k = first; k <= last; k++) sum += (a[k]! - means[i]!) * (b[k]! - means[j]!);
    return sum / (last - first);
  }));
  const { values, vectors } = symmetricEigen(covariance);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (!(total > 0)) return null;
  const turned = vectors.slice(0, count).map((vector) => {
    const trace = mix(leads, vector);
    let extreme = first;
    for (let k = first; k <= last; k++) if (Math.abs(trace[k]!) > Math.abs(trace[extreme]!)) extreme = k;
    return trace[extreme]! < 0 ? { vector: vector.map((weight) => -weight), trace: trace.map((value) => -value) } : { vector, trace };
  });
  return { weights: turned.map(({ vector }) => vector), energyShares: values.slice(0, count).map((value) => Math.max(0, value) / total), traces: turned.map(({ trace }) => trace) };
}

function mix(leads: readonly Float64Array[], weights: Float64Array): Float64Array {
  return Float64Array.from({ length: leads[0]!.length }, (_, k) => leads.reduce((sum, lead, i) => sum + weights[i]! * lead[k]!, 0));
}
