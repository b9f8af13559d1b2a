/** Arguments of `kalium measure`. */
import { FEATURE_SET_NAMES, type FeatureSetName } from "@kalium/ecg";
import { layoutOf, readOptions } from "../files/fileCommandLine.ts";
import type { LayoutOptions } from "../files/openOptions.ts";
import { UsageError } from "../usageError.ts";

export interface MeasureCommand {
  readonly kind: "measure";
  /** File, folder or archive. */
  readonly input: string;
  readonly json: boolean;
  /** Absent: no feature vector. */
  readonly features?: FeatureSetName;
  /** Name recordings by their files; else by number. */
  readonly facts: boolean;
  readonly layout: LayoutOptions;
}

export const measureHelpText = `  kalium measure FILE|DIR [--json] [--features ${FEATURE_SET_NAMES.join("|")}] [--facts] [LAYOUT]
      Measure 12-lead or fewer-lead recordings: heart rate, P, PR, QRS, QT, QTc by four formulas, JT, Tpeak to Tend, frontal
      axes, amplitudes, ST, T-wave form, potassium markers, on the median beat of all leads; beside what the recording
      machine printed, where the file states it. What could not be measured is "–", with the reason.
      --json             everything, single beats and the basis of each marker included
      --features SET     48 numbers for XGBoost and SVM: 12 kinds in V2 to V5 ("48" is ${FEATURE_SET_NAMES[0]})
      --facts            name files; otherwise recordings of a folder are numbered, since names can be people's
      Code 1: a file could not be read or holds no ECG.
`;

/** Reads the arguments after `measure`. @throws UsageError */
export function parseMeasureCommand(args: string[]): MeasureCommand {
  const { values, positionals } = readOptions(args, { json: { type: "boolean" }, features: { type: "string" }, facts: { type: "boolean" } });
  if (positionals.length !== 1) throw new UsageError(`\`kalium measure\` takes one file or folder, not ${positionals.length}. Example: kalium measure ../shared/data/dicom/waveform_ecg.dcm`);
  return { kind: "measure", input: positionals[0]!, json: values.json === true, ...featuresOf(values.features), facts: values.facts === true, layout: layoutOf(values) };
}

function featuresOf(typed: unknown): { readonly features?: FeatureSetName } {
  if (typeof typed !== "string") return {};
  const features = typed === "48" ? FEATURE_SET_NAMES[0] : FEATURE_SET_NAMES.find((name) => name === typed);
  if (features === undefined) throw new UsageError(`--features needs 48 or one of ${FEATURE_SET_NAMES.join(", ")}, not "${typed}".`);
  return { features };
}
