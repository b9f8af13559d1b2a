/** What an SCP-ECG record says beside its samples: sections 1, 7, 8, 9 and 11 (EN 1064:2005, 5.4, 5.10, 5.11, 5.12, 5.14). */
import { viewOf } from "../array/byteWindow.ts";
import type { FoundText, MachineMeasurements, RecordFacts, StatedFilters, TextKind } from "../../open/recordFacts.ts";
import { readableRuns } from "../readableRuns.ts";
import { ageAt, clockMs, dayMs } from "../wallClock.ts";
import { unlessEmpty, yearsOf } from "../xml/statedFacts.ts";
import type { ScpRecord } from "./scpSections.ts";

/** Tags of section 1 that hold text. */
const TEXT_TAGS: ReadonlyMap<number, readonly [string, TextKind]> = new Map([
  [0, ["last name", "person-name"]], [1, ["first name", "person-name"]], [2, ["patient ID", "identifier"]], [3, ["second last name", "person-name"]],
  [13, ["diagnosis or referral indication", "free-text"]], [16, ["acquiring institution", "place"]], [17, ["analyzing institution", "place"]],
  [18, ["acquiring department", "place"]], [19, ["analyzing department", "place"]], [20, ["referring physician", "staff"]], [21, ["latest confirming physician", "staff"]],
  [22, ["technician", "staff"]], [23, ["room", "place"]], [30, ["free text", "free-text"]], [31, ["ECG sequence number", "identifier"]], [35, ["free-text medical history", "free-text"]],
]);

/** Numbers of section 1 that describe the person: name, unit or meaning by code. */
const PERSON_TAGS: ReadonlyMap<number, string> = new Map([[6, "height"], [7, "weight"], [9, "race"], [11, "systolic blood pressure"], [12, "diastolic blood pressure"], [24, "STAT code"]]);

/** Language support codes of tag 14 (EN 1064:2005/A1:2007) as labels of the Encoding Standard; all others are ASCII or Latin-1. */
const LANGUAGES: ReadonlyMap<number, string> = new Map([
  [0x03, "iso-8859-2"], [0x0b, "iso-8859-4"], [0x13, "iso-8859-5"], [0x1b, "iso-8859-6"], [0x23, "iso-8859-7"], [0x2b, "iso-8859-8"], [0x33, "windows-874"], [0x3b, "iso-8859-15"],
  [0x0f, "euc-jp"], [0x17, "euc-jp"], [0x1f, "euc-jp"], [0x27, "gbk"], [0x2f, "euc-kr"], [0x37, "utf-8"],
]);

const AGE_UNITS: readonly string[] = ["", "years", "months", "weeks", "days", "hours"];

interface Tag {
  readonly tag: number;
  readonly value: Uint8Array;
}

export interface ScpFacts {
  readonly facts: RecordFacts;
  /** Protocol version × 10 as the recording device or else section 0 states it; null when neither does. */
  readonly version: number | null;
}

/** Reads all facts of a record. Never throws: what is cut short is left out. `recordVersion` is that of section 0. */
export function readScpFacts(record: ScpRecord, recordVersion: number): ScpFacts {
  const body = record.sections.get(1)?.body ?? new Uint8Array(0);
  const tags = tagsOf(body);
  const device = tags.find(({ tag, value }) => tag === 14 && value.length > 16)?.value;
  const version = device?.[14] || recordVersion || null;
  const decode = decodingFor(device?.[16] ?? 1);
  const texts: FoundText[] = [];
  const add = (place: string, kind: TextKind, value: string) => {
    if (value !== "") texts.push({ place, kind, value });
  };
  for (const { tag, value } of tags) addTag(tag, value, decode, add);
  for (const id of [8, 9, 11]) {
    const section = record.sections.get(id);
    if (section !== undefined) addStatements(id, section.body, decode, (place, value, kind = "free-text") => add(place, kind, value));
  }
  for (const { id, body: own } of record.sections.values()) if (id > 12) for (const run of readableRuns(own, decode)) add(`section ${id}`, "free-text", run);

  const startDate = dateOf(tags, 25);
  const clock = valueOf(tags, 26, 3);
  const startTimeMs = startDate === null ? null : startDate + (clock === null ? 0 : (clockMs(clock[0]!, clock[1]!, clock[2]!) ?? 0));
  const sex = valueOf(tags, 8, 1)?.[0];
  const patientId = tags.find(({ tag }) => tag === 2);
  return {
    facts: {
      personId: patientId === undefined ? null : decode(patientId.value) || null,
      sex: sex === 1 ? "male" : sex === 2 ? "female" : null,
      ageYears: ageOf(tags, startTimeMs),
      startTimeMs,
      potassiumMmolPerL: null,
      simulated: false,
      measurements: measurementsOf(record.sections.get(7)?.body, version),
      filters: filtersOf(tags),
      texts,
    },
    version,
  };
}

