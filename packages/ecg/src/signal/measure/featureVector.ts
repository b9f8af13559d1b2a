/**
 * 48 numbers a record for gradient-boosted trees and support vector machines, after Xu 2023 (10.1080/0886022X.2023.2212800: 12
 * kinds in each of V2 to V5). The paper's list of kinds is not public; there are two of Kalium's choice, by name.
 */
import { correctQt } from "./correctedQt.ts";
import type { LeadMeasurements } from "./leadMeasurements.ts";
import type { RecordMeasurements } from "./measureRecording.ts";

type Kind = readonly [name: string, unit: string, value: (lead: LeadMeasurements, record: RecordMeasurements) => number | null | undefined];

const tallestR = (lead: LeadMeasurements) => (lead.qrs === null || lead.qrs.rMillivolt === null ? null : Math.max(lead.qrs.rMillivolt, lead.qrs.rPrimeMillivolt ?? 0));

/** T wave first: what potassium moves. */
const TWAVE_KINDS: readonly Kind[] = [
  ["T amplitude", "mV", ({ t }) => t?.amplitudeMillivolt],
  ["T up-slope", "mV/s", ({ t }) => t?.upSlopeMillivoltPerS],
  ["T down-slope", "mV/s", ({ t }) => t?.downSlopeMillivoltPerS],
  ["T area", "mV·ms", ({ t }) => t?.areaMillivoltMs],
  ["T onset to end", "ms", ({ tDurationMs }) => tDurationMs],
  ["T width at half height", "ms", ({ t }) => t?.halfWidthMs],
  ["T symmetry (time ratio)", "1", ({ t }) => t?.timeRatio],
  ["T/R", "1", ({ tOverR }) => tOverR],
  ["R amplitude", "mV", tallestR],
  ["QRS duration", "ms", ({ qrsMs }) => qrsMs],
  ["QRS area", "mV·ms", ({ qrs, qrsAreaMillivoltMs }) => (qrs === null ? null : qrsAreaMillivoltMs)],
  ["JT", "ms", ({ jtMs }) => jtMs],
];

/** P to T: the common table of a measuring program. */
const INTERVAL_KINDS: readonly Kind[] = [
  ["P height", "mV", ({ p }) => p?.amplitudeMillivolt],
  ["PR", "ms", ({ prMs }) => prMs],
  ["QRS duration", "ms", ({ qrsMs }) => qrsMs],
  ["R height", "mV", tallestR],
  ["S depth", "mV", ({ qrs }) => (qrs === null ? null : qrs.sMillivolt === null ? null : -qrs.sMillivolt)],
  ["ST at J+60", "mV", ({ st }) => st.find(({ afterJMs }) => afterJMs === 60)?.millivolt],
  ["QT", "ms", ({ qtMs }) => qtMs],
  ["QTc Fridericia", "ms", ({ qtMs }, { rate }) => (qtMs === null || rate.meanMs === null ? null : correctQt(qtMs, rate.meanMs).fridericiaMs)],
  ["T height", "mV", ({ t }) => t?.amplitudeMillivolt],
  ["T width at half height", "ms", ({ t }) => t?.halfWidthMs],
  ["T down-slope", "mV/s", ({ t }) => t?.downSlopeMillivoltPerS],
  ["T/R", "1", ({ tOverR }) => tOverR],
];

const SETS = { "t-wave-48": TWAVE_KINDS, "intervals-48": INTERVAL_KINDS } as const;
/** "t-wave-48": the list of the signal specification. "intervals-48": the list of the electrolyte baselines. */
export type FeatureSetName = keyof typeof SETS;
export const FEATURE_SET_NAMES = Object.keys(SETS) as readonly FeatureSetName[];
export const FEATURE_LEADS = ["V2", "V3", "V4", "V5"] as const;

/** Name and unit of one entry. */
export interface FeatureName {
  readonly name: string;
  readonly unit: string;
}

/** The 48 names in the order of the vector: all kinds of V2, then of V3, V4, V5. */
export function featureNames(set: FeatureSetName): readonly FeatureName[] {
  return FEATURE_LEADS.flatMap((lead) => SETS[set].map(([kind, unit]) => ({ name: `${kind} ${lead}`, unit })));
}

/** 48 values in the order of {@link featureNames}; NaN where the record does not show the thing, so that the model's own rule for missing values applies. */
export function featureVector(record: RecordMeasurements, set: FeatureSetName): Float64Array {
  return Float64Array.from(
    FEATURE_LEADS.flatMap((name) => {
      const lead = record.leads.find(({ leadName }) => leadName.toUpperCase() === name);
      return SETS[set].map(([, , value]) => (lead === undefined ? NaN : (value(lead, record) ?? NaN)));
    }),
  );
}

/** One row a record, row after row: records × 48. */
export function featureMatrix(records: readonly RecordMeasurements[], set: FeatureSetName): { readonly names: readonly FeatureName[]; readonly rowCount: number; readonly values: Float64Array } {
  const names = featureNames(set);
  const values = new Float64Array(records.length * names.length);
  records.forEach((record, row) => values.set(featureVector(record, set), row * names.length));
  return { names, rowCount: records.length, values };
}
