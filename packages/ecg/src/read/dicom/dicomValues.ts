/** Values of data elements: texts in the character set of the file, numbers in either form. */
import { numberFrom } from "../numberFrom.ts";
import { viewOf } from "../array/byteWindow.ts";
import { clockMs } from "../wallClock.ts";
import type { DicomElement, DicomItem } from "./dicomElements.ts";

/** Turns bytes of a text into characters. */
export type TextDecoding = (bytes: Uint8Array) => string;

/** Numbers in the defined terms of Specific Character Set (PS3.3, C.12.1.1.2) as labels of the Encoding Standard. */
const CHARACTER_SETS: ReadonlyMap<string, string> = new Map([
  ["101", "iso-8859-2"], ["109", "iso-8859-3"], ["110", "iso-8859-4"], ["144", "iso-8859-5"], ["127", "iso-8859-6"], ["126", "iso-8859-7"], ["138", "iso-8859-8"],
  ["148", "windows-1254"], ["203", "iso-8859-15"], ["13", "shift_jis"], ["166", "windows-874"], ["192", "utf-8"],
]);

/** The Encoding Standard's "latin1" is windows-1252: the same letters, and printable signs where ISO 8859-1 has control codes. */
const latin1 = new TextDecoder("latin1");

/**
 * Decoding for Specific Character Set (0008,0005). Sets that switch by escape sequences are shown as Latin-1: their letters
 * look wrong, but nothing of them is missing from the report.
 */
export function decodingFor(characterSet: string): TextDecoding {
  const term = characterSet.split("\\")[0]!.trim();
  const label = /^GB(18030|K)$/.test(term) ? "gb18030" : CHARACTER_SETS.get(/^ISO(?:_IR| 2022 IR) (\d+)$/.exec(term)?.[1] ?? "");
  const decoder = label === undefined ? latin1 : new TextDecoder(label);
  return (bytes) => decoder.decode(bytes).replace(/[\0 ]+$/, "");
}

export const asciiDecoding: TextDecoding = (bytes) => latin1.decode(bytes).replace(/[\0 ]+$/, "");

/** Element of a tag, or undefined. */
export function elementOf(item: DicomItem, tag: number): DicomElement | undefined {
  return item.find((element) => element.tag === tag);
}

/** Items of a sequence; empty when it is absent. */
export function itemsOf(item: DicomItem, tag: number): readonly DicomItem[] {
  return elementOf(item, tag)?.items ?? [];
}

/** Text of an element without padding; "" when it is absent. */
export function textOf(item: DicomItem, tag: number, decode: TextDecoding = asciiDecoding): string {
  const bytes = elementOf(item, tag)?.bytes;
  return bytes == null ? "" : decode(bytes).trim();
}

/** Decimal or integer string (DS, IS), first value; null when absent or no number. */
export function decimalOf(item: DicomItem, tag: number): number | null {
  return numberFrom(textOf(item, tag).split("\\")[0]!);
}

/** Binary unsigned integers of an element (US, UL; in implicit VR also unknown ones of that width). */
export function unsignedOf(item: DicomItem, tag: number, width: 2 | 4, bigEndian: boolean): readonly number[] {
  const bytes = elementOf(item, tag)?.bytes;
  if (bytes == null) return [];
  const view = viewOf(bytes);
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => (width === 2 ? view.getUint16(2 * i, !bigEndian) : view.getUint32(4 * i, !bigEndian)));
}

/** A code with its scheme: "MDC 2:1", "SCPECG 5.6.3-9-1". */
export interface CodedConcept {
  readonly scheme: string;
  readonly value: string;
  readonly meaning: string;
}

/** First item of a code sequence; null when there is none. */
export function conceptOf(item: DicomItem, tag: number, decode: TextDecoding = asciiDecoding): CodedConcept | null {
  const code = itemsOf(item, tag)[0];
  if (code === undefined) return null;
  return { scheme: textOf(code, 0x00080102), value: textOf(code, 0x00080119, decode) || textOf(code, 0x00080100, decode), meaning: textOf(code, 0x00080104, decode) };
}

/**
 * Milliseconds on the wall clock of date (YYYYMMDD, or YYYY.MM.DD of old files) and time (HHMMSS.FFFFFF); a zone is left out,
 * since the clock is taken as written. Null when it is no date.
 */
export function wallClockMs(date: string, time: string): number | null {
  const day = /^(\d{4})\.?(\d{2})?\.?(\d{2})?/.exec(date.trim());
  if (day === null) return null;
  const clock = /^(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6}))?/.exec(time.trim());
  const [month, dayOfMonth] = [Number(day[2] ?? 1), Number(day[3] ?? 1)];
  const sinceMidnight = clockMs(Number(clock?.[1] ?? 0), Number(clock?.[2] ?? 0), Number(clock?.[3] ?? 0));
  if (sinceMidnight === null || month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > 31) return null;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(day[1]), month - 1, dayOfMonth);
  return midnight.getTime() + sinceMidnight + Math.floor(Number(`0.${clock?.[4] ?? 0}`) * 1000);
}
