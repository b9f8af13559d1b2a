/** Time-stamped annotation lists (TALs) of EDF+ and BDF+: `+onset[\x15duration]\x14text\x14…\x14\0`, several in each data record. */
import type { FileAnnotation } from "../../open/openedRecording.ts";

/** One annotation as written: seconds after the start that the header states. */
export interface EdfAnnotation {
  readonly onsetS: number;
  readonly durationS: number | null;
  readonly text: string;
}

const TEXT_END = 0x14;

/** The annotations of one data record's list, and the start of the record when its first list is a time-keeping one. */
export interface RecordAnnotations {
  readonly recordOnsetS: number | null;
  readonly annotations: readonly EdfAnnotation[];
  /** Lists that do not follow the rules and were left out. */
  readonly faultCount: number;
}

/** Parses the annotation bytes of one data record. */
export function parseAnnotationLists(bytes: Uint8Array): RecordAnnotations {
  const annotations: EdfAnnotation[] = [];
  let recordOnsetS: number | null = null;
  let faultCount = 0;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    const zero = bytes.indexOf(0, at);
    const end = zero < 0 ? bytes.length : zero;
    // Looked at apart, so that a list without an end mark does not make every search run through the rest of the record.
    const list = bytes.subarray(at, end);
    const stampEnd = list.indexOf(TEXT_END);
    const stamp = stampEnd < 0 || stampEnd > 64 ? null : /^([+-]\d{1,15}(?:\.\d{0,15})?)(?:\x15(\d{1,15}(?:\.\d{0,15})?)?)?$/.exec(latin1(list.subarray(0, stampEnd)));
    if (stamp === null) faultCount++;
    else {
      const onsetS = Number(stamp[1]);
      const durationS = stamp[2] === undefined ? null : Number(stamp[2]);
      for (let from = stampEnd + 1; from < list.length; ) {
        const textEnd = list.indexOf(TEXT_END, from);
        const to = textEnd < 0 ? list.length : textEnd;
        const isTimeKeeping = to === from && from === stampEnd + 1;
        if (isTimeKeeping) recordOnsetS ??= onsetS;
        else if (to > from) annotations.push({ onsetS, durationS, text: utf8.decode(list.subarray(from, to)) });
        from = to + 1;
      }
    }
    at = end + 1;
  }
  return { recordOnsetS, annotations, faultCount };
}

const utf8 = new TextDecoder();

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/**
 * Text of a mark that is more than a text, as Kalium writes it: `wfdb SYMBOL [sub=…] [chan=…] [num=…] [aux=…]`. A bare "N" of
 * another program is left a text, because nothing says that it means a beat.
 */
export function annotationToText({ symbol, aux, subtype, channel, number }: FileAnnotation): string {
  const isPlain = symbol === '"' && subtype === 0 && channel === 0 && number === 0 && aux !== "" && !aux.startsWith("wfdb ");
  if (isPlain) return aux;
  const parts = [`wfdb ${symbol}`];
  if (subtype !== 0) parts.push(`sub=${subtype}`);
  if (channel !== 0) parts.push(`chan=${channel}`);
  if (number !== 0) parts.push(`num=${number}`);
  if (aux !== "") parts.push(`aux=${aux}`);
  return parts.join(" ");
}

/** The mark that a text stands for: see {@link annotationToText}. */
export function textToMark(text: string): Pick<FileAnnotation, "symbol" | "aux" | "subtype" | "channel" | "number"> {
  const match = /^wfdb (\S)(?: sub=(-?\d{1,6}))?(?: chan=(\d{1,6}))?(?: num=(-?\d{1,6}))?(?: aux=([^]*))?$/.exec(text);
  if (!match) return { symbol: '"', aux: text, subtype: 0, channel: 0, number: 0 };
  return { symbol: match[1]!, subtype: Number(match[2] ?? 0), channel: Number(match[3] ?? 0), number: Number(match[4] ?? 0), aux: match[5] ?? "" };
}

