/**
 * WFDB annotation files (annot(5) of the WFDB Applications Guide). MIT form: 16-bit words of 6-bit code and 10-bit
 * interval, with SKIP, NUM, SUB, CHN and AUX words between them. AHA form: 16 bytes an annotation. The first two bytes
 * tell them apart, as in the WFDB library: an AHA file begins with a null byte and an AHA letter other than a bracket.
 */
import { FormatError } from "../../errors.ts";
import type { FileAnnotation } from "../../open/openedRecording.ts";
import type { Annotation } from "../../recording.ts";
import { mnemonicOf, mnemonicOfAha } from "./annotationCodes.ts";
import { plainMark } from "../plainRhythm.ts";
import { decodeText } from "../exactBytes.ts";

/** An annotation with the fields that only WFDB has. */
export interface WfdbAnnotation extends Annotation {
  readonly subtype: number;
  readonly channel: number;
  readonly number: number;
}

/** What an annotation file holds. */
export interface AnnotationFile {
  readonly form: "MIT" | "AHA";
  /** In the order of the file; times in units of `rateHz`. Definition notes are applied and left out. */
  readonly annotations: readonly FileAnnotation[];
  /** Time resolution that the file states; null when it counts frames of the record. */
  readonly rateHz: number | null;
  /** Texts of the definition notes. */
  readonly definitions: readonly string[];
  /** Bytes up to the closing mark and with it; more in the file say that it is something else. */
  readonly byteCount: number;
}

const SKIP = 59;
const NUM = 60;
const SUB = 61;
const CHN = 62;
const AUX = 63;
const AHA_BYTES = 16;
const AHA_AUX_AT = 10;
/** Ends an AHA file. */
const AHA_END = 0xff;

const REMEDY = "Copy the annotation file again from its source.";

type Draft = { -readonly [key in keyof FileAnnotation]: FileAnnotation[key] };

/** Settings of {@link readWfdbAnnotations}. */
export interface WfdbAnnotationOptions {
  /** Rate of the record; files that state their own time resolution are converted to it. */
  readonly samplingRateHz?: number;
}

/**
 * Reads an annotation file of either form. Definition notes that open some files ("## time resolution",
 * "## annotation type definitions") are applied and left out, as the WFDB library does.
 * @throws FormatError "empty-file"; "truncated" when the closing mark is missing; "malformed".
 */
export function readWfdbAnnotations(bytes: Uint8Array, fileName: string, options: WfdbAnnotationOptions = {}): readonly WfdbAnnotation[] {
  const { annotations, rateHz } = parseAnnotationFile(bytes, fileName);
  const factor = rateHz !== null && options.samplingRateHz !== undefined ? options.samplingRateHz / rateHz : 1;
  return annotations.map(({ sampleIndex, symbol, aux, subtype, channel, number }) => ({ sampleIndex: Math.round(sampleIndex * factor), symbol, aux, subtype, channel, number }));
}

/**
 * Reads an annotation file of either form with its times as written.
 * @throws FormatError as {@link readWfdbAnnotations}.
 */
export function parseAnnotationFile(bytes: Uint8Array, fileName: string): AnnotationFile {
  if (bytes.length === 0) {
    throw new FormatError("empty-file", { file: fileName }, "the annotation file has 0 bytes", REMEDY);
  }
  if (isAhaForm(bytes)) return { form: "AHA", annotations: readAha(bytes, fileName), rateHz: null, definitions: [], byteCount: bytes.length };
  const { annotations, byteCount } = readMit(bytes, fileName);
  return { form: "MIT", ...applyDefinitions(annotations), byteCount };
}

function isAhaForm(bytes: Uint8Array): boolean {
  const letter = String.fromCharCode(bytes[1] ?? 0);
  return bytes[0] === 0 && letter !== "[" && letter !== "]" && mnemonicOfAha(letter) !== undefined;
}