/** The tags up to the end mark; a tag that is longer than the rest is cut there, so that its text is still listed. */
function tagsOf(body: Uint8Array): readonly Tag[] {
  const tags: Tag[] = [];
  for (let at = 0; at + 3 <= body.length && body[at] !== 255; ) {
    const length = uint16(body.subarray(at + 1));
    tags.push({ tag: body[at]!, value: body.subarray(at + 3, at + 3 + length) });
    at += 3 + length;
  }
  return tags;
}

function valueOf(tags: readonly Tag[], wanted: number, minBytes: number): Uint8Array | null {
  return tags.find(({ tag, value }) => tag === wanted && value.length >= minBytes)?.value ?? null;
}

type Decode = (bytes: Uint8Array) => string;

function decodingFor(languageCode: number): Decode {
  const decoder = new TextDecoder(LANGUAGES.get(languageCode) ?? "latin1");
  return (bytes) => {
    const end = bytes.indexOf(0);
    return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
  };
}

function addTag(tag: number, value: Uint8Array, decode: Decode, add: (place: string, kind: TextKind, value: string) => void): void {
  const named = TEXT_TAGS.get(tag);
  const place = `section 1, tag ${tag}`;
  if (named !== undefined) {
    add(`${place} ${named[0]}`, named[1], decode(value));
    // Bytes after the terminating zero are not part of the text, but people have been found there.
    const end = value.indexOf(0);
    if (end >= 0) for (const run of readableRuns(value.subarray(end), decode)) add(`${place} ${named[0]}, after its end`, named[1], run);
    return;
  }
  const view = viewOf(value);
  if (tag === 4 && value.length >= 3 && view.getUint16(0, true) > 0) add(`${place} age`, "date", `${view.getUint16(0, true)} ${AGE_UNITS[value[2]!] ?? ""}`.trim());
  else if ((tag === 5 || tag === 25) && value.length >= 4) add(`${place} ${tag === 5 ? "date of birth" : "date of acquisition"}`, "date", isoDate(value));
  else if (tag === 26 && value.length >= 3) add(`${place} time of acquisition`, "date", [...value.subarray(0, 3)].map((part) => String(part).padStart(2, "0")).join(":"));
  else if (tag === 8 && value.length >= 1) add(`${place} sex`, "technical", ["not known", "male", "female"][value[0]!] ?? "unspecified");
  else if (PERSON_TAGS.has(tag) && value.length >= 1) {
    const number = value.length >= 2 ? view.getUint16(0, true) : value[0]!;
    if (number !== 0) add(`${place} ${PERSON_TAGS.get(tag)}`, "technical", String(number));
  } else if (tag === 10) add(`${place} drug`, "free-text", decode(value.subarray(3)));
  else if (tag === 34) add(`${place} time zone`, "place", decode(value.subarray(4)));
  else if (tag === 14 || tag === 15) addDevice(`${place} ${tag === 14 ? "acquiring" : "analyzing"} device`, value, decode, add);
  else if (tag > 35 || tag === 32 || tag === 33) for (const run of readableRuns(value, decode)) add(place, "free-text", run);
}

/** Tags 14 and 15: numbers of institution, department and device, model, and five strings from byte 36 on. */
function addDevice(place: string, value: Uint8Array, decode: Decode, add: (place: string, kind: TextKind, value: string) => void): void {
  const view = viewOf(value);
  ["institution number", "department number", "device number"].forEach((name, index) => {
    if (value.length >= 2 * index + 2 && view.getUint16(2 * index, true) !== 0) add(`${place}, ${name}`, "device", String(view.getUint16(2 * index, true)));
  });
  add(`${place}, model`, "device", decode(value.subarray(8, 14)));
  for (const run of readableRuns(value.subarray(19, 35), decode)) add(`${place}, reserved bytes`, "device", run);
  let at = 36;
  for (const name of ["program", "serial number", "system software", "SCP software", "manufacturer", "rest"]) {
    if (at >= value.length) break;
    const zero = value.indexOf(0, at);
    const end = zero < 0 ? value.length : zero;
    add(`${place}, ${name}`, "device", decode(value.subarray(at, end)));
    at = end + 1;
  }
}

