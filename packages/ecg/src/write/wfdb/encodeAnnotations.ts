/** Writes annotations in MIT form; the counterpart of `read/wfdb/wfdbAnnotations.ts`. */
import { FormatError } from "../../errors.ts";
import type { FileAnnotation } from "../../open/openedRecording.ts";
import { annotationCodeOf } from "../../read/wfdb/annotationCodes.ts";

const NOTE = 22;
const SKIP = 59;
const NUM = 60;
const SUB = 61;
const CHN = 62;
const AUX = 63;
const MAX_INTERVAL = 1023;
const MAX_SKIP = 2 ** 31 - 1;
const MAX_AUX_BYTES = 255;

/**
 * The bytes of an annotation file, in order of time. `resolutionHz` is stated in the file where it is not null: the rate
 * that the indexes count, when it is not the record's frame rate. Onsets and durations in seconds have no place here.
 * @throws FormatError "malformed" for annotations that the form cannot hold.
 */
export function encodeAnnotations(annotations: readonly FileAnnotation[], resolutionHz: number | null, recordId: string): Uint8Array {
  const bytes: number[] = [];
  const pushWord = (code: number, low: number) => bytes.push(low & 0xff, (code << 2) | ((low >> 8) & 3));
  const refuse = (reason: string, remedy: string) => new FormatError("malformed", { file: recordId }, reason, remedy);
  const pushSkip = (interval: number) => {
    pushWord(SKIP, 0);
    const high = Math.floor(interval / 65536);
    bytes.push(high & 0xff, (high >> 8) & 0xff, interval & 0xff, (interval >> 8) & 0xff);
  };
  const pushAux = (aux: string, sampleIndex: number) => {
    const text = new TextEncoder().encode(aux);
    if (text.length > MAX_AUX_BYTES) throw refuse(`the text of the annotation at sample ${sampleIndex} is longer than ${MAX_AUX_BYTES} bytes`, "Shorten it.");
    if (text.length === 0) return;
    pushWord(AUX, text.length);
    bytes.push(...text);
    if (text.length % 2 === 1) bytes.push(0);
  };
  if (resolutionHz !== null) {
    pushWord(NOTE, 0);
    pushAux(`## time resolution: ${resolutionHz}`, 0);
    // The library closes the definitions with an annotation of code 0; a word of zero would end the file, so it steps back first.
    pushSkip(-1);
    pushWord(0, 1);
  }
  let previous = 0;
  let channelBefore = 0;
  let numberBefore = 0;
  const ordered = annotations.map((annotation) => ({ ...annotation, sampleIndex: Math.round(annotation.sampleIndex) })).sort((a, b) => a.sampleIndex - b.sampleIndex);
  for (const { sampleIndex, symbol, aux, subtype, channel, number } of ordered) {
    const code = annotationCodeOf(symbol);
    if (code === null || code >= SKIP || code === 0) throw refuse(`"${symbol}" is no WFDB annotation mnemonic`, "Use WFDB mnemonics.");
    if (!Number.isSafeInteger(sampleIndex) || sampleIndex < 0) throw refuse(`an annotation stands at sample ${sampleIndex}`, "Leave out annotations before the first sample.");
    if (!isSignedByte(subtype) || !isSignedByte(number) || !(Number.isInteger(channel) && channel >= 0 && channel <= 255)) {
      throw refuse(`the annotation at sample ${sampleIndex} has subtype ${subtype}, channel ${channel}, number ${number}`, "Subtype and number are −128 to 127, channels 0 to 255.");
    }
    let interval = sampleIndex - previous;
    for (; interval > MAX_SKIP; interval -= MAX_SKIP) pushSkip(MAX_SKIP);
    if (interval > MAX_INTERVAL) {
      pushSkip(interval);
      interval = 0;
    }
    pushWord(code, interval);
    if (subtype !== 0) pushWord(SUB, subtype);
    if (channel !== channelBefore) pushWord(CHN, channel);
    if (number !== numberBefore) pushWord(NUM, number);
    pushAux(aux, sampleIndex);
    previous = sampleIndex;
    channelBefore = channel;
    numberBefore = number;
  }
  bytes.push(0, 0);
  return Uint8Array.from(bytes);
}

function isSignedByte(value: number): boolean {
  return Number.isInteger(value) && value >= -128 && value <= 127;
}
