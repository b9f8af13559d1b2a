/**
 * WFDB header files (`.hea`): one record line, one line per signal, `#` comments. Follows the format
 * description of the WFDB Applications Guide (Moody, header(5)), including the parts that real
 * databases use: counter frequency after the rate, samples per frame, skew, byte offset, a baseline
 * apart from the ADC zero, comments before the record line, a missing length, CR LF line ends.
 */
import { FormatError } from "../errors.ts";

/** One signal line. Defaults of the format are filled in. */
export interface WfdbSignalSpec {
  readonly fileName: string;
  /** Storage format number, e.g. 16 or 212. */
  readonly format: number;
  readonly samplesPerFrame: number;
  /** Frames by which this signal is late in the file. */
  readonly skewFrames: number;
  /** Bytes before the first sample of the file. */
  readonly byteOffset: number;
  /** Raw counts per physical unit; 200 when the header leaves the signal uncalibrated. */
  readonly gainPerUnit: number;
  /** Raw count of zero physical units. */
  readonly baselineCount: number;
  /** Physical unit as written, "mV" when left out. */
  readonly unit: string;
  readonly adcResolutionBits: number;
  readonly adcZeroCount: number;
  /** First raw count; null when the header leaves it out. */
  readonly initialCount: number | null;
  /** Sum of all raw counts modulo 65536, in 0…65535; null when the header leaves it out. */
  readonly checksum: number | null;
  readonly blockSizeBytes: number;
  /** Signal name; "signal N" (zero-based) when left out. */
  readonly description: string;
  /** One-based line in the header. */
  readonly line: number;
}

/** A parsed single-segment header. */
export interface WfdbHeader {
  readonly recordName: string;
  /** Frames per second; 250 when left out, as the format says. */
  readonly samplingRateHz: number;
  /** Frequency of the counter after "/", e.g. the tape rate; null when left out. */
  readonly counterFrequencyHz: number | null;
  readonly baseCounter: number;
  /** Frames per signal; null when left out or 0 (then the file size decides). */
  readonly frameCount: number | null;
  readonly signals: readonly WfdbSignalSpec[];
  /** Text of the comment lines without "#", trimmed on the right. */
  readonly comments: readonly string[];
}

const DEFAULT_RATE_HZ = 250;
const DEFAULT_GAIN_PER_UNIT = 200;
const DEFAULT_ADC_BITS = 12;
const MAX_SIGNALS = 1024;

const HEADER_REMEDY = "Copy the .hea file again from its source; it must be a plain-text WFDB header.";

/**
 * Parses the text of a `.hea` file.
 * @throws FormatError "empty-file", "malformed", or "unsupported" for multi-segment records.
 */
export function parseWfdbHeader(text: string, fileName: string): WfdbHeader {
  if (text.trim() === "") {
    throw new FormatError("empty-file", { file: fileName }, "the header is empty", HEADER_REMEDY);
  }
  const comments: string[] = [];
  const lines: { readonly text: string; readonly line: number }[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const trimmed = raw.trim();
    if (trimmed.startsWith("#")) comments.push(trimmed.slice(1));
    else if (trimmed !== "") lines.push({ text: trimmed, line: index + 1 });
  });
  const first = lines[0];
  if (!first) throw new FormatError("malformed", { file: fileName }, "the header has no record line", HEADER_REMEDY);
  const record = parseRecordLine(first.text, fileName, first.line);
  if (lines.length - 1 < record.signalCount) {
    throw new FormatError(
      "malformed",
      { file: fileName, line: lines[lines.length - 1].line },
      `the record line promises ${record.signalCount} signals but ${lines.length - 1} signal lines follow`,
      HEADER_REMEDY,
    );
  }
  const signals = lines
    .slice(1, 1 + record.signalCount)
    .map((entry, index) => parseSignalLine(entry.text, fileName, entry.line, index));
  const { signalCount: _count, ...facts } = record;
  return { ...facts, signals, comments };
}

