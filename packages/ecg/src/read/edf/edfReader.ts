/** EDF, EDF+C, EDF+D, BDF and BDF+ files. Data records are read by range; only annotation lists are looked through on opening. */
import { FormatError } from "../../errors.ts";
import type { FormatReader } from "../../open/formatReader.ts";
import type { FileAnnotation, OpenedRecording, RawSamples, SignalGroup, SignalInfo } from "../../open/openedRecording.ts";
import type { FoundText } from "../../open/recordFacts.ts";
import { COPY_AGAIN, readExactly } from "../exactBytes.ts";
import { checkFrames } from "../plainRhythm.ts";
import { stemOf, type SourceFile } from "../sourceFile.ts";
import { knownLeadName } from "../table/knownLead.ts";
import { parseAnnotationLists, textToMark, type EdfAnnotation } from "./edfAnnotationLists.ts";
import { looksLikeEdf, readEdfHeader, type EdfHeader, type EdfSignal } from "./edfHeader.ts";
import { edfFacts, kaliumSubfields, type KaliumSubfields } from "./edfIdentity.ts";

/** Bytes of data records held at a time. */
const BLOCK_BYTE_COUNT = 4 << 20;
/** Records longer than this have their annotation bytes read one by one; shorter ones are quicker read through. */
const LONG_RECORD_BYTE_COUNT = 1 << 18;
/** Gap that makes a continuous file doubtful; stamps of a few digits are off by less [Kalium's choice]. */
const NOTED_GAP_S = 0.05;
/** Annotation bytes of one record that are held. */
const MAX_LIST_BYTE_COUNT = 1 << 26;
/** Rate for marks of files that hold nothing but marks. */
const MARKS_ONLY_RATE_HZ = 1000;

export const edfReader: FormatReader = {
  formats: ["edf", "bdf"],
  recognises: looksLikeEdf,
  open: async (file) => [await openEdf(file)],
};

async function openEdf(file: SourceFile): Promise<OpenedRecording> {
  const header = await readEdfHeader(file);
  const notes = [...header.notes];
  const dataSignals = header.signals.filter(({ isAnnotations }) => !isAnnotations);
  const framesPerRecord = dataSignals.reduce((divisor, { samplesPerRecord }) => greatestCommonDivisor(divisor, samplesPerRecord), 0);
  const own = kaliumSubfields(header);
  const framesPerSecond = framesPerRecord === 0 ? 1 : ownRate(own, framesPerRecord / header.recordDurationS);
  const frameCount = ownFrameCount(own, framesPerRecord * header.recordCount, framesPerRecord);
  const signals = dataSignals.map((signal, index): SignalInfo => {
    const scale = signalScale(signal, own !== null);
    const lead = knownLeadName(signal.label);
    if (lead !== null && lead !== signal.label) notes.push(`Signal ${index + 1} is named "${signal.label}" in the file and ${lead} here.`);
    return {
      name: lead ?? signal.label,
      unit: signal.unit,
      samplingRateHz: framesPerSecond * (signal.samplesPerRecord / framesPerRecord),
      samplesPerFrame: signal.samplesPerRecord / framesPerRecord,
      sampleCount: frameCount * (signal.samplesPerRecord / framesPerRecord),
      ...scale,
    };
  });

  const marks = await readMarks(file, header, notes);
  const firstOnsetS = marks.recordOnsetsS[0] ?? 0;
  const annotationRateHz = signals.reduce((highest, { samplingRateHz }) => Math.max(highest, samplingRateHz), 0) || MARKS_ONLY_RATE_HZ;
  const pieces = header.isDiscontinuous && framesPerRecord > 0 ? findPieces(header, marks.recordOnsetsS, framesPerRecord, 0.5 / annotationRateHz) : [{ fromFrame: 0, startS: 0 }];
  if (!header.isDiscontinuous && findPieces(header, marks.recordOnsetsS, framesPerRecord, NOTED_GAP_S).length > 1) {
    notes.push("The file calls itself continuous, but its data records do not follow each other in time; they are shown as continuous.");
  }
  if (pieces.length > 1) notes.push(`The recording is discontinuous: ${pieces.length} pieces.`);
  if (pieces.some(({ startS }, index) => index > 0 && startS < pieces[index - 1]!.startS)) notes.push("The pieces are not in order of time.");
  const group: SignalGroup = { kind: "rhythm", framesPerSecond, frameCount, signals, pieces };
  const annotations = [...marks.annotations].sort((a, b) => a.onsetS - b.onsetS).map(({ onsetS, durationS, text }): FileAnnotation => {
    const sinceStartS = Number((onsetS - firstOnsetS).toFixed(12));
    return { ...textToMark(text), onsetS: sinceStartS, durationS, sampleIndex: storedSample(sinceStartS, pieces, framesPerSecond, annotationRateHz) };
  });

  const format = header.bytesPerSample === 3 ? "bdf" : "edf";
  const facts = edfFacts(header, firstOnsetS);
  return {
    format,
    formatDetail: `${format.toUpperCase()}${header.isPlus ? (header.isDiscontinuous ? "+D" : "+C") : ""}`,
    id: stemOf(file.path),
    files: [file.path],
    groups: [group],
    annotations,
    annotationRateHz,
    facts: { ...facts, texts: [...facts.texts, ...signalTexts(header), ...annotationTexts(marks.annotations)] },
    notes,
    readSamples: async (groupIndex, fromFrame, toFrame) => {
      checkFrames([group], groupIndex, fromFrame, toFrame);
      return readFrames(file, header, dataSignals, framesPerRecord, fromFrame, toFrame);
    },
  };
}