/** Sections 8 and 11: confirmation, date, time, and statements with a number and a length each. Section 9 is the maker's own. */
function addStatements(id: number, body: Uint8Array, decode: Decode, add: (place: string, value: string, kind?: TextKind) => void): void {
  const place = `section ${id}`;
  if (id === 9 || body.length < 9) {
    for (const run of readableRuns(body, decode)) add(place, run);
    return;
  }
  if (body[1] !== 0 || body[2] !== 0) add(`${place} date`, isoDate(body.subarray(1, 5)), "date");
  let at = 9;
  for (let statement = 0; statement < body[8]! && at + 3 <= body.length; statement++) {
    const length = uint16(body.subarray(at + 1));
    const field = body.subarray(at + 3, at + 3 + length);
    at += 3 + length;
    // Statements of section 11 begin with a byte for their kind, and hold several strings.
    for (const run of id === 8 ? [decode(field)] : readableRuns(field.subarray(1), decode)) add(`${place} statement ${statement + 1}`, run);
  }
  for (const run of readableRuns(body.subarray(at), decode)) add(`${place}, after its end`, run);
}

function isoDate(value: Uint8Array): string {
  const parts = [uint16(value), value[2]!, value[3]!];
  return parts.every((part) => part === 0) ? "" : parts.map((part, index) => String(part).padStart(index === 0 ? 4 : 2, "0")).join("-");
}

/** Midnight of a date tag on the wall clock; null for none. */
function dateOf(tags: readonly Tag[], wanted: number): number | null {
  const value = valueOf(tags, wanted, 4);
  if (value === null) return null;
  return uint16(value) < 1800 ? null : dayMs(uint16(value), value[2]!, value[3]!);
}

function ageOf(tags: readonly Tag[], startTimeMs: number | null): number | null {
  const value = valueOf(tags, 4, 3);
  const count = value === null ? 0 : uint16(value);
  return (count > 0 ? yearsOf(count, AGE_UNITS[value![2]!] ?? "") : null) ?? ageAt(dateOf(tags, 5), startTimeMs);
}

function uint16(value: Uint8Array): number {
  return value[0]! | (value[1]! << 8);
}

/** Tags 27 (hundredths of a hertz), 28 (hertz) and 29 (bit 0: 60 Hz notch, bit 1: 50 Hz notch). */
function filtersOf(tags: readonly Tag[]): StatedFilters | null {
  const [high, low, other] = [valueOf(tags, 27, 2), valueOf(tags, 28, 2), valueOf(tags, 29, 1)];
  const number = (value: Uint8Array | null) => (value === null ? 0 : uint16(value));
  return unlessEmpty({ highPassHz: number(high) / 100 || null, lowPassHz: number(low) || null, notchHz: other === null ? null : other[0]! & 1 ? 60 : other[0]! & 2 ? 50 : null });
}

/** Values from here on mean "not computed", "not found", "not defined". */
const UNDEFINED_MS = 19999;
const UNDEFINED_DEG = 999;

/** Section 7: mean RR, the boundaries and axes of the first beat type, and from version 1.3 on rate and QTc. */
function measurementsOf(body: Uint8Array | undefined, version: number | null): MachineMeasurements | null {
  if (body === undefined || body.length < 6) return null;
  const view = viewOf(body);
  const [blocks, spikes] = [body[0]!, body[1]!];
  const ms = (at: number): number | null => {
    const value = at + 2 <= body.length ? view.getUint16(at, true) : UNDEFINED_MS;
    return value >= UNDEFINED_MS ? null : value;
  };
  const axis = (at: number): number | null => {
    const value = at + 2 <= body.length ? view.getInt16(at, true) : UNDEFINED_DEG;
    return Math.abs(value) >= UNDEFINED_DEG ? null : value;
  };
  const hasBlock = blocks > 0 && body.length >= 22;
  const between = (from: number | null, to: number | null) => (from === null || to === null || to <= from ? null : to - from);
  const [pOn, , qrsOn, qrsOff, tOff] = hasBlock ? [6, 8, 10, 12, 14].map(ms) : [null, null, null, null, null];
  const extra = 6 + 16 * blocks + 10 * spikes;
  const beatCount = extra + 2 <= body.length ? view.getUint16(extra, true) : UNDEFINED_MS;
  const hasExtra = version !== null && version >= 13;
  const rateAt = !hasExtra ? body.length : beatCount >= UNDEFINED_MS ? extra + 2 : extra + 2 + beatCount;
  return unlessEmpty<MachineMeasurements>({
    heartRatePerMinute: ms(rateAt) || null, rrMs: ms(2) || null,
    prMs: between(pOn || null, qrsOn!), qrsMs: between(qrsOn!, qrsOff!), qtMs: between(qrsOn!, tOff!), qtcMs: ms(rateAt + 4) || null,
    pAxisDeg: hasBlock ? axis(16) : null, qrsAxisDeg: hasBlock ? axis(18) : null, tAxisDeg: hasBlock ? axis(20) : null,
  });
}
