/**
 * Header of EDF (Kemp et al. 1992, DOI 10.1016/0013-4694(92)90009-7), EDF+ (Kemp & Olivan 2003, DOI
 * 10.1016/S1388-2457(03)00123-8) and their 24-bit kin BDF and BDF+: 256 bytes of fixed-width text, then 256 for each signal,
 * field by field. Real files write commas for points, leave fields blank and count bytes wrongly; that is mended with a note.
 */
import { FormatError } from "../../errors.ts";
import { decodeText } from "../exactBytes.ts";
import { numberFrom } from "../numberFrom.ts";
import type { SourceFile } from "../sourceFile.ts";

/** One signal as its header fields state it. */
export interface EdfSignal {
  readonly label: string;
  readonly transducer: string;
  readonly unit: string;
  readonly physicalMin: number;
  readonly physicalMax: number;
  readonly digitalMin: number;
  readonly digitalMax: number;
  readonly prefilter: string;
  readonly samplesPerRecord: number;
  readonly reserved: string;
  /** Holds time-stamped annotation lists, not samples. */
  readonly isAnnotations: boolean;
  /** First byte of the signal within each data record. */
  readonly byteInRecord: number;
}

export interface EdfHeader {
  /** 2 for EDF, 3 for BDF. */
  readonly bytesPerSample: 2 | 3;
  /** Reserved field names EDF+ or BDF+. */
  readonly isPlus: boolean;
  readonly isDiscontinuous: boolean;
  readonly patient: string;
  readonly recording: string;
  readonly startDate: string;
  readonly startTime: string;
  readonly reserved: string;
  readonly headerByteCount: number;
  readonly recordCount: number;
  readonly recordByteCount: number;
  readonly recordDurationS: number;
  readonly signals: readonly EdfSignal[];
  readonly notes: readonly string[];
}

/** More signals than any recorder has; bounds the header that is read. */
const MAX_SIGNALS = 4096;
/** No recorder of potentials is faster. */
const MAX_RATE_HZ = 1e8;
const FIXED_BYTE_COUNT = 256;
const LIMITS = ["physical minimum", "physical maximum", "digital minimum", "digital maximum"];
const REMEDY = "Copy the file again from its source, or export it again as EDF+.";

/** Number in a fixed-width field, written with point or comma; NaN when it is none. */
export function parseEdfNumber(field: string): number {
  return numberFrom(field.replace(",", ".")) ?? NaN;
}

/** A field without NULs and surrounding blanks. The standard asks for ASCII; what is UTF-8 in the wild is decoded as such. */
function fieldText(bytes: Uint8Array): string {
  return decodeText(bytes).replaceAll("\0", " ").trim();
}

/** True for the first bytes of an EDF or BDF file; fields that must hold numbers are looked at, so that a text table that starts with 0 is not taken. */
export function looksLikeEdf(head: Uint8Array): boolean {
  const isBdf = head[0] === 0xff && fieldText(head.subarray(1, 8)) === "BIOSEMI";
  if (isBdf) return true;
  if (head.length < FIXED_BYTE_COUNT || head[0] !== 0x30 || fieldText(head.subarray(0, 8)) !== "0") return false;
  return [[184, 192], [236, 244], [252, 256]].every(([from, to]) => !Number.isNaN(parseEdfNumber(fieldText(head.subarray(from, to)))));
}

/**
 * Reads the header and checks what it declares against the size of the file.
 * @throws FormatError "truncated", "malformed", "too-large".
 */
