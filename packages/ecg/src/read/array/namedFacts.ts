/** Values with names (MATLAB variables and fields, HDF5 attributes, Parquet columns) as facts about the person and the signal. */
import { NO_FACTS, type FoundText, type RecordFacts, type TextKind } from "../../open/recordFacts.ts";

/** A text or a number outside the signals, under its name in the file ("ECG.sex", "tracings@unit"). */
export interface NamedValue {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** A date with a time of day (a date alone would pass for midnight); a time zone after it is not looked at. */
const ISO_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?/;

/** First kind whose pattern the last part of the name matches. */
const KIND_PATTERNS: readonly (readonly [TextKind, RegExp])[] = [
  ["technical", /^(fs|srate|(orig?|curr)?sampl(e|ing)(rate|frequency|size)(hz)?|hz|units?|gain|adcgain|leads?|leadnames?|channels?|signame|age|sex|gender|ismale|idx|hdfind|length|scale|offset)$/],
  ["date", /date|time|birth|dob|year|created/],
  ["contact", /phone|fax|mail|contact|url/],
  ["place", /hospital|institution|site|city|address|street|zip|ward|room|country|place|location/],
  ["staff", /doctor|physician|technician|operator|nurse|staff|reader|confirmed|validated/],
  ["device", /device|serial|model|manufacturer|cart|machine|recorder|software/],
  ["identifier", /id$|^id|ids$|mrn|ssn|number|record|exam|study|accession|case|barcode|insurance/],
  ["person-name", /name|patient|subject|person/],
];

/** Name without the path before it and the place in a list after it, in lower case and without separators: "ECG.Sample_Rate{1}" → "samplerate". */
export function bareName(path: string): string {
  const name = path.replace(/[{(]\d+[)}]$/, "");
  return name.slice(Math.max(name.lastIndexOf("."), name.lastIndexOf("/"), name.lastIndexOf("@")) + 1).toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** What kind of identity a value of that name may carry. */
export function textKindOf(name: string): TextKind {
  const bare = bareName(name);
  return KIND_PATTERNS.find(([, pattern]) => pattern.test(bare))?.[0] ?? "free-text";
}

/** What the named values say about the person; every one of them is listed in `texts`. */
export function factsOf(values: readonly NamedValue[], texts: readonly FoundText[] = []): RecordFacts {
  const find = (pattern: RegExp) => values.find(({ name, value }) => pattern.test(bareName(name)) && value !== "")?.value;
  const person = find(/^(patient|subject|person|pat)(id|nr|number)$/);
  const age = Number(find(/^(age|ageyears|patientage)$/) ?? NaN);
  const isMale = find(/^ismale$/);
  const sex = String(find(/^(sex|gender|patientsex)$/) ?? (isMale === undefined ? "" : /^(true|1)$/i.test(String(isMale)) ? "m" : /^(false|0)$/i.test(String(isMale)) ? "f" : "")).trim().toLowerCase();
  const start = ISO_TIME.exec(String(find(/^((recording|recorded|acquisition|ecg|start|exam|study)(date|time|datetime|at|dt)|datetime|timestamp)$/) ?? ""));
  return {
    ...NO_FACTS,
    startTimeMs: start === null ? null : Date.parse(`${start[1]}T${start[2]}${start[3] ?? ":00"}Z`) || null,
    personId: person === undefined ? null : String(person),
    sex: /^(f|female)$/.test(sex) ? "female" : /^(m|male)$/.test(sex) ? "male" : null,
    ageYears: age > 0 && age <= 150 ? age : null,
    texts: [...texts, ...values.map(({ name, value }) => ({ place: name, kind: textKindOf(name), value: String(value) }))],
  };
}

/** What the named values say about the signal. */
export interface StatedLayout {
  readonly samplingRateHz: number | null;
  readonly unit: string | null;
  readonly gainPerUnit: number | null;
  readonly leadNames: readonly string[] | null;
}

export function statedLayoutOf(values: readonly NamedValue[]): StatedLayout {
  const number = (pattern: RegExp): number | null => {
    const found = new Set(values.filter(({ name }) => pattern.test(bareName(name))).map(({ value }) => Number(value)));
    const [only] = found;
    return found.size === 1 && only! > 0 && Number.isFinite(only) ? only! : null;
  };
  const text = (pattern: RegExp): string | null => {
    const found = new Set(values.filter(({ name, value }) => typeof value === "string" && pattern.test(bareName(name))).map(({ value }) => String(value).trim()));
    return found.size === 1 ? [...found][0]! : null;
  };
  // A list comes as one text, or as one value an element under the same name.
  const listed = values.filter(({ name, value }) => typeof value === "string" && /^(leads?|leadnames?|channels?|channelnames?|signame|leadorder)$/.test(bareName(name)));
  const leads = new Set(listed.map(({ name }) => bareName(name))).size === 1 ? listed.map(({ value }) => value).join(" ") : null;
  return {
    samplingRateHz: number(/^(fs|srate|(curr)?sampl(e|ing)(rate|frequency)(hz)?)$/),
    unit: text(/^units?$/),
    gainPerUnit: number(/^(gain|adcgain|gainperunit)$/),
    leadNames: leads === null ? null : leads.split(/[^\p{L}\p{N}_+-]+/u).filter((name) => name !== ""),
  };
}
