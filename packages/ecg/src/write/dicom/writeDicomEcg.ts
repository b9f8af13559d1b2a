/** Writes a recording as a DICOM waveform (PS3.3, A.34.3 to A.34.5) in explicit VR little endian. */
import { FormatError } from "../../errors.ts";
import { leadCodeOf } from "../../read/scp/leadCodes.ts";
import type { RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";
import { toWholeNumbers } from "../wholeNumbers.ts";
import { annotationItems } from "./annotationItems.ts";
import { decimalString, encodeConcept, encodeElement, encodeSequence, encodeText, encodeUnsigned16, encodeUnsigned32, joinBytes, type EncodedElement } from "./elementWriter.ts";
import { contentUid } from "./uid.ts";
import { multiplexPlan, type PlannedGroup } from "./multiplexPlan.ts";

const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
const SOP_CLASSES = { twelveLead: "1.2.840.10008.5.1.4.1.1.9.1.1", general: "1.2.840.10008.5.1.4.1.1.9.1.2", general32: "1.2.840.10008.5.1.4.1.1.9.1.4" };
/** Content limits of the 12-lead ECG (PS3.3, A.34.3.4). */
const TWELVE_LEAD_LIMITS = { channels: 13, samples: 16_384, minHz: 200, maxHz: 1000 };
const MAX_BYTE_COUNT = 0xfffffffe;
/** Date for the attributes that must have one when the recording has none; the reader takes it for none. */
const UNKNOWN_DATE = "19000101";
const UCUM_OF_UNIT: ReadonlyMap<string, string> = new Map([["µV", "uV"], ["μV", "uV"], ["mmHg", "mm[Hg]"], ["", "1"]]);

/**
 * The file `ID.dcm`: a 12-lead ECG where the content limits of that object allow it, else a general ECG, of 32 bits where
 * counts need them. Counts are written as they are; scale and baseline as decimal strings of 16 characters. Signals of
 * different rates or with different marks for invalid samples become several multiplex groups. UIDs follow from the content, so
 * the same recording gives the same file. What DICOM has no room for: names of signals end after 16 characters, and "\\" in
 * texts becomes "/".
 * @throws FormatError "unsupported" for samples that are no whole numbers and for scales that change within a signal,
 * "too-large", "malformed"
 */
export function writeDicomEcg(recording: RecordingToWrite): readonly WrittenFile[] {
  const name = `${recording.id}.dcm`;
  if (recording.signals.length === 0 || recording.frameCount === 0) throw new FormatError("malformed", { file: name }, "a DICOM waveform needs a signal with samples", "Choose a recording with samples.");
  const whole = toWholeNumbers(recording);
  if (whole === null) throw new FormatError("unsupported", { file: name }, "the samples are not whole numbers, and DICOM holds nothing else", "Write NPZ or CSV, or round the samples first.");
  for (const { name: lead, calibrations, gainPerUnit, baselineCount } of whole.signals) {
    if (calibrations?.some((rule) => rule.gainPerUnit !== gainPerUnit || rule.baselineCount !== baselineCount)) {
      throw new FormatError("unsupported", { file: name }, `the scale of ${lead} changes within the recording, and DICOM has one scale for a channel`, "Write WFDB, which keeps every scale.");
    }
  }
  const groups = multiplexPlan(whole.signals).map((planned) => encodeGroup(whole, planned, name));
  const { channels, samples, minHz, maxHz } = TWELVE_LEAD_LIMITS;
  const is16Bit = groups.every(({ bytes }) => bytes === 2);
  const isTwelveLead = is16Bit && groups.length <= 5 && groups.every((group) => group.channelCount <= channels && group.sampleCount <= samples && group.samplesPerSecond >= minHz && group.samplesPerSecond <= maxHz);
  const sopClass = isTwelveLead ? SOP_CLASSES.twelveLead : is16Bit ? SOP_CLASSES.general : SOP_CLASSES.general32;

  const { facts } = recording;
  const identity = new TextEncoder().encode(JSON.stringify([recording.id, facts, recording.annotations.length]));
  const contents = groups.map(({ data }) => data);
  const instanceUid = contentUid("instance", identity, ...contents);
  const start = facts.startTimeMs === null ? null : new Date(facts.startTimeMs).toISOString();
  const date = start === null ? "" : start.slice(0, 10).replace(/-/g, "");
  const time = start === null ? "" : `${start.slice(11, 19).replace(/:/g, "")}.${start.slice(20, 23)}`;
  const annotations = annotationItems(recording, groups[0]!.samplesPerSecond, groups[0]!.sampleCount);
  const dataSet: readonly EncodedElement[] = [
    encodeText(0x00080005, "CS", "ISO_IR 192"),
    encodeText(0x00080016, "UI", sopClass),
    encodeText(0x00080018, "UI", instanceUid),
    encodeText(0x00080020, "DA", date),
    encodeText(0x00080023, "DA", date || UNKNOWN_DATE),
    encodeText(0x0008002a, "DT", `${date || UNKNOWN_DATE}${time || "000000"}`),
    encodeText(0x00080030, "TM", time),
    encodeText(0x00080033, "TM", time || "000000"),
    encodeText(0x00080050, "SH", ""),
    encodeText(0x00080060, "CS", "ECG"),
    encodeText(0x00080070, "LO", "Kalium"),
    encodeText(0x00080090, "PN", ""),
    encodeText(0x00100010, "PN", facts.personId ?? "", 64),
    encodeText(0x00100020, "LO", facts.personId ?? "", 64),
    encodeText(0x00100030, "DA", ""),
    encodeText(0x00100040, "CS", facts.sex === "female" ? "F" : facts.sex === "male" ? "M" : ""),
    ...(facts.ageYears === null ? [] : [encodeText(0x00101010, "AS", ageString(facts.ageYears))]),
    ...(facts.deidentified ? deidentificationMarks() : []),
    encodeText(0x0018106a, "CS", "NO TRIGGER"),
    encodeText(0x00181800, "CS", "N"),
    encodeText(0x0020000d, "UI", contentUid("study", identity)),
    encodeText(0x0020000e, "UI", contentUid("series", identity)),
    encodeText(0x00200010, "SH", "1"),
    encodeText(0x00200011, "IS", "1"),
    encodeText(0x00200013, "IS", "1"),
    encodeText(0x00200200, "UI", contentUid("time frame", identity)),
    ...(facts.deidentified ? [encodeText(0x00280303, "CS", date === "" ? "REMOVED" : "MODIFIED")] : []),
    encodeSequence(0x00400555, []),
    ...(annotations.length === 0 ? [] : [encodeSequence(0x0040b020, annotations)]),
    encodeSequence(0x54000100, groups.map(({ elements }) => elements)),
  ];
  return [{ name, bytes: joinBytes([fileHeader(sopClass, instanceUid), ...dataSet]) }];
}

/** Preamble, prefix and file meta information (PS3.10, 7.1). */
function fileHeader(sopClass: string, instanceUid: string): Uint8Array {
  const meta = joinBytes([
    encodeElement(0x00020001, "OB", new Uint8Array([0, 1])),
    encodeText(0x00020002, "UI", sopClass),
    encodeText(0x00020003, "UI", instanceUid),
    encodeText(0x00020010, "UI", EXPLICIT_LITTLE_ENDIAN),
    encodeText(0x00020012, "UI", contentUid("Kalium implementation")),
    encodeText(0x00020013, "SH", "KALIUM"),
  ]);
  const prefix = new Uint8Array(132);
  prefix.set([0x44, 0x49, 0x43, 0x4d], 128);
  return joinBytes([prefix, encodeUnsigned32(0x00020000, meta.length), meta]);
}

/** PS3.15, annex E: what was done, in words and in codes of CID 7050. */
function deidentificationMarks(): readonly EncodedElement[] {
  const code = (value: string, meaning: string) => [encodeText(0x00080100, "SH", value), encodeText(0x00080102, "SH", "DCM"), encodeText(0x00080104, "LO", meaning)];
  return [
    encodeText(0x00120062, "CS", "YES"),
    encodeText(0x00120063, "LO", "Kalium: rebuilt from an allow-list, dates shifted"),
    encodeSequence(0x00120064, [
      code("113100", "Basic Application Confidentiality Profile"),
      code("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
      code("113108", "Retain Patient Characteristics Option"),
    ]),
  ];
}

interface EncodedGroup {
  readonly elements: readonly EncodedElement[];
  readonly data: Uint8Array;
  readonly bytes: 2 | 4;
  readonly channelCount: number;
  readonly sampleCount: number;
  readonly samplesPerSecond: number;
}

function encodeGroup(recording: RecordingToWrite, { signals, padding, bytes }: PlannedGroup, file: string): EncodedGroup {
  const { samplesPerFrame } = signals[0]!;
  const sampleCount = recording.frameCount * samplesPerFrame;
  const samplesPerSecond = recording.framesPerSecond * samplesPerFrame;
  const frameBytes = bytes * signals.length;
  if (frameBytes * sampleCount > MAX_BYTE_COUNT) throw new FormatError("too-large", { file }, "a DICOM value holds at most 4 GB", "Export a shorter part, or choose WFDB.");
  const data = new Uint8Array(frameBytes * sampleCount);
  const view = new DataView(data.buffer);
  signals.forEach(({ samples }, channel) => {
    for (let i = 0, at = channel * bytes; i < sampleCount; i++, at += frameBytes) {
      if (bytes === 2) view.setInt16(at, samples[i]!, true);
      else view.setInt32(at, samples[i]!, true);
    }
  });
  const elements = [
    encodeText(0x003a0004, "CS", "ORIGINAL"),
    encodeUnsigned16(0x003a0005, signals.length),
    encodeUnsigned32(0x003a0010, sampleCount),
    encodeText(0x003a001a, "DS", decimalString(samplesPerSecond)),
    encodeText(0x003a0020, "SH", "RHYTHM"),
    encodeSequence(0x003a0200, signals.map((channel) => channelDefinition(channel, 8 * bytes))),
    encodeUnsigned16(0x54001004, 8 * bytes),
    encodeText(0x54001006, "CS", bytes === 2 ? "SS" : "SL"),
    ...(padding === null ? [] : [encodeElement(0x5400100a, "OW", encodeCount(padding, bytes))]),
    encodeElement(0x54001010, "OW", data),
  ];
  return { elements, data, bytes, channelCount: signals.length, sampleCount, samplesPerSecond };
}

function encodeCount(count: number, bytes: 2 | 4): Uint8Array {
  const encoded = new Uint8Array(4);
  new DataView(encoded.buffer).setInt32(0, count, true);
  return encoded.subarray(0, bytes);
}

function channelDefinition({ name, unit: stated, gainPerUnit, baselineCount }: SignalToWrite, bits: number): readonly EncodedElement[] {
  const code = leadCodeOf(name);
  const unit = UCUM_OF_UNIT.get(stated) ?? stated;
  return [
    encodeText(0x003a0203, "SH", name, 16),
    encodeConcept(0x003a0208, `2:${code}`, "MDC", code === 0 ? "Unspecified lead" : `Lead ${name}`),
    encodeText(0x003a0210, "DS", decimalString(1 / gainPerUnit)),
    encodeConcept(0x003a0211, unit.slice(0, 16), "UCUM", unit),
    encodeText(0x003a0212, "DS", "1"),
    encodeText(0x003a0213, "DS", decimalString(-baselineCount / gainPerUnit)),
    encodeText(0x003a0215, "DS", "0"),
    encodeUnsigned16(0x003a021a, bits),
  ];
}

/** Age String: years, or months for the first two years of life. */
function ageString(years: number): string {
  return years < 2 ? `${String(Math.floor(years * 12)).padStart(3, "0")}M` : `${String(Math.floor(years)).padStart(3, "0")}Y`;
}