export async function readEdfHeader(file: SourceFile): Promise<EdfHeader> {
  const fail = (code: "truncated" | "malformed" | "too-large", byteOffset: number, reason: string): never => {
    throw new FormatError(code, { file: file.path, byteOffset }, reason, REMEDY);
  };
  if (file.size < FIXED_BYTE_COUNT) fail("truncated", file.size, `the file ends inside its header of ${FIXED_BYTE_COUNT} bytes`);
  const fixed = await file.bytes(0, FIXED_BYTE_COUNT);
  const text = (from: number, length: number): string => fieldText(fixed.subarray(from, from + length));
  const number = (from: number, length: number, name: string): number => {
    const value = parseEdfNumber(text(from, length));
    return Number.isNaN(value) ? fail("malformed", from, `the ${name} is "${text(from, length)}", not a number`) : value;
  };
  const notes: string[] = [];
  const bytesPerSample = fixed[0] === 0xff ? 3 : 2;
  const signalCount = number(252, 4, "number of signals");
  if (!Number.isInteger(signalCount) || signalCount < 1) fail("malformed", 252, `the number of signals is ${signalCount}`);
  if (signalCount > MAX_SIGNALS) fail("too-large", 252, `the number of signals is ${signalCount}, more than the ${MAX_SIGNALS} that are read`);
  const headerByteCount = FIXED_BYTE_COUNT * (signalCount + 1);
  if (file.size < headerByteCount) fail("truncated", file.size, `the file ends inside its header of ${headerByteCount} bytes`);
  if (parseEdfNumber(text(184, 8)) !== headerByteCount) notes.push(`The header states ${text(184, 8)} header bytes; ${headerByteCount} belong to ${signalCount} signals and were used.`);

  const bytes = await file.bytes(0, headerByteCount);
  let fieldsFrom = FIXED_BYTE_COUNT;
  const column = (width: number): { readonly texts: readonly string[]; readonly from: number; readonly width: number } => {
    const from = fieldsFrom;
    fieldsFrom += width * signalCount;
    return { from, width, texts: Array.from({ length: signalCount }, (_, signal) => fieldText(bytes.subarray(from + signal * width, from + (signal + 1) * width))) };
  };
  const labels = column(16);
  const transducers = column(80);
  const units = column(8);
  const numbers = [column(8), column(8), column(8), column(8)];
  const prefilters = column(80);
  const sampleCounts = column(8);
  const reserveds = column(32);
  let byteInRecord = 0;
  const signals = labels.texts.map((label, index): EdfSignal => {
    const isAnnotations = /^[EB]DF Annotations$/i.test(label);
    const samplesPerRecord = parseEdfNumber(sampleCounts.texts[index]!);
    const place = sampleCounts.from + index * sampleCounts.width;
    if (!Number.isInteger(samplesPerRecord) || samplesPerRecord < 1) fail("malformed", place, `signal ${index + 1} (${label}) declares "${sampleCounts.texts[index]}" samples in each data record`);
    const [physicalMin, physicalMax, digitalMin, digitalMax] = numbers.map(({ texts, from, width }, which) => {
      const value = parseEdfNumber(texts[index]!);
      if (Number.isNaN(value) && !isAnnotations) fail("malformed", from + index * width, `the ${LIMITS[which]} of signal ${index + 1} (${label}) is "${texts[index]}", not a number`);
      return value;
    }) as [number, number, number, number];
    const gain = (digitalMax - digitalMin) / (physicalMax - physicalMin);
    if (!isAnnotations && !(Number.isFinite(gain) && gain !== 0 && Number.isFinite(digitalMin - physicalMin * gain))) {
      const [which, min, max] = digitalMin === digitalMax ? [2, digitalMin, digitalMax] : [0, physicalMin, physicalMax];
      fail("malformed", numbers[which]!.from + index * 8, `the ${LIMITS[which]} and maximum of signal ${index + 1} (${label}) are ${min} and ${max}, so its samples have no scale`);
    }
    const signal: EdfSignal = {
      label, transducer: transducers.texts[index]!, unit: units.texts[index]!, physicalMin, physicalMax, digitalMin, digitalMax,
      prefilter: prefilters.texts[index]!, samplesPerRecord, reserved: reserveds.texts[index]!, isAnnotations, byteInRecord,
    };
    byteInRecord += samplesPerRecord * bytesPerSample;
    return signal;
  });

  const room = file.size - headerByteCount;
  const declared = number(236, 8, "number of data records");
  const whole = Math.floor(room / byteInRecord);
  if (declared !== -1 && (!Number.isInteger(declared) || declared < 0)) fail("malformed", 236, `the number of data records is ${declared}`);
  if (declared > whole) fail("truncated", file.size, `the header declares ${declared} data records of ${byteInRecord} bytes; the file holds ${whole}`);
  const recordCount = declared === -1 ? whole : declared;
  if (declared === -1) notes.push(`The number of data records is left open (−1); ${whole} fit the size of the file.`);
  const left = room - recordCount * byteInRecord;
  if (left > 0) notes.push(`${left} bytes after the last data record were left out.`);
  const recordDurationS = number(244, 8, "duration of a data record");
  const isRate = (samples: number): boolean => samples / recordDurationS > 0 && samples / recordDurationS <= MAX_RATE_HZ;
  if (!(recordDurationS >= 0) || !Number.isFinite(recordDurationS) || signals.some(({ isAnnotations, samplesPerRecord }) => !isAnnotations && !isRate(samplesPerRecord))) {
    fail("malformed", 244, `a data record lasts ${recordDurationS} s, so its signals have no rate that could be`);
  }
  const reserved = text(192, 44);
  const isPlus = /^[EB]DF\+/i.test(reserved);
  return {
    bytesPerSample, isPlus, isDiscontinuous: isPlus && /^[EB]DF\+D/i.test(reserved), reserved,
    patient: text(8, 80), recording: text(88, 80), startDate: text(168, 8), startTime: text(176, 8),
    headerByteCount, recordCount, recordByteCount: byteInRecord, recordDurationS, signals, notes,
  };
}
