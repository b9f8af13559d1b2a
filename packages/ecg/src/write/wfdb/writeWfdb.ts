/**
 * Writes a recording as a WFDB record: a header with checksums, samples in a plain format, annotations in MIT form. A
 * calibration that changes inside the recording makes a multi-segment record, in which each segment has its own.
 */
import { FormatError } from "../../errors.ts";
import { sampleFormatOf } from "../../read/wfdb/sampleFormats.ts";
import { formatKaliumComment } from "../../read/wfdb/kaliumComment.ts";
import { LOWEST_COUNT } from "../../read/wfdb/wfdbSegment.ts";
import type { RecordingToWrite, SignalToWrite, WrittenFile } from "../recordingToWrite.ts";
import { encodeAnnotations } from "./encodeAnnotations.ts";
import { encodeSamples, encodedByteCount, type WfdbStorageFormat } from "./encodeSamples.ts";
import { storedCountsOf, type StoredSignal } from "./storedCounts.ts";

/** Settings of {@link writeWfdb}. */
export interface WriteWfdbOptions {
  /**
   * Storage format of all signals. By default the smallest of 16, 24 and 32 that holds every count; a signal with invalid
   * samples whose code is that of a narrower format is stored in that one, so that its raw samples stay what they were.
   */
  readonly format?: WfdbStorageFormat;
}

/** Frames encoded at once: whole blocks of every format. */
const BLOCK_FRAMES = 6 * 1024;
const MAX_YEAR = 9999;

/**
 * The `.hea`, `.dat` and, when there are annotations, `.atr` files of a recording, with further `.hea` and `.dat` files where
 * its calibration changes. Reading them back gives the same counts, calibrations, annotations and facts.
 * @throws FormatError "malformed" when the recording does not fit WFDB or the format asked for.
 */
export function writeWfdb(recording: RecordingToWrite, options: WriteWfdbOptions = {}): readonly WrittenFile[] {
  return writeWfdbWithTime(recording, null, options);
}

/** As {@link writeWfdb}; `timeS` (order within a person) has a place in the header's comment only. */
export function writeWfdbWithTime(recording: RecordingToWrite, timeS: number | null, options: WriteWfdbOptions): readonly WrittenFile[] {
  const { id, signals, frameCount, annotations, facts } = recording;
  checkNames(recording);
  const stored = signals.map((signal) => storedCountsOf(signal, id));
  const formats = chooseFormats(signals, stored, options.format, id);
  const comment = `# ${formatKaliumComment({ ...facts, timeS })}`;
  const starts = [...new Set(stored.flatMap(({ calibrations }) => calibrations.map(({ fromFrame }) => fromFrame)))].filter((frame) => frame < frameCount).sort((a, b) => a - b);
  const files: WrittenFile[] = [];
  const recordLine = (name: string, frames: number) => `${name} ${signals.length} ${recording.framesPerSecond} ${frames}`;
  if (starts.length <= 1) {
    const segment = encodeSegment(recording, stored, formats, id, 0, frameCount);
    files.push(textFile(`${id}.hea`, [`${recordLine(id, frameCount)}${startOf(facts.startTimeMs)}`, ...segment.signalLines, comment]), ...segment.files);
  } else {
    const segments = starts.map((fromFrame, index) => ({ name: `${id}_${String(index + 1).padStart(4, "0")}`, fromFrame, toFrame: starts[index + 1] ?? frameCount }));
    files.push(textFile(`${id}.hea`, [
      `${recordLine(`${id}/${segments.length}`, frameCount)}${startOf(facts.startTimeMs)}`,
      ...segments.map(({ name, fromFrame, toFrame }) => `${name} ${toFrame - fromFrame}`),
      comment,
    ]));
    for (const { name, fromFrame, toFrame } of segments) {
      const segment = encodeSegment(recording, stored, formats, name, fromFrame, toFrame);
      files.push(textFile(`${name}.hea`, [recordLine(name, toFrame - fromFrame), ...segment.signalLines]), ...segment.files);
    }
  }
  if (annotations.length > 0) {
    const resolutionHz = recording.annotationRateHz === recording.framesPerSecond ? null : recording.annotationRateHz;
    files.push({ name: `${id}.atr`, bytes: encodeAnnotations(annotations, resolutionHz, id) });
  }
  return files;
}

