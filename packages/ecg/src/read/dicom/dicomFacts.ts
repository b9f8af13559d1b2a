/** What a DICOM file says beside its samples: every text with its place, and the facts that Kalium understands. */
import type { FoundText, RecordFacts, TextKind } from "../../open/recordFacts.ts";
import { dicomEntryOf, groupOf, tagText } from "./dicomDictionary.ts";
import { readableRuns } from "../readableRuns.ts";
import { ageAt } from "../wallClock.ts";
import { yearsOf } from "../xml/statedFacts.ts";
import { isTextVr, type DicomElement, type DicomItem } from "./dicomElements.ts";
import { asciiDecoding, textOf, wallClockMs, type TextDecoding } from "./dicomValues.ts";

const KIND_OF_VR: ReadonlyMap<string, TextKind> = new Map([
  ["PN", "staff"], ["DA", "date"], ["TM", "date"], ["DT", "date"], ["UI", "identifier"], ["AE", "device"], ["UR", "contact"], ["CS", "technical"], ["AS", "date"], ["DS", "technical"], ["IS", "technical"],
]);
/** UIDs below the root of the standard itself name formats and classes, not things or people. */
const STANDARD_UID_ROOT = "1.2.840.10008.";

/** Every text of the data set, nested and private ones included; equal texts at the same place once. */
export function textsOf(elements: DicomItem, decode: TextDecoding): readonly FoundText[] {
  const found = new Map<string, FoundText>();
  collect(elements, "", decode, (text) => found.set(`${text.place}\0${text.value}`, text));
  return [...found.values()];
}

function collect(elements: DicomItem, parent: string, decode: TextDecoding, add: (text: FoundText) => void): void {
  for (const element of elements) {
    if (element.items !== null) {
      const place = `${parent}${tagText(element.tag)} > `;
      for (const item of element.items) collect(item, place, decode, add);
      continue;
    }
    const { bytes } = element;
    const values = bytes === null ? [] : isTextVr(element.vr) ? [decode(bytes).trim()] : mayHoldText(element) ? readableRuns(bytes, asciiDecoding) : [];
    for (const value of values) {
      if (value === "" || isPlainNumber(element)) continue;
      add({ place: parent + tagText(element.tag), kind: kindOf(element, value), value });
    }
  }
}

/** Numbers as text are listed where they describe a person or where nobody knows what they are. */
function isPlainNumber({ tag, vr }: DicomElement): boolean {
  return (vr === "DS" || vr === "IS") && groupOf(tag) !== 0x0010 && groupOf(tag) % 2 === 0;
}

function kindOf({ tag, vr }: DicomElement, value: string): TextKind {
  if (vr === "UI" && value.startsWith(STANDARD_UID_ROOT)) return "technical";
  const entry = dicomEntryOf(tag);
  if (entry !== undefined) return entry.kind;
  return vr === "PN" && groupOf(tag) === 0x0010 ? "person-name" : (KIND_OF_VR.get(vr) ?? "free-text");
}

/** A value of unknown or private binary kind may hold text all the same. */
function mayHoldText({ tag, vr }: DicomElement): boolean {
  return vr === "UN" || (vr === "OB" && groupOf(tag) % 2 === 1);
}

/** Midnight of 1900-01-01: what de-identified files, and Kalium's own, put where DICOM demands a date and there is none. */
const DUMMY_DATE_MS = Date.UTC(1900, 0, 1);

/** Person and time as the main data set states them. */
export function personAndTimeOf(elements: DicomItem, decode: TextDecoding): Pick<RecordFacts, "personId" | "sex" | "ageYears" | "startTimeMs"> {
  const acquired = textOf(elements, 0x0008002a);
  const stated =
    wallClockMs(acquired.slice(0, 8), acquired.slice(8)) ??
    wallClockMs(textOf(elements, 0x00080022), textOf(elements, 0x00080032)) ??
    wallClockMs(textOf(elements, 0x00080023), textOf(elements, 0x00080033)) ??
    wallClockMs(textOf(elements, 0x00080020), textOf(elements, 0x00080030));
  const startTimeMs = stated === DUMMY_DATE_MS ? null : stated;
  const sex = textOf(elements, 0x00100040).toUpperCase();
  const age = /^(\d{1,3})([DWMY])$/.exec(textOf(elements, 0x00101010));
  const bornMs = wallClockMs(textOf(elements, 0x00100030), "");
  const ageYears = age === null ? ageAt(bornMs, startTimeMs) : yearsOf(Number(age[1]), age[2] === "M" ? "months" : age[2]!);
  return { personId: textOf(elements, 0x00100020, decode) || null, sex: sex === "F" ? "female" : sex === "M" ? "male" : null, ageYears, startTimeMs };
}
