/**
 * WFDB header files (`.hea`): one record line, one line per signal or per segment, `#` comments. Follows the format
 * description of the WFDB Applications Guide (Moody, header(5)), including the parts that real
 * databases use: counter frequency after the rate, samples per frame, skew, byte offset, a baseline
 * apart from the ADC zero, comments before the record line, a missing length, CR LF line ends.
 */
import { FormatError, type FormatErrorPlace } from "../../errors.ts";
import { decodeText } from "../exactBytes.ts";

/** One signal line. Defaults of the format are filled in. */
export interface WfdbSignalSpec {
  readonly fileName: string;
  /** Storage format number, e.g. 16 or 212. */
  readonly format: number;
  readonly samplesPerFrame: number;
  /** Frames by which this signal is late in the file. */
  readonly skewFrames: number;
  /** Bytes (in FLAC files samples) before the first sample of the file. */
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

/** One segment of a multi-segment record; the name "~" stands for a gap. */
export interface WfdbSegmentSpec {
  readonly recordName: string;
  readonly frameCount: number;
  /** One-based line in the header. */
  readonly line: number;
}

/** A parsed header. It has either signals or segments. */
export interface WfdbHeader {
  readonly recordName: string;
  readonly signalCount: number;
  /** Frames per second; 250 when left out, as the format says. */
  readonly samplingRateHz: number;
  /** Frequency of the counter after "/", e.g. the tape rate; null when left out. */
  readonly counterFrequencyHz: number | null;
  readonly baseCounter: number;
  /** Frames per signal; null when left out or 0 (then the file size decides). */
  readonly frameCount: number | null;
  /** Time of day of the first sample as written; null when left out. */
  readonly baseTime: string | null;
  /** Date of the first sample as written, DD/MM/YYYY; null when left out. */
  readonly baseDate: string | null;
  readonly signals: readonly WfdbSignalSpec[];
  /** Segments of a multi-segment record, the layout segment included; null for a record with signals of its own. */
  readonly segments: readonly WfdbSegmentSpec[] | null;
  /** Text of the comment lines without "#", trimmed on the right. */
  readonly comments: readonly string[];
}

const DEFAULT_RATE_HZ = 250;
const DEFAULT_GAIN_PER_UNIT = 200;
const DEFAULT_ADC_BITS = 12;
const MAX_SIGNALS = 1024;
/** Beyond these no recording lies (Kalium's choice); they keep products of rates and gains finite. */
const MAX_RATE_HZ = 1e9;
const MAX_GAIN = 1e15;

const HEADER_REMEDY = "Copy the .hea file again from its source; it must be a plain-text WFDB header.";

interface Line {
  readonly text: string;
  readonly line: number;
}

/**
 * True when these first bytes are those of a header: after comments a record line, and under it a line
 * that names a signal file with a format or a segment with a length.
 */
export function looksLikeWfdbHeader(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  const { lines } = splitLines(decodeText(head));
  const record = /^[\w.+~-]+(\/\d+)?\s+(\d+)(?:\s+[\d.eE+\-/()]+(?:\s+\d+(?:\s+[\d:./]+){0,2})?)?$/.exec(lines[0]?.text ?? "");
  if (record === null) return false;
  const second = lines[1]?.text;
  if (record[1] !== undefined) return second === undefined || /^\S+\s+\d+$/.test(second);
  if (record[2] === "0") return second === undefined && lines[0]!.text.split(/\s+/).length > 2;
  return second === undefined ? /[A-Za-z]/.test(lines[0]!.text) : /^(?:~|-|\S*[A-Za-z]\S*)\s+\d+(?:x\d+)?(?::\d+)?(?:\+\d+)?(?:\s|$)/.test(second);
}

/**
 * Parses the text of a `.hea` file.
 * @throws FormatError "empty-file" or "malformed".
 */
export function parseWfdbHeader(text: string, fileName: string): WfdbHeader {
  if (text.trim() === "") {
    throw new FormatError("empty-file", { file: fileName }, "the header is empty", HEADER_REMEDY);
  }
  const { lines, comments } = splitLines(text);
  const first = lines[0];
  if (!first) throw malformed({ file: fileName }, "the header has no record line");
  const { segmentCount, ...record } = parseRecordLine(first, fileName);
  const expectedCount = segmentCount ?? record.signalCount;
  if (lines.length - 1 < expectedCount) {
    const what = segmentCount === null ? "signal" : "segment";
    throw malformed({ file: fileName, line: lines[lines.length - 1]!.line }, `the record line promises ${expectedCount} ${what}s but ${lines.length - 1} ${what} lines follow`);
  }
  const body = lines.slice(1, 1 + expectedCount);
  return {
    ...record,
    signals: segmentCount === null ? body.map((line, index) => parseSignalLine(line, fileName, index)) : [],
    segments: segmentCount === null ? null : body.map((line) => parseSegmentLine(line, fileName)),
    comments,
  };
}

function malformed(place: FormatErrorPlace, reason: string): FormatError {
  return new FormatError("malformed", place, reason, HEADER_REMEDY);
}

function splitLines(text: string): { readonly lines: readonly Line[]; readonly comments: readonly string[] } {
  const comments: string[] = [];
  const lines: Line[] = [];
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const trimmed = raw.trim();
    if (trimmed.startsWith("#")) comments.push(trimmed.slice(1));
    else if (trimmed !== "") lines.push({ text: trimmed, line: index + 1 });
  });
  return { lines, comments };
}

