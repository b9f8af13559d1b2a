/** What WFDB headers and annotations say beside the samples. WFDB has no fields for a person: what is known stands in comments. */
import type { FileAnnotation } from "../../open/openedRecording.ts";
import { NO_FACTS, type FoundText, type RecordFacts, type TextKind } from "../../open/recordFacts.ts";
import { isKaliumComment, parseKaliumComment } from "./kaliumComment.ts";
import type { WfdbHeader } from "./wfdbHeader.ts";

const OLDEST_YEARS = 130;

/** A header and where it was found: "" for the main one, else the segment's name. */
export interface HeaderAtPlace {
  readonly header: WfdbHeader;
  readonly segment: string;
}

/** Facts of a record from its headers (the main one first), its annotations and the texts inside its signal files. */
export function wfdbFactsOf(headers: readonly HeaderAtPlace[], annotations: readonly FileAnnotation[], definitions: readonly string[], signalFileTexts: readonly string[]): RecordFacts {
  const comments = headers.flatMap(({ header }) => header.comments);
  const own = parseKaliumComment(comments);
  return {
    ...NO_FACTS,
    personId: own.personId ?? firstMatch(comments, /^\s*<?subject[_ ]?id>?\s*[:=]\s*(\S+)/i),
    sex: own.sex ?? sexOf(comments),
    ageYears: own.ageYears ?? ageOf(comments),
    startTimeMs: startTimeMsOf(headers[0]!.header),
    potassiumMmolPerL: own.potassiumMmolPerL,
    simulated: own.simulated,
    texts: [...headers.flatMap(textsOfHeader), ...textsOfAnnotations(annotations, definitions), ...signalFileTexts.map((value): FoundText => ({ place: "comment in a FLAC file", kind: "free-text", value }))],
  };
}

function firstMatch(comments: readonly string[], pattern: RegExp): string | null {
  for (const comment of comments) {
    const match = pattern.exec(comment);
    if (match !== null) return match[1]!;
  }
  return null;
}

/** "Sex: Male", "<sex>: F", and the MIT-BIH line of age, sex, recorder: "69 M 1085 1629 x1". */
function sexOf(comments: readonly string[]): "female" | "male" | null {
  const letter = firstMatch(comments, /(?:^|[\s<])(?:sex|gender)>?\s*[:=]\s*(f|m)(?:emale|ale)?\b/i) ?? firstMatch(comments, /^\s*-?\d{1,3}\s+([FM])\s/);
  return letter === null ? null : letter.toLowerCase() === "f" ? "female" : "male";
}

function ageOf(comments: readonly string[]): number | null {
  const text = firstMatch(comments, /(?:^|[\s<])age>?\s*[:=]\s*(\d{1,3})\b/i) ?? firstMatch(comments, /^\s*(\d{1,3})\s+[FM]\s/);
  return text === null || Number(text) > OLDEST_YEARS ? null : Number(text);
}

/** Milliseconds on the header's own clock; null without a date. */
function startTimeMsOf({ baseTime, baseDate }: WfdbHeader): number | null {
  const date = /^(\d{1,2})\/(\d{1,2})\/(\d{1,4})$/.exec(baseDate ?? "");
  const time = /^(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,2}(?:\.\d*)?)$/.exec(baseTime ?? "0");
  if (date === null || time === null) return null;
  const [day, month, year] = [Number(date[1]), Number(date[2]), Number(date[3])];
  const midnight = new Date(Date.UTC(2000, month - 1, day));
  midnight.setUTCFullYear(year, month - 1, day);
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null;
  return midnight.getTime() + Math.round(1000 * (3600 * Number(time[1] ?? 0) + 60 * Number(time[2] ?? 0) + Number(time[3])));
}

function textsOfHeader({ header, segment }: HeaderAtPlace): FoundText[] {
  const texts: FoundText[] = [];
  const add = (place: string, kind: TextKind, value: string | null) => {
    if (value !== null && value.trim() !== "") texts.push({ place: segment === "" ? place : `segment ${segment}: ${place}`, kind, value });
  };
  add("record name", "identifier", header.recordName);
  add("base time", "date", header.baseTime);
  add("base date", "date", header.baseDate);
  header.signals.forEach(({ fileName, description, unit }, index) => {
    if (fileName !== "~" && header.signals.findIndex((signal) => signal.fileName === fileName) === index) add(`file name of signal ${index}`, "identifier", fileName);
    add(`description of signal ${index}`, "technical", description);
    add(`unit of signal ${index}`, "technical", unit);
  });
  header.segments?.forEach(({ recordName }, index) => {
    if (recordName !== "~") add(`name of segment ${index}`, "identifier", recordName);
  });
  header.comments.forEach((comment, index) => {
    const isPerson = /^\s*<?(?:subject|patient)[_ ]?id>?\s*[:=]/i.test(comment) || isKaliumComment(comment);
    add(`comment ${index + 1}`, isPerson ? "identifier" : "free-text", comment.trim());
  });
  return texts;
}

/** Each text once: rhythm labels such as "(AFIB" repeat by the hundred. */
function textsOfAnnotations(annotations: readonly FileAnnotation[], definitions: readonly string[]): FoundText[] {
  const seen = new Set<string>();
  const texts = definitions.map((value): FoundText => ({ place: "annotation definition", kind: "technical", value }));
  for (const { aux, sampleIndex } of annotations) {
    if (aux === "" || seen.has(aux)) continue;
    seen.add(aux);
    texts.push({ place: `text of the annotation at sample ${sampleIndex}`, kind: /^\([A-Z]{1,5}$/.test(aux) ? "technical" : "free-text", value: aux });
  }
  return texts;
}
