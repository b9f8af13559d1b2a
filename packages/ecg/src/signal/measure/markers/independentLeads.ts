/** The leads of a median beat that are no sums of others, against the level before QRS onset. */
import type { GlobalMarks } from "../globalIntervals.ts";
import { levelBefore } from "../isoelectricLevel.ts";
import type { MedianBeats } from "../medianBeats.ts";

const DERIVED = ["III", "AVR", "AVL", "AVF"];

export function independentCentredLeads(median: MedianBeats, marks: GlobalMarks): readonly { readonly name: string; readonly samples: Float64Array }[] {
  const names = new Set(median.leads.map(({ leadName }) => leadName.toUpperCase()));
  const isDerived = (name: string) => names.has("I") && names.has("II") && DERIVED.includes(name.toUpperCase());
  return median.leads.filter(({ leadName }) => !isDerived(leadName)).map(({ leadName, samplesMillivolt }) => {
    const level = levelBefore(samplesMillivolt, marks.qrsOnset, median.samplingRateHz);
    return { name: leadName, samples: samplesMillivolt.map((value) => value - level) };
  });
}
