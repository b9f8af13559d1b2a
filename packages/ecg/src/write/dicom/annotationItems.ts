/** Annotations as items of the Waveform Annotation Sequence (0040,B020), in the codes that the reader turns back into the same marks. */
import type { FileAnnotation } from "../../open/openedRecording.ts";
import { BEATS, FIDUCIAL_MARKS, KALIUM_SCHEME, POTASSIUM_CODE, SIMULATED_CODE } from "../../read/dicom/dicomAnnotations.ts";
import type { RecordingToWrite } from "../recordingToWrite.ts";
import { decimalString, encodeConcept, encodeText, encodeUnsigned16, encodeUnsigned32, type EncodedElement } from "./elementWriter.ts";

const CONCEPT_NAME = 0x0040a043;
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["5.10.3-1", "P onset"], ["5.10.3-2", "P offset"], ["5.10.3-3", "QRS onset"], ["5.10.3-4", "QRS offset"], ["5.10.3-5", "T offset"],
  ["10:256", "P wave"], ["10:1024", "T wave"], ["10:1152", "U wave"],
]);
const PEAKS: ReadonlyMap<string, string> = new Map([["p", "10:256"], ["t", "10:1024"], ["u", "10:1152"]]);

/** Items for the marks of a recording, its potassium and whether it is simulated; `samplesPerSecond` is the rate of the first multiplex group. */
export function annotationItems(recording: RecordingToWrite, samplesPerSecond: number, sampleCount: number): readonly (readonly EncodedElement[])[] {
  const items: EncodedElement[][] = [];
  const { potassiumMmolPerL, simulated } = recording.facts;
  const whole = encodeUnsigned16(0x0040a0b0, 1, 0);
  if (potassiumMmolPerL !== null) {
    items.push([encodeConcept(0x004008ea, "mmol/L", "UCUM", "millimole per liter"), encodeConcept(CONCEPT_NAME, POTASSIUM_CODE, "LN", "Potassium [Moles/volume] in Serum or Plasma"), whole, encodeText(0x0040a30a, "DS", decimalString(potassiumMmolPerL))]);
  }
  if (simulated) items.push([encodeConcept(CONCEPT_NAME, SIMULATED_CODE, KALIUM_SCHEME, "Simulated recording, not of a person"), whole]);
  const factor = samplesPerSecond / recording.annotationRateHz;
  for (const annotation of recording.annotations) {
    const position = Math.round(annotation.sampleIndex * factor) + 1;
    if (position < 1 || position > sampleCount + 1) continue;
    const { concept, text, detail } = wordsOf(annotation);
    items.push([
      ...(concept === null ? [] : [concept]),
      encodeUnsigned16(0x0040a0b0, 1, annotation.channel === 0 ? 0 : annotation.channel + 1),
      encodeText(0x0040a130, "CS", "POINT"),
      encodeUnsigned32(0x0040a132, position),
      ...(detail === null ? [] : [detail]),
      ...(text === null ? [] : [text]),
    ]);
  }
  return items;
}

function wordsOf({ symbol, aux, subtype, number }: FileAnnotation): { readonly concept: EncodedElement | null; readonly text: EncodedElement | null; readonly detail: EncodedElement | null } {
  const isPlain = subtype === 0 && aux === "";
  if (symbol === '"' && subtype === 0 && number === 0 && aux !== "") return { concept: null, text: encodeText(0x00700006, "ST", aux, 1024), detail: null };
  const fiducial = [...FIDUCIAL_MARKS].find(([, [mark, wave]]) => mark === symbol && wave === number && mark !== "N")?.[0];
  if (isPlain && fiducial !== undefined) return { concept: encodeConcept(CONCEPT_NAME, fiducial, "SCPECG", MEANINGS.get(fiducial)!), text: null, detail: null };
  const peak = PEAKS.get(symbol);
  if (isPlain && number === 0 && peak !== undefined) return { concept: encodeConcept(CONCEPT_NAME, peak, "MDC", MEANINGS.get(peak)!), text: null, detail: null };
  const beat = [...BEATS].find(([, mark]) => mark === symbol)?.[0];
  if (isPlain && number === 0 && beat !== undefined) return { concept: encodeConcept(CONCEPT_NAME, beat, "MDC", `Beat ${symbol} of the WFDB annotation codes`), text: null, detail: null };
  return {
    concept: encodeConcept(CONCEPT_NAME, `${symbol} ${subtype} ${number}`, KALIUM_SCHEME, `WFDB annotation ${symbol}`),
    text: null,
    detail: aux === "" ? null : encodeConcept(0x0040a168, aux, KALIUM_SCHEME, aux),
  };
}
