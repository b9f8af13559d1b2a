/** Who, when and with what, as the patient, recording, date and time fields of EDF and EDF+ tell it. */
import type { FoundText, RecordFacts, TextKind } from "../../open/recordFacts.ts";
import { ageAt, clockMs, dayMs } from "../wallClock.ts";
import { unlessEmpty } from "../xml/statedFacts.ts";
import type { EdfHeader } from "./edfHeader.ts";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** Equipment that Kalium writes; only behind it are the further subfields of its own read. */
export const KALIUM_EQUIPMENT = "Kalium";

/** "02-MAR-2002" in milliseconds; null for "X" and anything else. */
function parseLongDate(text: string): number | null {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text);
  return match && dayMs(Number(match[3]), MONTHS.indexOf(match[2]!.toUpperCase()) + 1, Number(match[1]));
}

/** "02.03.02" in milliseconds: years 85–99 are 1985–1999, the others 2000–2084 (EDF+ rule 2.1.3.1). Any separator is taken. */
function parseShortDate(text: string): number | null {
  const match = /^(\d{1,2})\D(\d{1,2})\D(\d{2})$/.exec(text.trim());
  if (!match) return null;
  const year = Number(match[3]);
  return dayMs(year >= 85 ? 1900 + year : 2000 + year, Number(match[2]), Number(match[1]));
}

function parseClock(text: string): number | null {
  const match = /^(\d{1,2})\D(\d{1,2})\D(\d{1,2})$/.exec(text.trim());
  return match && clockMs(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Subfield without the stand-in for "unknown", with its blanks back. */
function known(subfield: string | undefined): string | null {
  return subfield === undefined || subfield === "" || /^x$/i.test(subfield) ? null : subfield.replaceAll("_", " ");
}

/** What Kalium writes beyond the standard, read only behind its own equipment code. */
export interface KaliumSubfields {
  readonly simulated: boolean;
  readonly ageYears: number | null;
  readonly potassiumMmolPerL: number | null;
  /** Frames before the padding of the last record. */
  readonly frameCount: number | null;
  /** Frames per second, where the duration field cannot tell it exactly. */
  readonly framesPerSecond: number | null;
}

/** Null for files of other origin. */
export function kaliumSubfields(header: EdfHeader): KaliumSubfields | null {
  const recording = header.recording.split(/ +/);
  if (!header.isPlus || !/^startdate$/i.test(recording[0] ?? "") || recording[4] !== KALIUM_EQUIPMENT) return null;
  const further = [...recording.slice(5), ...header.patient.split(/ +/).slice(4)];
  const number = (name: string): number | null => {
    const text = further.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
    const value = text === "" ? NaN : Number(text);
    return Number.isFinite(value) ? value : null;
  };
  return { simulated: further.includes("simulated"), ageYears: number("age"), potassiumMmolPerL: number("potassium"), frameCount: number("frames"), framesPerSecond: number("rate") };
}

/** Facts from the header; `firstOnsetS` is the sub-second start that the first time-keeping annotation states. */
export function edfFacts(header: EdfHeader, firstOnsetS: number): RecordFacts {
  const texts: FoundText[] = [];
  const found = (place: string, kind: TextKind, value: string | null): void => {
    if (value !== null && value !== "") texts.push({ place, kind, value });
  };
  const patient = header.patient.split(/ +/);
  // Many plain EDF files follow the subfields of EDF+ too; the sex letter and the birth date tell.
  const hasSubfields = header.isPlus || /^\S+ +[MFX] +(?:\d{1,2}-[A-Za-z]{3}-\d{4}|X) +\S/i.test(header.patient);
  let personId = header.patient || null;
  let sex: RecordFacts["sex"] = null;
  let birthMs: number | null = null;
  if (hasSubfields) {
    personId = known(patient[0]);
    sex = /^f/i.test(patient[1] ?? "") ? "female" : /^m/i.test(patient[1] ?? "") ? "male" : null;
    birthMs = parseLongDate(patient[2] ?? "");
    found("patient code", "identifier", personId);
    found("patient sex", "technical", known(patient[1]));
    found("patient birth date", "date", known(patient[2]));
    found("patient name", "person-name", known(patient[3]));
    for (const subfield of patient.slice(4)) found("further patient subfield", "free-text", known(subfield));
  } else found("patient", "person-name", personId);

  const recording = header.recording.split(/ +/);
  const hasStartdate = /^startdate$/i.test(recording[0] ?? "");
  if (hasStartdate) {
    found("recording start date", "date", known(recording[1]));
    found("recording administration code", "identifier", known(recording[2]));
    found("recording technician", "staff", known(recording[3]));
    found("recording equipment", "device", known(recording[4]));
    for (const subfield of recording.slice(5)) found("further recording subfield", "free-text", known(subfield));
  } else found("recording", "free-text", header.recording);
  found("start date", "date", header.startDate);
  found("start time", "date", header.startTime);

  const day = (hasStartdate ? parseLongDate(recording[1] ?? "") : null) ?? (hasStartdate && known(recording[1]) === null ? null : parseShortDate(header.startDate));
  const clock = parseClock(header.startTime);
  const startTimeMs = day === null || clock === null ? null : day + clock + Math.round(firstOnsetS * 1000);
  const own = kaliumSubfields(header);
  return {
    personId, sex, startTimeMs,
    ageYears: own?.ageYears ?? ageAt(birthMs, day),
    potassiumMmolPerL: own?.potassiumMmolPerL ?? null,
    simulated: own?.simulated ?? false,
    measurements: null, filters: edfFilters(header), texts,
  };
}

/** Filters in the prefilter fields ("HP:0.1Hz LP:75Hz N:50Hz"), when all signals state the same. */
function edfFilters(header: EdfHeader): RecordFacts["filters"] {
  const stated = new Set(header.signals.filter(({ isAnnotations }) => !isAnnotations).map(({ prefilter }) => prefilter));
  if (stated.size !== 1) return null;
  const [text] = [...stated] as [string];
  const hertz = (name: string): number | null => {
    const match = new RegExp(`\\b${name}\\s*[:=]?\\s*(\\d{1,6}(?:[.,]\\d{1,6})?)\\s*Hz`, "i").exec(text);
    return match ? Number(match[1]!.replace(",", ".")) : null;
  };
  return unlessEmpty({ highPassHz: hertz("HP"), lowPassHz: hertz("LP"), notchHz: hertz("N") });
}
