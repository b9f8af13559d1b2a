/** The leads of a median beat that are no sums of others, against the level before QRS onset. */
import type { GlobalMarks } from "../globalIntervals.ts";
import type { MedianBeats } from "../medianBeats.ts";

const DERIVED = ["III", "AVR", "AVL", "AVF"];
/** Stretch before QRS onset whose mean is the level. */
const LEVEL_MS = 16;

export function independentCentredLeads(median: MedianBeats, marks: GlobalMarks): readonly { readonly name: string; readonly samples: Float64Array }[] {
  const names = new Set(median.leads.map(({ leadName }) => leadName.toUpperCase()));
  const isDerived = (name: string) => names.has("I") && names.has("II") && DERIVED.includes(name.toUpperCase());
  const levelFrom = Math.max(0, marks.qrsOnset - Math.round((LEVEL_MS / 1000) * median.samplingRateHz));
  return median.leads.filter(({ leadName }) => !isDerived(leadName)).map(({ leadName, samplesMillivolt }) => {
    const before = samplesMillivolt.subarray(levelFrom, Math.max(levelFrom + 1, marks.qrsOnset));
    const level = before.reduce((sum, value) => sum + value, 0) / before.length;
    return { name: leadName, samples: samplesMillivolt.map((value) => value - level) };
  });
}