function parseRecordLine(text: string, file: string, line: number) {
  const fields = text.split(/\s+/);
  const place = { file, line };
  const [recordName, segmentText] = fields[0].split("/", 2);
  if (segmentText !== undefined) {
    throw new FormatError(
      "unsupported",
      place,
      `"${fields[0]}" is a multi-segment record (${segmentText} segments)`,
      "Open the single segments instead: each has its own .hea file.",
    );
  }
  const signalCount = Number(fields[1]);
  if (!/^\d+$/.test(fields[1] ?? "") || signalCount > MAX_SIGNALS || !/^[\w.+~-]+$/.test(recordName)) {
    throw new FormatError("malformed", place, "the first line is not a WFDB record line (name, number of signals, …)", HEADER_REMEDY);
  }
  const rate = /^([\d.eE+-]+)(?:\/([\d.eE+-]+)(?:\(([\d.eE+-]+)\))?)?$/.exec(fields[2] ?? String(DEFAULT_RATE_HZ));
  const samplingRateHz = Number(rate?.[1]);
  const counter = rate?.[2] === undefined ? null : Number(rate[2]);
  const baseCounter = rate?.[3] === undefined ? 0 : Number(rate[3]);
  if (!(samplingRateHz > 0) || !Number.isFinite(samplingRateHz) || Number.isNaN(counter) || Number.isNaN(baseCounter)) {
    throw new FormatError("malformed", place, `"${fields[2]}" is not a sampling rate`, HEADER_REMEDY);
  }
  const length = fields[3] ?? "0";
  if (!/^\d+$/.test(length)) {
    throw new FormatError("malformed", place, `"${length}" is not a number of samples`, HEADER_REMEDY);
  }
  const frameCount = Number(length);
  return {
    recordName,
    signalCount,
    samplingRateHz,
    counterFrequencyHz: counter,
    baseCounter,
    frameCount: frameCount === 0 ? null : frameCount,
  };
}

function parseSignalLine(text: string, file: string, line: number, index: number): WfdbSignalSpec {
  const place = { file, line };
  const match = /^(\S+)\s+(\S+)(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(.*))?$/.exec(text);
  const storage = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/.exec(match?.[2] ?? "");
  if (!match || !storage) {
    throw new FormatError("malformed", place, "this is not a WFDB signal line (file name, storage format, …)", HEADER_REMEDY);
  }
  const calibration = /^([\d.eE+-]+)(?:\((-?\d+)\))?(?:\/(\S+))?$/.exec(match[3] ?? "0");
  const gain = Number(calibration?.[1]);
  if (!calibration || !Number.isFinite(gain) || gain < 0) {
    throw new FormatError("malformed", place, `"${match[3]}" is not a gain such as 200(1024)/mV`, HEADER_REMEDY);
  }
  const integer = (value: string | undefined, what: string): number | null => {
    if (value === undefined) return null;
    if (!/^[+-]?\d+$/.test(value)) {
      throw new FormatError("malformed", place, `"${value}" is not a whole number (${what})`, HEADER_REMEDY);
    }
    return Number(value);
  };
  const adcZeroCount = integer(match[5], "ADC zero") ?? 0;
  const checksum = integer(match[7], "checksum");
  const samplesPerFrame = Number(storage[2] ?? 1);
  if (samplesPerFrame < 1) {
    throw new FormatError("malformed", place, "a signal needs at least one sample per frame", HEADER_REMEDY);
  }
  const adcBits = integer(match[4], "ADC resolution") ?? 0;
  return {
    fileName: match[1],
    format: Number(storage[1]),
    samplesPerFrame,
    skewFrames: Number(storage[3] ?? 0),
    byteOffset: Number(storage[4] ?? 0),
    gainPerUnit: gain === 0 ? DEFAULT_GAIN_PER_UNIT : gain,
    baselineCount: calibration[2] === undefined ? adcZeroCount : Number(calibration[2]),
    unit: calibration[3] ?? "mV",
    adcResolutionBits: adcBits === 0 ? DEFAULT_ADC_BITS : adcBits,
    adcZeroCount,
    initialCount: integer(match[6], "initial value"),
    checksum: checksum === null ? null : ((checksum % 65536) + 65536) % 65536,
    blockSizeBytes: integer(match[8], "block size") ?? 0,
    description: match[9]?.trim() || `signal ${index}`,
    line,
  };
}
