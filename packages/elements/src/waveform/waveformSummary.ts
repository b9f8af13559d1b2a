import { formatFixed, formatNumber, formatCount } from "../text/formatNumber.ts";
import type { WaveformLead, WaveformMark } from "./renderer.ts";

export interface WaveformView {
  readonly heading: string;
  readonly leads: readonly WaveformLead[];
  readonly samplingRateHz: number;
  readonly marks: readonly WaveformMark[];
  readonly startS: number;
  readonly spanS: number;
  /** Time of the leads' first sample; 0 by default. */
  readonly loadedFromS?: number;
  /** Length of the recording; that of the leads by default. */
  readonly lengthS?: number;
  readonly simulated: boolean;
  readonly filterText: string;
}

/** What the sheet shows, in words, for those who do not see it: leads, span, largest and smallest value in view, marks in view by kind. */
export function waveformSummary(view: WaveformView): string {
  const { leads, samplingRateHz } = view;
  if (leads.length === 0) return `${view.heading || "ECG"}: no signal.`;
  const loadedFromS = view.loadedFromS ?? 0;
  const from = Math.max(0, Math.floor((view.startS - loadedFromS) * samplingRateHz));
  const to = Math.ceil((view.startS - loadedFromS + view.spanS) * samplingRateHz);
  const lengthS = view.lengthS ?? longestS(leads, samplingRateHz);
  const endS = Math.min(view.startS + view.spanS, lengthS);
  const ranges = leads.map((lead) => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = from; i < Math.min(to, lead.samplesMillivolt.length); i++) {
      const value = lead.samplesMillivolt[i];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return low <= high ? `lead ${lead.name} from ${formatFixed(low, 2)} to ${formatFixed(high, 2)} mV` : `lead ${lead.name} without a valid sample`;
  });
  const counts = new Map<string, number>();
  for (const mark of view.marks) {
    if (mark.sampleIndex < from || mark.sampleIndex >= to) continue;
    const name = mark.label ?? mark.kind ?? mark.symbol;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const marks = [...counts].map(([name, count]) => `${formatCount(count)} ${name}`).join(", ");
  return [
    `${view.heading || "ECG"}: ${view.simulated ? "simulated, " : ""}${formatFixed(view.startS, 1)} to ${formatFixed(endS, 1)} s of ${formatFixed(lengthS, 1)} s at ${formatNumber(samplingRateHz)} Hz; ${ranges.join(", ")}`,
    marks ? `marks in view: ${marks}` : "",
    view.filterText ? `filter: ${view.filterText}` : "",
  ].filter(Boolean).join("; ") + ".";
}

/** Length of the longest lead in seconds. */
export function longestS(leads: readonly WaveformLead[], samplingRateHz: number): number {
  return leads.reduce((most, lead) => Math.max(most, lead.samplesMillivolt.length), 0) / samplingRateHz;
}