/** The exact rate that Kalium wrote, when it is the one of the header but for its eight characters. */
function ownRate(own: KaliumSubfields | null, rateHz: number): number {
  const exact = own?.framesPerSecond ?? rateHz;
  return Math.abs(exact - rateHz) <= rateHz * 1e-4 ? exact : rateHz;
}

/** Frames without the padding of the last record. */
function ownFrameCount(own: KaliumSubfields | null, frameCount: number, framesPerRecord: number): number {
  const exact = own?.frameCount ?? frameCount;
  return Number.isInteger(exact) && exact <= frameCount && exact > frameCount - framesPerRecord ? exact : frameCount;
}

/** Gain and baseline from the limits, or exactly as Kalium wrote them into the transducer field. */
function signalScale({ digitalMin, digitalMax, physicalMin, physicalMax, transducer }: EdfSignal, isOwn: boolean): Pick<SignalInfo, "gainPerUnit" | "baselineCount" | "invalidCount"> {
  const stated = isOwn ? /^Kalium gain (\S{1,25}) zero (\S{1,25})(?: invalid (-?\d{1,8}))?$/.exec(transducer) : null;
  const [gain, zero] = [Number(stated?.[1]), Number(stated?.[2])];
  if (Number.isFinite(gain) && gain !== 0 && Number.isFinite(zero)) return { gainPerUnit: gain, baselineCount: zero, invalidCount: stated?.[3] === undefined ? null : Number(stated[3]) };
  const gainPerUnit = (digitalMax - digitalMin) / (physicalMax - physicalMin);
  return { gainPerUnit, baselineCount: digitalMin - physicalMin * gainPerUnit + 0, invalidCount: null };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Goes through the annotation signals of all data records, a block at a time. */
async function readMarks(file: SourceFile, header: EdfHeader, notes: string[]): Promise<{ readonly annotations: readonly EdfAnnotation[]; readonly recordOnsetsS: readonly number[] }> {
  const { recordByteCount, recordCount, headerByteCount, bytesPerSample } = header;
  const lists = header.signals.filter(({ isAnnotations }) => isAnnotations).map(({ byteInRecord, samplesPerRecord }) => ({ from: byteInRecord, to: byteInRecord + samplesPerRecord * bytesPerSample }));
  if (lists.some(({ from, to }) => to - from > MAX_LIST_BYTE_COUNT)) throw new FormatError("too-large", { file: file.path }, "the annotation lists of a data record are longer than any could be", COPY_AGAIN);
  const annotations: EdfAnnotation[] = [];
  const recordOnsetsS: number[] = [];
  let faultCount = 0;
  if (!header.isPlus || lists.length === 0) return { annotations, recordOnsetsS };
  const take = (parts: readonly Uint8Array[], record: number): void => {
    parts.forEach((bytes, index) => {
      const parsed = parseAnnotationLists(bytes);
      if (index === 0) recordOnsetsS.push(parsed.recordOnsetS ?? (recordOnsetsS[record - 1] ?? -header.recordDurationS) + header.recordDurationS);
      for (const annotation of parsed.annotations) annotations.push(annotation);
      faultCount += parsed.faultCount;
    });
  };
  const recordsPerBlock = recordByteCount > LONG_RECORD_BYTE_COUNT ? 1 : Math.max(1, Math.floor(BLOCK_BYTE_COUNT / recordByteCount));
  for (let record = 0; record < recordCount; record += recordsPerBlock) {
    const start = headerByteCount + record * recordByteCount;
    if (recordsPerBlock === 1) {
      take(await Promise.all(lists.map(({ from, to }) => file.bytes(start + from, start + to))), record);
      continue;
    }
    const count = Math.min(recordsPerBlock, recordCount - record);
    const block = await file.bytes(start, start + count * recordByteCount);
    for (let i = 0; i < count; i++) take(lists.map(({ from, to }) => block.subarray(i * recordByteCount + from, i * recordByteCount + to)), record + i);
  }
  if (faultCount > 0) notes.push(`${faultCount} annotation lists do not follow EDF+ and were left out.`);
  return { annotations, recordOnsetsS };
}

/** Runs of data records that follow each other but for `toleranceS`. */
function findPieces(header: EdfHeader, onsetsS: readonly number[], framesPerRecord: number, toleranceS: number): SignalGroup["pieces"] {
  const first = onsetsS[0] ?? 0;
  const pieces: { fromFrame: number; startS: number }[] = [{ fromFrame: 0, startS: 0 }];
  for (let record = 1; record < onsetsS.length; record++) {
    const gapS = onsetsS[record]! - onsetsS[record - 1]! - header.recordDurationS;
    if (Math.abs(gapS) > toleranceS) pieces.push({ fromFrame: record * framesPerRecord, startS: Number((onsetsS[record]! - first).toFixed(12)) });
  }
  return pieces;
}

/** Index among the stored samples of a moment; one that falls into a gap goes to the piece after it. */
function storedSample(sinceStartS: number, pieces: SignalGroup["pieces"], framesPerSecond: number, rateHz: number): number {
  let low = 0;
  for (let high = pieces.length - 1; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.startS <= sinceStartS + 0.5 / rateHz) low = middle;
    else high = middle - 1;
  }
  const samplesPerFrame = rateHz / framesPerSecond;
  const index = Math.round(pieces[low]!.fromFrame * samplesPerFrame + (sinceStartS - pieces[low]!.startS) * rateHz);
  const next = pieces[low + 1];
  return next === undefined ? index : Math.min(index, next.fromFrame * samplesPerFrame);
}

