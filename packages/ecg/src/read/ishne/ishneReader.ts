/** ISHNE Holter files (`ISHNE1.0`) with the beat annotations of a companion file (`ANN  1.0`) of the same name. */
import { FormatError } from "../../errors.ts";
import { viewOf } from "../array/byteWindow.ts";
import type { FormatReader } from "../../open/formatReader.ts";
import type { FileAnnotation, OpenedRecording } from "../../open/openedRecording.ts";
import { NO_FACTS, type FoundText } from "../../open/recordFacts.ts";
import { COPY_AGAIN, readExactly } from "../exactBytes.ts";
import { checkFrames, plainMark, plainRhythm, plainSignal } from "../plainRhythm.ts";
import { ageAt } from "../wallClock.ts";
import { stemOf, folderOf, type SourceFile } from "../sourceFile.ts";
import { ishneKind, readIshneHeader, type IshneHeader } from "./ishneHeader.ts";

/** Bytes of samples held at a time. */
const BLOCK_BYTE_COUNT = 4 << 20;
/** Four bytes a beat: a year of beats. */
const MAX_BEAT_BYTES = 1 << 28;
/** Beat labels of the standard in WFDB's vocabulary; "B" is a bundle branch block beat in both. */
const SYMBOL_OF_LABEL: ReadonlyMap<string, string> = new Map([["N", "N"], ["V", "V"], ["S", "S"], ["B", "B"], ["P", "/"], ["X", "|"], ["F", "F"], ["U", "Q"]]);
/** Label of an entry that only carries time on, where the next beat is more than 65535 samples away. */
const TIMEOUT_LABEL = "!";
const QUALITY_NOTES = ["", "", "has intermittent noise", "has frequent noise", "was off for less than a tenth of the time", "was off for more than a tenth of the time"];

export const ishneReader: FormatReader = {
  formats: ["ishne"],
  recognises: (head) => ishneKind(head) !== null,
  open: async (file, companions) => {
    if (ishneKind(await file.bytes(0, 8)) === "ecg") return [await openIshne(file, companions)];
    // Beats belong to the recording beside them and are opened with it.
    if ((await findCompanion(file, companions, "ecg")) === null) throw new FormatError("missing-file", { file: file.path }, "the file holds beat annotations; the recording they belong to is missing", "Drop the .ecg file of the same name together with it.");
    return [];
  },
};

async function findCompanion(file: SourceFile, companions: readonly SourceFile[], kind: "ecg" | "annotations"): Promise<SourceFile | null> {
  const stem = stemOf(file.path).toLowerCase();
  for (const other of companions) {
    if (other.path !== file.path && stemOf(other.path).toLowerCase() === stem && folderOf(other.path) === folderOf(file.path) && ishneKind(await other.bytes(0, 8)) === kind) return other;
  }
  return null;
}

async function openIshne(file: SourceFile, companions: readonly SourceFile[]): Promise<OpenedRecording> {
  const header = await readIshneHeader(file);
  const notes = [...header.notes];
  const leadCount = header.leads.length;
  const frameCount = countFrames(file, header, notes);
  const signals = header.leads.map(({ name, quality, nanovoltPerCount }, index) => {
    if (QUALITY_NOTES[quality]) notes.push(`Lead ${name} ${QUALITY_NOTES[quality]}, as the file states.`);
    const isRepeated = header.leads.findIndex((lead) => lead.name === name) < index;
    return plainSignal(isRepeated ? `${name} ${index + 1}` : name, "mV", header.samplingRateHz, frameCount, 1e6 / nanovoltPerCount);
  });
  const beside = await findCompanion(file, companions, "annotations");
  const beats = beside === null ? null : await readBeats(beside);
  const groups = [plainRhythm(header.samplingRateHz, frameCount, signals)];
  const { personId, sex, startTimeMs } = header;
  return {
    format: "ishne",
    formatDetail: "ISHNE 1.0",
    id: stemOf(file.path),
    files: beside === null ? [file.path] : [file.path, beside.path],
    groups,
    annotations: beats?.annotations ?? [],
    annotationRateHz: beats?.samplingRateHz ?? header.samplingRateHz,
    facts: { ...NO_FACTS, personId, sex, startTimeMs, ageYears: ageAt(header.birthMs, startTimeMs), texts: [...header.texts, ...(beats?.texts ?? [])] },
    notes,
    readSamples: async (group, fromFrame, toFrame) => {
      checkFrames(groups, group, fromFrame, toFrame);
      const outputs = signals.map(() => new Int32Array(toFrame - fromFrame));
      const framesPerBlock = Math.floor(BLOCK_BYTE_COUNT / (2 * leadCount));
      for (let frame = fromFrame; frame < toFrame; frame += framesPerBlock) {
        const count = Math.min(framesPerBlock, toFrame - frame);
        const start = header.dataOffset + frame * leadCount * 2;
        const block = await readExactly(file, start, start + count * leadCount * 2);
        const view = viewOf(block);
        outputs.forEach((output, lead) => {
          for (let i = 0, at = lead * 2; i < count; i++, at += leadCount * 2) output[frame - fromFrame + i] = view.getInt16(at, true);
        });
      }
      return outputs;
    },
  };
}

/** The standard leaves open whether samples are counted for one lead or for all: the size of the file tells. */
function countFrames(file: SourceFile, { declaredSampleCount, dataOffset, leads }: IshneHeader, notes: string[]): number {
  const inFile = Math.floor((file.size - dataOffset) / (2 * leads.length));
  if (declaredSampleCount === inFile * leads.length || declaredSampleCount === inFile) return inFile;
  if (declaredSampleCount > inFile) {
    throw new FormatError("truncated", { file: file.path, byteOffset: file.size }, `the header declares ${declaredSampleCount} samples; the file holds ${inFile} of each of ${leads.length} leads`, COPY_AGAIN);
  }
  if (declaredSampleCount === 0) {
    notes.push(`The header declares no samples; the ${inFile} in the file were taken.`);
    return inFile;
  }
  notes.push(`The header declares ${declaredSampleCount} samples, which were taken; the file holds ${inFile} of each lead.`);
  return declaredSampleCount;
}

/** Beats: the sample of the first one, then for each a label, an internal character and the samples since the one before. */
async function readBeats(file: SourceFile): Promise<{ readonly annotations: readonly FileAnnotation[]; readonly samplingRateHz: number; readonly texts: readonly FoundText[] }> {
  const { dataOffset, samplingRateHz, texts } = await readIshneHeader(file);
  if (file.size > MAX_BEAT_BYTES) throw new FormatError("too-large", { file: file.path }, `the annotation file has ${file.size} bytes, more than beats could fill`, COPY_AGAIN);
  const bytes = await file.bytes(dataOffset, file.size);
  const view = viewOf(bytes);
  const annotations: FileAnnotation[] = [];
  let sampleIndex = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    sampleIndex += view.getUint16(at + 2, true);
    const label = String.fromCharCode(bytes[at]!);
    if (label === TIMEOUT_LABEL) continue;
    const symbol = SYMBOL_OF_LABEL.get(label);
    annotations.push(symbol === undefined ? plainMark(sampleIndex, '"', { aux: `beat label ${JSON.stringify(label)}` }) : plainMark(sampleIndex, symbol));
  }
  return { annotations, samplingRateHz, texts: texts.map((found) => ({ ...found, place: `annotation file: ${found.place}` })) };
}