function readMit(bytes: Uint8Array, fileName: string): Pick<AnnotationFile, "annotations" | "byteCount"> {
  const truncated = (reason: string) => new FormatError("truncated", { file: fileName, byteOffset: bytes.length }, reason, REMEDY);
  const annotations: FileAnnotation[] = [];
  let last: Draft | null = null;
  let sampleIndex = 0;
  let channel = 0;
  let number = 0;
  let at = 0;
  for (;;) {
    if (at + 2 > bytes.length) throw truncated("the annotations stop without their closing mark");
    const word = bytes[at]! | (bytes[at + 1]! << 8);
    const code = word >> 10;
    const interval = word & 0x3ff;
    at += 2;
    if (word === 0) return { annotations, byteCount: at };
    if (code === SKIP) {
      if (at + 4 > bytes.length) throw truncated("the file stops inside a SKIP");
      sampleIndex += middleEndian(bytes, at);
      at += 4;
    } else if (code >= NUM) {
      if (last === null) {
        throw new FormatError("malformed", { file: fileName, byteOffset: at - 2 }, "a modifier comes before the first annotation", REMEDY);
      }
      if (code === NUM) last.number = number = signedByte(interval);
      else if (code === SUB) last.subtype = signedByte(interval);
      else if (code === CHN) last.channel = channel = interval & 0xff;
      else if (code === AUX) {
        const length = interval & 0xff;
        if (at + length > bytes.length) throw truncated("the file stops inside an AUX text");
        last.aux = decodeText(bytes.subarray(at, at + length)).replace(/\0+$/, "");
        at += length + (length & 1);
      }
    } else {
      sampleIndex += interval;
      if (sampleIndex < 0) {
        throw new FormatError("malformed", { file: fileName, byteOffset: at - 2 }, "an annotation lies before the first sample", REMEDY);
      }
      last = plainMark(sampleIndex, mnemonicOf(code), { channel, number });
      // Code 0 stands for "not a QRS"; the WFDB library writes it as filler after definitions and never shows it.
      if (code !== 0) annotations.push(last);
    }
  }
}

/** Two 16-bit halves, the high one first, each little-endian (PDP-11 order). */
function middleEndian(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) | bytes[at + 2]! | (bytes[at + 3]! << 8);
}

function signedByte(value: number): number {
  return (value << 24) >> 24;
}

/** Byte 1 is the letter, 2–5 the time, 6–7 a serial number, 8 the subtype, 9 the MIT code, 10–15 text; a file ends with 0xff or with its last annotation. */
function readAha(bytes: Uint8Array, fileName: string): readonly FileAnnotation[] {
  const annotations: FileAnnotation[] = [];
  for (let at = 0; at < bytes.length && bytes[at] !== AHA_END; at += AHA_BYTES) {
    const place = { file: fileName, byteOffset: at };
    if (at + AHA_BYTES > bytes.length) throw new FormatError("truncated", place, "the file stops inside an annotation", REMEDY);
    const letter = String.fromCharCode(bytes[at + 1]!);
    const symbol = mnemonicOfAha(letter);
    const sampleIndex = middleEndian(bytes, at + 2);
    if (bytes[at] !== 0 || symbol === undefined) throw new FormatError("malformed", place, `"${letter}" is no AHA annotation`, REMEDY);
    if (sampleIndex < 0) throw new FormatError("malformed", place, "an annotation lies before the first sample", REMEDY);
    const stated = signedByte(bytes[at + 8]!);
    annotations.push(plainMark(sampleIndex, symbol, {
      aux: bytes[at + AHA_AUX_AT] === 0 ? "" : decodeText(bytes.subarray(at + AHA_AUX_AT, at + AHA_BYTES)).replace(/\0.*$/s, ""),
      // "U" is an unreadable stretch, which MIT form writes as noise of subtype −1.
      subtype: letter === "U" && stated === 0 ? -1 : stated,
    }));
  }
  return annotations;
}

function applyDefinitions(annotations: readonly FileAnnotation[]): Pick<AnnotationFile, "annotations" | "rateHz" | "definitions"> {
  const symbolOf = new Map<string, string>();
  const definitions: string[] = [];
  let rateHz: number | null = null;
  let defining = false;
  for (const { symbol, sampleIndex, aux } of annotations) {
    if (symbol !== '"' || sampleIndex !== 0 || !(defining || aux.startsWith("## "))) break;
    definitions.push(aux);
    const resolution = /^## time resolution:\s*([\d.]+)/.exec(aux);
    if (resolution !== null) rateHz = Number(resolution[1]) > 0 ? Number(resolution[1]) : null;
    else if (aux.startsWith("## annotation type definitions")) defining = true;
    else if (aux.startsWith("## end of definitions")) defining = false;
    else {
      const definition = /^(\d+)\s+(\S+)/.exec(aux);
      if (definition !== null) symbolOf.set(mnemonicOf(Number(definition[1])), definition[2]!);
    }
  }
  if (definitions.length === 0) return { annotations, rateHz, definitions };
  const rest = annotations.slice(definitions.length);
  return { annotations: rest.map((annotation) => ({ ...annotation, symbol: symbolOf.get(annotation.symbol) ?? annotation.symbol })), rateHz, definitions };
}