function parseRecordLine({ text, line }: Line, file: string) {
  const fields = text.split(/\s+/);
  const place = { file, line };
  const [recordName, segmentText] = fields[0]!.split("/", 2) as [string, string | undefined];
  const signalCount = Number(fields[1]);
  const isPlain = (value: string | undefined) => value === undefined || /^\d{1,9}$/.test(value);
  if (!/^\d+$/.test(fields[1] ?? "") || signalCount > MAX_SIGNALS || !/^[\w.+~-]+$/.test(recordName) || !isPlain(segmentText)) {
    throw malformed(place, "the first line is not a WFDB record line (name, number of signals, …)");
  }
  const rate = /^([\d.eE+-]+)(?:\/([\d.eE+-]+)(?:\(([\d.eE+-]+)\))?)?$/.exec(fields[2] ?? String(DEFAULT_RATE_HZ));
  const samplingRateHz = Number(rate?.[1]);
  const counter = rate?.[2] === undefined ? null : Number(rate[2]);
  const baseCounter = rate?.[3] === undefined ? 0 : Number(rate[3]);
  if (!(samplingRateHz > 0) || samplingRateHz > MAX_RATE_HZ || Number.isNaN(counter) || Number.isNaN(baseCounter)) {
    throw malformed(place, `"${fields[2]}" is not a sampling rate`);
  }
  const frameCount = parseLength(fields[3] ?? "0", place);
  // Fields 4 and 5 are time and date; some writers leave the time out.
  const rest = fields.slice(4, 6);
  return {
    recordName,
    segmentCount: segmentText === undefined ? null : Number(segmentText),
    signalCount,
    samplingRateHz,
    counterFrequencyHz: counter,
    baseCounter,
    frameCount: frameCount === 0 ? null : frameCount,
    baseTime: rest.find((field) => !field.includes("/")) ?? null,
    baseDate: rest.find((field) => field.includes("/")) ?? null,
  };
}

function parseLength(text: string, place: { readonly file: string; readonly line: number }): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) {
    throw malformed(place, `"${text}" is not a number of samples`);
  }
  return count;
}

function parseSegmentLine({ text, line }: Line, file: string): WfdbSegmentSpec {
  const fields = text.split(/\s+/);
  if (!/^[\w.+~-]+$/.test(fields[0]!)) {
    throw malformed({ file, line }, "this is not a WFDB segment line (record name, number of samples)");
  }
  return { recordName: fields[0]!, frameCount: parseLength(fields[1] ?? "", { file, line }), line };
}

function parseSignalLine({ text, line }: Line, file: string, index: number): WfdbSignalSpec {
  const place = { file, line };
  const match = /^(\S+)\s+(\S+)(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(\S+))?(?:\s+(.*))?$/.exec(text);
  const storage = /^(\d+)(?:x(\d+))?(?::(\d+))?(?:\+(\d+))?$/.exec(match?.[2] ?? "");
  if (!match || !storage) {
    throw malformed(place, "this is not a WFDB signal line (file name, storage format, …)");
  }
  const calibration = /^([\d.eE+-]+)(?:\((-?\d+)\))?(?:\/(\S+))?$/.exec(match[3] ?? "0");
  const gain = Number(calibration?.[1]);
  if (!calibration || !(gain === 0 || (gain >= 1 / MAX_GAIN && gain <= MAX_GAIN))) {
    throw malformed(place, `"${match[3]}" is not a gain such as 200(1024)/mV`);
  }
  const integer = (value: string | undefined, what: string): number | null => {
    if (value === undefined) return null;
    if (!/^[+-]?\d{1,15}$/.test(value)) {
      throw malformed(place, `"${value}" is not a whole number (${what})`);
    }
    return Number(value);
  };
  const adcZeroCount = integer(match[5], "ADC zero") ?? 0;
  const checksum = integer(match[7], "checksum");
  const samplesPerFrame = parseLength(storage[2] ?? "1", place);
  if (samplesPerFrame < 1) {
    throw malformed(place, "a signal needs at least one sample per frame");
  }
  const adcBits = integer(match[4], "ADC resolution") ?? 0;
  return {
    fileName: match[1]!,
    format: Number(storage[1]),
    samplesPerFrame,
    skewFrames: parseLength(storage[3] ?? "0", place),
    byteOffset: parseLength(storage[4] ?? "0", place),
    gainPerUnit: gain === 0 ? DEFAULT_GAIN_PER_UNIT : gain,
    baselineCount: integer(calibration[2], "baseline") ?? adcZeroCount,
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