const SIGNAL_TEXTS = [["label", "technical"], ["transducer", "device"], ["unit", "technical"], ["prefilter", "technical"], ["reserved", "free-text"]] as const;

function signalTexts(header: EdfHeader): readonly FoundText[] {
  const texts: FoundText[] = [];
  header.signals.forEach((signal, index) => {
    for (const [field, kind] of SIGNAL_TEXTS) {
      if (!(field === "transducer" && signal.transducer.startsWith("Kalium gain "))) texts.push({ place: `${field} of signal ${index + 1}`, kind, value: signal[field] });
    }
  });
  texts.push({ place: "reserved field", kind: "technical", value: header.reserved });
  return texts.filter(({ value }) => value !== "");
}

/** Each different text once; marks that Kalium wrote as beats are no texts. */
function annotationTexts(annotations: readonly EdfAnnotation[]): FoundText[] {
  const values = new Set<string>();
  for (const { text } of annotations) {
    const { aux } = textToMark(text);
    if (aux !== "") values.add(aux);
  }
  return [...values].map((value) => ({ place: "annotation", kind: "free-text", value }));
}

async function readFrames(file: SourceFile, header: EdfHeader, signals: readonly EdfSignal[], framesPerRecord: number, fromFrame: number, toFrame: number): Promise<readonly RawSamples[]> {
  const outputs = signals.map(({ samplesPerRecord }) => new Int32Array((toFrame - fromFrame) * (framesPerRecord === 0 ? 0 : samplesPerRecord / framesPerRecord)));
  if (fromFrame === toFrame) return outputs;
  const { recordByteCount, headerByteCount, bytesPerSample } = header;
  const lastRecord = Math.ceil(toFrame / framesPerRecord);
  const recordsPerBlock = Math.max(1, Math.floor(BLOCK_BYTE_COUNT / recordByteCount));
  for (let record = Math.floor(fromFrame / framesPerRecord); record < lastRecord; record += recordsPerBlock) {
    const count = Math.min(recordsPerBlock, lastRecord - record);
    const start = headerByteCount + record * recordByteCount;
    // Some programs put an hour or a whole night into one record: of such a one only the wanted part of each signal is read.
    const block = recordByteCount > BLOCK_BYTE_COUNT ? null : await readExactly(file, start, start + count * recordByteCount);
    for (const [index, { samplesPerRecord, byteInRecord }] of signals.entries()) {
      const output = outputs[index]!;
      for (let i = 0; i < count; i++) {
        const firstSample = (record + i) * samplesPerRecord - fromFrame * (samplesPerRecord / framesPerRecord);
        const skip = Math.max(0, -firstSample);
        const take = Math.min(samplesPerRecord, output.length - firstSample);
        if (block !== null) {
          copySamples(block, i * recordByteCount + byteInRecord + skip * bytesPerSample, bytesPerSample, output, firstSample + skip, take - skip);
          continue;
        }
        const samplesPerPart = Math.floor(BLOCK_BYTE_COUNT / bytesPerSample);
        for (let sample = skip; sample < take; sample += samplesPerPart) {
          const partCount = Math.min(samplesPerPart, take - sample);
          const from = start + byteInRecord + sample * bytesPerSample;
          copySamples(await readExactly(file, from, from + partCount * bytesPerSample), 0, bytesPerSample, output, firstSample + sample, partCount);
        }
      }
    }
  }
  return outputs;
}

function copySamples(bytes: Uint8Array, at: number, bytesPerSample: 2 | 3, output: Int32Array, to: number, count: number): void {
  const end = to + count;
  if (bytesPerSample === 2) for (let i = to, from = at; i < end; i++, from += 2) output[i] = ((bytes[from]! | (bytes[from + 1]! << 8)) << 16) >> 16;
  else for (let i = to, from = at; i < end; i++, from += 3) output[i] = ((bytes[from]! | (bytes[from + 1]! << 8) | (bytes[from + 2]! << 16)) << 8) >> 8;
}
