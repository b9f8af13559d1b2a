/**
 * Writes EDF+C, or BDF+C where counts need 24 bits. Raw counts come back bit by bit. Gain and baseline come back exactly where limits
 * of eight characters can tell them; else other programs are off by about one millionth, and Kalium reads the exact values from the
 * transducer field. What EDF cannot hold is told in further subfields behind the equipment code "Kalium", which the standard allows:
 * the age, the potassium, that a recording is simulated, frames that are not padding of the last record, a rate that eight characters
 * cannot give.
 */
import { FormatError } from "../../errors.ts";
import type { RawSamples } from "../../open/openedRecording.ts";
import { annotationToText } from "../../read/edf/edfAnnotationLists.ts";
import { KALIUM_EQUIPMENT } from "../../read/edf/edfIdentity.ts";
import { knownLeadName } from "../../read/table/knownLead.ts";
import type { RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";
import { packAnnotationLists } from "./annotationLists.ts";
import { fieldNumber, findEdfScale, type EdfScale } from "./edfScale.ts";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const INT16 = { lowest: -32768, highest: 32767 } as const;
const INT24 = { lowest: -8388608, highest: 8388607 } as const;
/** Records of about this length are what viewers expect. */
const RECORD_S = 1;

interface CountedSignal {
  readonly signal: SignalToWrite;
  readonly samples: Int32Array;
  readonly gainPerUnit: number;
  readonly baselineCount: number;
  readonly invalidCount: number | null;
  readonly dataMin: number;
  readonly dataMax: number;
}

/**
 * One file, `<id>.edf` or `<id>.bdf`. Samples that are no whole numbers are rounded to 24 bits of their range; whole numbers are
 * never rounded.
 * Without a start time the date is 01.01.85 and the time 00.00.00, the standard's own for unknown.
 * @throws FormatError "unsupported" for a calibration that changes within the recording, and for whole numbers beyond 24 bits;
 * RangeError without signals.
 */
export function writeEdf(recording: RecordingToWrite): readonly WrittenFile[] {
  if (recording.signals.length === 0 || recording.frameCount === 0) throw new RangeError("a recording without samples cannot be written");
  const signals = recording.signals.map((signal) => countSignal(recording, signal));
  const fits16 = signals.every(({ dataMin, dataMax }) => dataMin >= INT16.lowest && dataMax <= INT16.highest);
  const { lowest, highest } = fits16 ? INT16 : INT24;
  const width = fits16 ? 2 : 3;
  const kind = fits16 ? "EDF" : "BDF";
  const timing = chooseRecords(recording.framesPerSecond, recording.frameCount);
  const recordCount = Math.ceil(recording.frameCount / timing.framesPerRecord);
  const startMs = recording.facts.startTimeMs;
  const firstOnsetS = startMs === null ? 0 : (((startMs % 1000) + 1000) % 1000) / 1000;
  const marks = recording.annotations.map((mark) => ({ onsetS: mark.onsetS ?? mark.sampleIndex / recording.annotationRateHz, durationS: mark.durationS, text: annotationToText(mark) }));
  const lists = packAnnotationLists(marks, { firstOnsetS, recordDurationS: timing.framesPerRecord / recording.framesPerSecond, recordCount, width });

  const scales = signals.map(({ gainPerUnit, baselineCount, dataMin, dataMax }) => findEdfScale(gainPerUnit, baselineCount, dataMin, dataMax, lowest, highest));
  const header = headerText(recording, signals, scales, { kind, recordCount, durationText: timing.durationText, listSamples: lists.byteCount / width, framesPerRecord: timing.framesPerRecord, isRateExact: timing.isExact });
  const recordByteCount = signals.reduce((sum, { signal }) => sum + signal.samplesPerFrame * timing.framesPerRecord * width, lists.byteCount);
  const bytes = new Uint8Array(header.length + recordCount * recordByteCount);
  for (let i = 0; i < header.length; i++) bytes[i] = header.charCodeAt(i);
  let at = header.length;
  for (let record = 0; record < recordCount; record++) {
    for (const { signal, samples } of signals) {
      const count = signal.samplesPerFrame * timing.framesPerRecord;
      const last = samples.length - 1;
      for (let i = record * count; i < (record + 1) * count; i++) {
        // The last sample is held to the end of the last record.
        const value = samples[i > last ? last : i]!;
        bytes[at++] = value & 255;
        bytes[at++] = (value >> 8) & 255;
        if (width === 3) bytes[at++] = (value >> 16) & 255;
      }
    }
    bytes.set(lists.records[record]!, at);
    at += lists.byteCount;
  }
  return [{ name: `${recording.id}.${kind.toLowerCase()}`, bytes }];
}

function rangeOf(samples: RawSamples): { readonly min: number; readonly max: number; readonly isWhole: boolean } {
  let min = Infinity;
  let max = -Infinity;
  let isWhole = true;
  for (const value of samples) {
    if (value < min) min = value;
    if (value > max) max = value;
    if (!Number.isInteger(value)) isWhole = false;
  }
  return { min, max, isWhole };
}

function countSignal(recording: RecordingToWrite, signal: SignalToWrite): CountedSignal {
  const { gainPerUnit, baselineCount, invalidCount, samples } = signal;
  if (signal.calibrations?.some((rule) => rule.gainPerUnit !== gainPerUnit || rule.baselineCount !== baselineCount)) {
    throw new FormatError("unsupported", { file: recording.id }, `the calibration of ${signal.name} changes within the recording, which EDF cannot tell`, "Write it as WFDB, NPZ or CSV.");
  }
  const { min, max, isWhole } = rangeOf(samples);
  if (isWhole && min >= INT24.lowest && max <= INT24.highest) {
    return { signal, samples: samples instanceof Int32Array ? samples : Int32Array.from(samples), gainPerUnit, baselineCount, invalidCount, dataMin: min, dataMax: max };
  }
  const finite = Float64Array.from(samples).filter((value) => Number.isFinite(value) && value !== invalidCount);
  const { min: low, max: high, isWhole: isCounts } = rangeOf(finite);
  if (isCounts && (low <= INT24.lowest || high > INT24.highest)) {
    throw new FormatError("unsupported", { file: recording.id }, `${signal.name} holds whole numbers from ${low} to ${high}, and EDF and BDF hold at most 24 bits`, "Write it as WFDB, NPZ or CSV.");
  }
  // Two counts are kept free: the lowest for samples that are missing, the highest against rounding. Whole numbers stay as they are.
  const middle = isCounts ? 0 : (low + high) / 2;
  const factor = !isCounts && high > low ? (2 ** 24 - 4) / (high - low) : 1;
  const rounded = Int32Array.from(samples, (value) => (Number.isFinite(value) && value !== invalidCount ? Math.round((value - middle) * factor) : INT24.lowest));
  const range = rangeOf(rounded);
  return {
    signal, samples: rounded, gainPerUnit: gainPerUnit * factor, baselineCount: (baselineCount - middle) * factor + 0,
    invalidCount: finite.length < samples.length ? INT24.lowest : null, dataMin: range.min, dataMax: range.max,
  };
}

/** Frames of a record such that its duration fits its field, if possible without padding the last record. */
function chooseRecords(framesPerSecond: number, frameCount: number): { readonly framesPerRecord: number; readonly durationText: string; readonly isExact: boolean } {
  const wanted = Math.max(1, Math.round(framesPerSecond * RECORD_S));
  let padded: { readonly framesPerRecord: number; readonly durationText: string; readonly isExact: boolean } | null = null;
  // Outwards from one second, to a tenth and to ten.
  for (let off = 0; off <= wanted * 9; off++) {
    for (const framesPerRecord of off === 0 ? [wanted] : [wanted - off, wanted + off]) {
      if (framesPerRecord < Math.max(1, wanted / 10) || framesPerRecord > frameCount) continue;
      const durationText = fieldNumber(framesPerRecord / framesPerSecond);
      if (framesPerRecord / Number(durationText) !== framesPerSecond) continue;
      const choice = { framesPerRecord, durationText, isExact: true };
      if (frameCount % framesPerRecord === 0) return choice;
      padded ??= choice;
    }
  }
  const framesPerRecord = Math.min(wanted, frameCount);
  const durationText = fieldNumber(framesPerRecord / framesPerSecond);
  return padded ?? { framesPerRecord, durationText, isExact: framesPerRecord / Number(durationText) === framesPerSecond };
}

interface HeaderChoices {
  readonly kind: "EDF" | "BDF";
  readonly recordCount: number;
  readonly durationText: string;
  readonly listSamples: number;
  readonly framesPerRecord: number;
  readonly isRateExact: boolean;
}

/** Printable ASCII, cut or filled to a width. */
function field(text: string, width: number): string {
  return text.replaceAll(/[µμ]/g, "u").replaceAll(/[^ -~]/g, "_").slice(0, width).padEnd(width);
}

const subfield = (text: string | null): string => (text === null || text === "" ? "X" : text.replaceAll(/[^!-~]/g, "_"));

function headerText(recording: RecordingToWrite, signals: readonly CountedSignal[], scales: readonly EdfScale[], choices: HeaderChoices): string {
  const { facts, frameCount, framesPerSecond } = recording;
  const { kind, recordCount, framesPerRecord } = choices;
  const start = facts.startTimeMs === null ? null : new Date(facts.startTimeMs);
  const two = (value: number): string => String(value).padStart(2, "0");
  const longDate = start === null ? "X" : `${two(start.getUTCDate())}-${MONTHS[start.getUTCMonth()]}-${String(start.getUTCFullYear()).padStart(4, "0")}`;
  const shortDate = start === null ? "01.01.85" : `${two(start.getUTCDate())}.${two(start.getUTCMonth() + 1)}.${start.getUTCFullYear() > 2084 ? "yy" : two(start.getUTCFullYear() % 100)}`;
  const time = start === null ? "00.00.00" : `${two(start.getUTCHours())}.${two(start.getUTCMinutes())}.${two(start.getUTCSeconds())}`;
  const grid = signals.reduce((divisor, { signal }) => greatestCommonDivisor(divisor, signal.samplesPerFrame), 0);
  let patient = `${subfield(facts.personId)} ${facts.sex === null ? "X" : facts.sex === "female" ? "F" : "M"} X X`;
  let record = `Startdate ${longDate} X X ${KALIUM_EQUIPMENT}`;
  const further = [
    ...(facts.simulated ? ["simulated"] : []),
    ...(recordCount * framesPerRecord === frameCount ? [] : [`frames=${frameCount * grid}`]),
    ...(choices.isRateExact ? [] : [`rate=${framesPerSecond * grid}`]),
    ...(facts.ageYears === null ? [] : [`age=${facts.ageYears}`]),
    ...(facts.potassiumMmolPerL === null ? [] : [`potassium=${facts.potassiumMmolPerL}`]),
  ];
  for (const text of further) {
    if (record.length + 1 + text.length <= 80) record += ` ${text}`;
    else patient += ` ${text}`;
  }
  if (patient.length > 80) throw new RangeError(`the identifier "${facts.personId}" is too long for the patient field of EDF`);

  const labels = signals.map(({ signal: { name } }) => (knownLeadName(name) === name && name !== "ECG" ? `ECG ${name}` : name));
  const lists = `${kind} Annotations`;
  const [listMin, listMax] = kind === "EDF" ? [-32768, 32767] : [-8388608, 8388607];
  const column = (width: number, texts: readonly string[], ofLists: string): string => [...texts, ofLists].map((text) => field(text, width)).join("");
  return (
    (kind === "EDF" ? field("0", 8) : "\xffBIOSEMI") + field(patient, 80) + field(record, 80) + shortDate + time +
    field(String(256 * (signals.length + 2)), 8) + field(`${kind}+C`, 44) + field(String(recordCount), 8) + field(choices.durationText, 8) + field(String(signals.length + 1), 4) +
    column(16, labels, lists) +
    column(80, signals.map((signal, index) => transducer(signal, scales[index]!)), "") +
    column(8, signals.map(({ signal }) => signal.unit), "") +
    column(8, scales.map(({ physicalMin }) => physicalMin), "-1") + column(8, scales.map(({ physicalMax }) => physicalMax), "1") +
    column(8, scales.map(({ digitalMin }) => String(digitalMin)), String(listMin)) + column(8, scales.map(({ digitalMax }) => String(digitalMax)), String(listMax)) +
    column(80, signals.map(() => ""), "") +
    column(8, signals.map(({ signal }) => String(signal.samplesPerFrame * framesPerRecord)), String(choices.listSamples)) +
    column(32, signals.map(() => ""), "")
  );
}

/** What the limits cannot tell: see `readTransducer` of the reader. */
function transducer({ gainPerUnit, baselineCount, invalidCount }: CountedSignal, { isExact }: EdfScale): string {
  if (isExact && invalidCount === null) return "";
  const text = `Kalium gain ${gainPerUnit} zero ${baselineCount}${invalidCount === null ? "" : ` invalid ${invalidCount}`}`;
  return text.length <= 80 ? text : "";
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
