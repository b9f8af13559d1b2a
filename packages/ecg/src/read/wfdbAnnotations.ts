/**
 * WFDB annotation files in MIT form (annot(5) of the WFDB Applications Guide): 16-bit words of
 * 6-bit code and 10-bit interval, with SKIP, NUM, SUB, CHN and AUX words between them.
 */
import type { Annotation } from "../recording.ts";
import { FormatError } from "../errors.ts";

/** An annotation with the fields that only WFDB has. */
export interface WfdbAnnotation extends Annotation {
  readonly subtype: number;
  readonly channel: number;
  readonly number: number;
}

/** Mnemonic by code (ecgcodes.h of the WFDB library); codes without one are written "[code]". */
const MNEMONICS: Readonly<Record<number, string>> = {
  1: "N", 2: "L", 3: "R", 4: "a", 5: "V", 6: "F", 7: "J", 8: "A", 9: "S", 10: "E", 11: "j", 12: "/", 13: "Q",
  14: "~", 16: "|", 18: "s", 19: "T", 20: "*", 21: "D", 22: '"', 23: "=", 24: "p", 25: "B", 26: "^", 27: "t",
  28: "+", 29: "u", 30: "?", 31: "!", 32: "[", 33: "]", 34: "e", 35: "n", 36: "@", 37: "x", 38: "f", 39: "(",
  40: ")", 41: "r",
};

/** WFDB code of a mnemonic; null when there is none. */
export function annotationCodeOf(symbol: string): number | null {
  const bracketed = /^\[(\d+)\]$/.exec(symbol);
  if (bracketed) return Number(bracketed[1]);
  const entry = Object.entries(MNEMONICS).find(([, mnemonic]) => mnemonic === symbol);
  return entry ? Number(entry[0]) : null;
}

const SKIP = 59;
const NUM = 60;
const SUB = 61;
const CHN = 62;
const AUX = 63;
const NOTE = 22;
/** Stands for "not a QRS"; the WFDB library writes it as filler after definitions and never shows it. */
const FILLER_SYMBOL = "[0]";

const REMEDY = "Copy the annotation file again from its source.";

/** Settings of {@link readWfdbAnnotations}. */
export interface WfdbAnnotationOptions {
  /** Rate of the record; files that state their own time resolution are converted to it. */
  readonly samplingRateHz?: number;
}

/**
 * Reads an annotation file in MIT form. Definition notes that open some files ("## time resolution",
 * "## annotation type definitions") are applied and left out, as the WFDB library does.
 * @throws FormatError "empty-file"; "truncated" when the closing zero word is missing; "malformed".
 */
export function readWfdbAnnotations(
  bytes: Uint8Array,
  fileName: string,
  options: WfdbAnnotationOptions = {},
): readonly WfdbAnnotation[] {
  if (bytes.length === 0) {
    throw new FormatError("empty-file", { file: fileName }, "the annotation file has 0 bytes", REMEDY);
  }
  const truncated = (reason: string) =>
    new FormatError("truncated", { file: fileName, byteOffset: bytes.length }, reason, REMEDY);
  const annotations: WfdbAnnotation[] = [];
  const text = new TextDecoder();
  let sampleIndex = 0;
  let channel = 0;
  let number = 0;
  let at = 0;
  for (;;) {
    if (at + 2 > bytes.length) throw truncated("the annotations stop without their closing mark");
    const word = bytes[at] | (bytes[at + 1] << 8);
    const code = word >> 10;
    const interval = word & 0x3ff;
    at += 2;
    if (word === 0) break;
    const last = annotations.length - 1;
    if (code === SKIP) {
      if (at + 4 > bytes.length) throw truncated("the file stops inside a SKIP");
      // The two 16-bit halves are stored high half first, each little-endian (PDP-11 order).
      sampleIndex += ((bytes[at] | (bytes[at + 1] << 8)) << 16) | bytes[at + 2] | (bytes[at + 3] << 8);
      at += 4;
    } else if (code >= NUM && code <= AUX) {
      if (last < 0) {
        throw new FormatError("malformed", { file: fileName, byteOffset: at - 2 }, "a modifier comes before the first annotation", REMEDY);
      }
      if (code === NUM) annotations[last] = { ...annotations[last], number: (number = signedByte(interval)) };
      else if (code === SUB) annotations[last] = { ...annotations[last], subtype: signedByte(interval) };
      else if (code === CHN) annotations[last] = { ...annotations[last], channel: (channel = interval & 0xff) };
      else {
        if (at + interval > bytes.length) throw truncated("the file stops inside an AUX text");
        const aux = text.decode(bytes.subarray(at, at + interval)).replace(/\0+$/, "");
        annotations[last] = { ...annotations[last], aux };
        at += interval + (interval & 1);
      }
    } else {
      sampleIndex += interval;
      if (sampleIndex < 0) {
        throw new FormatError("malformed", { file: fileName, byteOffset: at - 2 }, "an annotation lies before the first sample", REMEDY);
      }
      annotations.push({ sampleIndex, symbol: MNEMONICS[code] ?? `[${code}]`, aux: "", subtype: 0, channel, number });
    }
  }
  const shown = annotations.filter((annotation) => annotation.symbol !== FILLER_SYMBOL);
  return applyDefinitions(shown, options.samplingRateHz);
}

function signedByte(value: number): number {
  return (value << 24) >> 24;
}

function applyDefinitions(annotations: readonly WfdbAnnotation[], samplingRateHz: number | undefined): readonly WfdbAnnotation[] {
  const mnemonicOf = new Map<string, string>();
  let resolutionHz: number | null = null;
  let defining = false;
  let used = 0;
  for (const annotation of annotations) {
    const isNote = annotation.symbol === MNEMONICS[NOTE] && annotation.sampleIndex === 0;
    if (!isNote || !(defining || annotation.aux.startsWith("## "))) break;
    used += 1;
    const resolution = /^## time resolution:\s*([\d.]+)/.exec(annotation.aux);
    if (resolution) resolutionHz = Number(resolution[1]);
    else if (annotation.aux.startsWith("## annotation type definitions")) defining = true;
    else if (annotation.aux.startsWith("## end of definitions")) defining = false;
    else {
      const definition = /^(\d+)\s+(\S+)/.exec(annotation.aux);
      if (definition) mnemonicOf.set(MNEMONICS[Number(definition[1])] ?? `[${definition[1]}]`, definition[2]);
    }
  }
  if (used === 0) return annotations;
  const factor = resolutionHz && samplingRateHz ? samplingRateHz / resolutionHz : 1;
  return annotations.slice(used).map((annotation) => ({
    ...annotation,
    sampleIndex: Math.round(annotation.sampleIndex * factor),
    symbol: mnemonicOf.get(annotation.symbol) ?? annotation.symbol,
  }));
}