function textFile(name: string, lines: readonly string[]): WrittenFile {
  return { name, bytes: new TextEncoder().encode(`${lines.join("\n")}\n`) };
}

function checkNames({ id, signals, framesPerSecond, frameCount }: RecordingToWrite): void {
  if (!/^[\w-]+$/.test(id)) throw refuse(id, "a WFDB record name holds letters, digits, _ and - only", "Rename the recording.");
  if (!(framesPerSecond > 0) || !Number.isFinite(framesPerSecond)) throw refuse(id, `${framesPerSecond} is no sampling rate`, "State the sampling rate.");
  for (const { name, unit, samplesPerFrame, samples } of signals) {
    if (name.trim() === "" || /[\r\n]/.test(name) || /[\r\n]/.test(unit)) throw refuse(id, `lead "${name}" needs a name and a unit of one line`, "Name the lead.");
    if (samples.length !== frameCount * samplesPerFrame) throw refuse(id, `lead "${name}" has ${samples.length} samples, not ${frameCount} × ${samplesPerFrame}`, "Give every lead the samples of all frames.");
  }
}

/** Format by the invalid code that it has. */
const FORMAT_OF_CODE: ReadonlyMap<number, WfdbStorageFormat> = new Map(([80, 310, 212, 16, 24, 32] as const).map((format) => [sampleFormatOf(format)!.invalidCount!, format]));

function chooseFormats(signals: readonly SignalToWrite[], stored: readonly StoredSignal[], wanted: WfdbStorageFormat | undefined, id: string): readonly WfdbStorageFormat[] {
  const bound = signals.map(({ invalidCount }, s): WfdbStorageFormat | undefined => {
    const ofCode = wanted === undefined && stored[s]!.hasInvalid ? FORMAT_OF_CODE.get(invalidCount ?? NaN) : undefined;
    return ofCode !== undefined && fits(stored[s]!, ofCode) ? ofCode : undefined;
  });
  const common = wanted ?? ([16, 24] as const).find((format) => stored.every((signal, s) => bound[s] !== undefined || fits(signal, format))) ?? 32;
  const formats = bound.map((format) => format ?? common);
  signals.forEach((signal, s) => checkRange(signal, stored[s]!, formats[s]!, id));
  return formats;
}

/** The lowest count of a format means "invalid", so no valid sample may have it. */
function fits({ minimum, maximum, hasInvalid }: StoredSignal, format: WfdbStorageFormat): boolean {
  const range = sampleFormatOf(format)!;
  if (range.invalidCount === null) return !hasInvalid;
  return (minimum > range.invalidCount || minimum > maximum) && maximum <= range.maximum;
}

function checkRange(signal: SignalToWrite, stored: StoredSignal, format: WfdbStorageFormat, id: string): void {
  if (fits(stored, format)) return;
  const reason = stored.hasInvalid && sampleFormatOf(format)!.invalidCount === null ? "invalid samples, for which there is no code" : `counts from ${stored.minimum} to ${stored.maximum}`;
  throw refuse(id, `lead ${signal.name} has ${reason}, which do not fit format ${format}`, "Lower the lead's gain, or write format 24 or 32.");
}

/** " HH:MM:SS.mmm DD/MM/YYYY", or nothing. */
function startOf(startTimeMs: number | null): string {
  if (startTimeMs === null || !Number.isFinite(startTimeMs)) return "";
  const date = new Date(Math.round(startTimeMs));
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= MAX_YEAR)) return "";
  const [day, time] = date.toISOString().slice(0, -1).split("T") as [string, string];
  return ` ${time} ${day.split("-").reverse().join("/")}`;
}

interface EncodedSegment {
  readonly signalLines: readonly string[];
  readonly files: readonly WrittenFile[];
}

