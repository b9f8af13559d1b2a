/** Lead names as recorders and exporters spell them, brought to the usual form. */
import { TWELVE_LEADS } from "../array/openArrays.ts";

const LEADS: ReadonlyMap<string, string> = new Map(
  [...TWELVE_LEADS, "-aVR", "V7", "V8", "V9", "V1R", "V2R", "V3R", "V4R", "V5R", "V6R", "MLI", "MLII", "MLIII", "MV1", "MV2", "MV5", "CM5", "CM1", "VX", "VY", "VZ", "ECG"].map(
    (lead) => [lead.toLowerCase(), lead],
  ),
);

/** Longer texts name no lead, and patterns with many blanks take long on them. */
const LONGEST_NAME = 64;

/**
 * The usual name of a lead written as "ECG II", "leadAVR", "lead_v1", "EKG-V5 [mV]", …; null when it is no lead that is known.
 * Bare numbers and single letters other than I are never leads.
 */
export function knownLeadName(written: string): string | null {
  if (written.length > LONGEST_NAME) return null;
  const bare = written
    .replace(/[([{].*$/, "")
    .trim()
    .toLowerCase()
    .replace(/^(?:mdc_ecg_lead_|(?:ecg|ekg)(?=[\s_:-]*(?:lead|.*\w))[\s_:-]*)/, "")
    .replace(/^(?:lead|channel(?=[\s_-]*[a-z]))[\s_:-]*/, "")
    .replace(/[\s_:-]*(?:mv|uv|µv|μv)$/, "")
    .trim();
  return LEADS.get(bare) ?? (bare === "ekg" ? "ECG" : null);
}
