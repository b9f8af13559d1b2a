/** The cells of the table of recordings in words. */
import { formatFixed, formatNumber } from "../text/formatNumber.ts";
import { potassiumClassOf } from "./recordingItem.ts";
import type { RecordingItem } from "./recordingItem.ts";

/** "10 s", "15 min 3 s", "24 h 0 min". */
export function lengthInWords(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 60) return `${formatNumber(Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 === 0 ? "" : ` ${whole % 60} s`}`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const TWELVE_LEADS = ["I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"];

/** "12 leads" for the usual twelve, else the names, the first few of them. */
export function leadsInWords(names: readonly string[]): string {
  const upper = new Set(names.map((name) => name.toUpperCase()));
  if (names.length === 12 && TWELVE_LEADS.every((name) => upper.has(name))) return "12 leads";
  if (names.length <= 3) return names.join(", ");
  return `${names.length}: ${names.slice(0, 2).join(", ")}, …`;
}

/** "5.8 mmol/L". */
export function potassiumInWords(potassium: NonNullable<RecordingItem["potassium"]>): string {
  return `${formatFixed(potassium.mmolPerL, 1)} mmol/L`;
}

/** "high · 42 min after ± 10 min · haemolysed": the class, when the blood was drawn relative to the ECG, and flags. */
export function potassiumDetail(potassium: NonNullable<RecordingItem["potassium"]>, clockUncertaintyMinutes = 0): string {
  const uncertainty = potassium.offsetMinutes === null || !(clockUncertaintyMinutes > 0) ? "" : ` ± ${formatNumber(clockUncertaintyMinutes)} min`;
  return [potassiumClassOf(potassium.mmolPerL), `${offsetInWords(potassium.offsetMinutes)}${uncertainty}`, potassium.haemolysed === true ? "haemolysed" : ""].filter(Boolean).join(" · ");
}

function offsetInWords(minutes: number | null): string {
  if (minutes === null) return "linked by name";
  const size = Math.abs(Math.round(minutes));
  if (size === 0) return "at the ECG's time";
  const length = size < 60 ? `${size} min` : `${Math.floor(size / 60)} h${size % 60 === 0 ? "" : ` ${size % 60} min`}`;
  return `${length} ${minutes > 0 ? "after" : "before"}`;
}