/** Neighbours of one format share a file: NAME.dat, then NAME.d1, NAME.d2, … */
function encodeSegment({ signals }: RecordingToWrite, stored: readonly StoredSignal[], formats: readonly WfdbStorageFormat[], name: string, fromFrame: number, toFrame: number): EncodedSegment {
  const files: WrittenFile[] = [];
  const signalLines: string[] = [];
  for (let first = 0; first < signals.length; ) {
    const format = formats[first]!;
    let last = first + 1;
    while (last < signals.length && formats[last] === format) last += 1;
    const fileName = files.length === 0 ? `${name}.dat` : `${name}.d${files.length}`;
    const { bytes, initialCounts, sums } = encodeFile(signals.slice(first, last), stored.slice(first, last), format, fromFrame, toFrame, name);
    files.push({ name: fileName, bytes });
    const bits = Math.round(Math.log2(sampleFormatOf(format)!.maximum + 1)) + 1;
    for (let s = first; s < last; s++) {
      const { samplesPerFrame, unit, name: signalName } = signals[s]!;
      const { gainPerUnit, baselineCount } = stored[s]!.calibrations.findLast((rule) => rule.fromFrame <= fromFrame)!;
      const storage = samplesPerFrame === 1 ? `${format}` : `${format}x${samplesPerFrame}`;
      signalLines.push(`${fileName} ${storage} ${gainPerUnit}(${baselineCount})/${unitOf(unit)} ${bits} 0 ${initialCounts[s - first]} ${(sums[s - first]! << 16) >> 16} 0 ${signalName}`);
    }
    first = last;
  }
  return { files, signalLines };
}

function encodeFile(signals: readonly SignalToWrite[], stored: readonly StoredSignal[], format: WfdbStorageFormat, fromFrame: number, toFrame: number, id: string) {
  const stride = signals.reduce((sum, { samplesPerFrame }) => sum + samplesPerFrame, 0);
  const { invalidCount, samplesPerBlock, bytesPerBlock } = sampleFormatOf(format)!;
  const bytes = new Uint8Array(encodedByteCount(format, (toFrame - fromFrame) * stride));
  const block = new Int32Array(Math.min(BLOCK_FRAMES, toFrame - fromFrame) * stride);
  const sums = new Int32Array(signals.length);
  const initialCounts = signals.map(({ samplesPerFrame }, s) => codeOf(stored[s]!.counts[fromFrame * samplesPerFrame] ?? 0, invalidCount));
  const previous = [...initialCounts];
  for (let frame = fromFrame; frame < toFrame; frame += BLOCK_FRAMES) {
    const frames = Math.min(BLOCK_FRAMES, toFrame - frame);
    let first = 0;
    signals.forEach(({ samplesPerFrame, name }, s) => {
      const { counts } = stored[s]!;
      for (let i = 0, at = first; i < frames; i++, at += stride - samplesPerFrame) {
        for (let k = 0; k < samplesPerFrame; k++, at++) {
          const count = codeOf(counts[(frame + i) * samplesPerFrame + k]!, invalidCount);
          sums[s] = sums[s]! + count;
          block[at] = format === 8 ? differenceOf(count, previous, s, name, id) : count;
        }
      }
      first += samplesPerFrame;
    });
    encodeSamples(format, block, frames * stride, bytes, ((frame - fromFrame) * stride * bytesPerBlock) / samplesPerBlock);
  }
  return { bytes, initialCounts, sums };
}

function codeOf(count: number, invalidCount: number | null): number {
  return count === LOWEST_COUNT && invalidCount !== null ? invalidCount : count;
}

function differenceOf(count: number, previous: number[], s: number, signalName: string, id: string): number {
  const difference = count - previous[s]!;
  if (difference < -128 || difference > 127) throw refuse(id, `lead ${signalName} steps by ${difference} counts, and format 8 holds steps of −128 to 127`, "Write format 16.");
  previous[s] = count;
  return difference;
}

/** Units hold no blanks and, for readers that take ASCII only, no µ; no unit at all would be read as mV. */
function unitOf(unit: string): string {
  return unit.trim() === "" ? "NU" : unit.trim().replace(/\s+/g, "_").replace(/[µμ]/g, "u");
}

function refuse(id: string, reason: string, remedy: string): FormatError {
  return new FormatError("malformed", { file: id }, reason, remedy);
}
