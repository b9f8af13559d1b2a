/**
 * One WFDB record: header, signal files and reference annotations become a `Recording` in millivolts.
 * Every stated checksum (without one, the initial value) is verified, so a damaged file cannot pass as an ECG.
 */
import type { Annotation, LeadSignal, Recording } from "../recording.ts";
import { FormatError } from "../errors.ts";
import { fileNameOf, folderOf } from "./sourceFile.ts";
import type { SourceFile } from "./sourceFile.ts";
import { parseKaliumComment } from "./kaliumComment.ts";
import { readWfdbAnnotations } from "./wfdbAnnotations.ts";
import { parseWfdbHeader } from "./wfdbHeader.ts";
import type { WfdbHeader, WfdbSignalSpec } from "./wfdbHeader.ts";
import { INVALID_COUNT_BY_FORMAT, SUPPORTED_FORMATS, decodeFormat16, decodeFormat212, storedByteCount, storedSampleCount } from "./wfdbSamples.ts";

/** Settings of {@link readWfdbRecord}. */
export interface WfdbRecordOptions {
  /** Pseudonym of the person of a record; by default every record is its own person. */
  readonly personOf?: (recordId: string) => string;
  /** Extension of the annotation file to read, "atr" by default; a record without it has no annotations. */
  readonly annotator?: string;
  /** Record id instead of the name in the header, for folders in which names repeat. */
  readonly recordId?: string;
}

/** A signal that is not a voltage (pressure, respiration, …) and so is no lead. */
export interface LeftOutSignal {
  readonly file: string;
  readonly signalName: string;
  readonly unit: string;
}

/** Millivolts per unit of the units in which databases state voltages, in lower case. */
const MILLIVOLT_PER_UNIT: Readonly<Record<string, number>> = { mv: 1, uv: 1e-3, "µv": 1e-3, "μv": 1e-3, v: 1e3 };

const DAMAGED_REMEDY = "Copy this record again from its source, then compare its checksum.";

/**
 * Reads a record. `files` are the files among which its signal and annotation files are looked up, by
 * name, in the header's own folder. Signals that are not voltages are left out (`listLeftOutSignals`
 * names them). Samples per frame above one are averaged to the frame rate; a skewed signal is shifted
 * back, and the frames that then lack a sample are NaN.
 * @throws FormatError "empty-file", "malformed", "unsupported", "missing-file", "truncated".
 */
export async function readWfdbRecord(
  header: SourceFile,
  files: readonly SourceFile[],
  options: WfdbRecordOptions = {},
): Promise<Recording> {
  if (header.size === 0) throw emptyFile(header.path);
  const parsed = parseWfdbHeader(new TextDecoder().decode(await header.bytes()), header.path);
  checkFormats(parsed, header.path);
  const groups = groupByFile(parsed, header.path);
  const leads: LeadSignal[] = [];
  let frameCount = parsed.frameCount;
  for (const group of groups) {
    const file = findCompanion(header, files, group[0].fileName);
    if (!file) {
      throw new FormatError(
        "missing-file",
        { file: header.path, line: group[0].line },
        `the header names the signal file ${group[0].fileName}, which is not among the files given`,
        `Add ${group[0].fileName} from the same folder and open the record again.`,
      );
    }
    if (file.size === 0) throw emptyFile(file.path);
    const bytes = await file.bytes();
    frameCount ??= countFrames(group, bytes.length);
    leads.push(...decodeGroup(group, bytes, frameCount, file.path));
  }
  if (leads.length === 0) {
    throw new FormatError("unsupported", { file: header.path }, "the record has no signal in volts", "Choose a record that holds an ECG.");
  }
  const own = parseKaliumComment(parsed.comments);
  return {
    id: options.recordId ?? parsed.recordName,
    personId: options.personOf?.(parsed.recordName) ?? own.personId ?? parsed.recordName,
    samplingRateHz: parsed.samplingRateHz,
    sampleCount: frameCount ?? 0,
    leads,
    annotations: await readAnnotations(header, files, options.annotator ?? "atr", parsed.samplingRateHz),
    potassiumMmolPerL: own.potassiumMmolPerL,
    timeS: own.timeS,
    simulated: own.simulated,
  };
}

/** Signals of a header that `readWfdbRecord` leaves out because their unit is not a voltage. */
export function listLeftOutSignals(header: WfdbHeader, file: string): readonly LeftOutSignal[] {
  return header.signals
    .filter((signal) => !isVoltage(signal))
    .map((signal) => ({ file, signalName: signal.description, unit: signal.unit }));
}

/** The file of a name in the header's folder; letter case is ignored when no exact match exists. */
export function findCompanion(header: SourceFile, files: readonly SourceFile[], fileName: string): SourceFile | undefined {
  const wanted = folderOf(header.path) + fileName;
  return (
    files.find((file) => file.path === wanted) ??
    files.find((file) => file.path.toLowerCase() === wanted.toLowerCase())
  );
}

function isVoltage(signal: WfdbSignalSpec): boolean {
  return signal.unit.toLowerCase() in MILLIVOLT_PER_UNIT;
}

function emptyFile(path: string): FormatError {
  return new FormatError("empty-file", { file: path, byteOffset: 0 }, "the file has 0 bytes", "Copy the file again from its source; this copy holds nothing.");
}

function checkFormats(header: WfdbHeader, file: string): void {
  if (header.signals.length === 0) {
    throw new FormatError("unsupported", { file }, "the record has no signals", "Choose a record that holds an ECG.");
  }
  for (const signal of header.signals) {
    if (!SUPPORTED_FORMATS.includes(signal.format)) {
      throw new FormatError(
        "unsupported",
        { file, line: signal.line },
        `signal ${signal.description} is stored in WFDB format ${signal.format}; formats ${SUPPORTED_FORMATS.join(" and ")} can be read`,
        "Convert the record to format 16, for example with the WFDB tool xform, and open it again.",
      );
    }
  }
}

function groupByFile(header: WfdbHeader, file: string): readonly (readonly WfdbSignalSpec[])[] {
  const groups = new Map<string, WfdbSignalSpec[]>();
  for (const signal of header.signals) {
    const group = groups.get(signal.fileName);
    if (!group) groups.set(signal.fileName, [signal]);
    else if (group[0].format === signal.format) group.push(signal);
    else {
      throw new FormatError(
        "malformed",
        { file, line: signal.line },
        `${signal.fileName} is given both format ${group[0].format} and format ${signal.format}`,
        "Correct the header: all signals of one file share one format.",
      );
    }
  }
  return [...groups.values()];
}

function samplesPerFrameOf(group: readonly WfdbSignalSpec[]): number {
  return group.reduce((sum, signal) => sum + signal.samplesPerFrame, 0);
}

function countFrames(group: readonly WfdbSignalSpec[], byteCount: number): number {
  const payloadBytes = Math.max(0, byteCount - group[0].byteOffset);
  return Math.floor(storedSampleCount(group[0].format as 16 | 212, payloadBytes) / samplesPerFrameOf(group));
}

function decodeGroup(group: readonly WfdbSignalSpec[], bytes: Uint8Array, frameCount: number, path: string): LeadSignal[] {
  const format = group[0].format as 16 | 212;
  const stride = samplesPerFrameOf(group);
  const byteOffset = group[0].byteOffset;
  const neededBytes = byteOffset + storedByteCount(format, frameCount * stride);
  if (bytes.length < neededBytes) {
    throw new FormatError(
      "truncated",
      { file: path, byteOffset: bytes.length },
      `the file ends after ${bytes.length} bytes; ${frameCount} samples of ${group.length} signals need ${neededBytes}`,
      "Copy the file again from its source; this copy is incomplete.",
    );
  }
  const decode = format === 16 ? decodeFormat16 : decodeFormat212;
  const counts = decode(bytes, frameCount * stride, byteOffset);
  const leads: LeadSignal[] = [];
  let first = 0;
  for (const signal of group) {
    verifySignal(signal, counts, first, stride, frameCount, path);
    if (isVoltage(signal)) leads.push(toLead(signal, counts, first, stride, frameCount));
    first += signal.samplesPerFrame;
  }
  return leads;
}

function verifySignal(signal: WfdbSignalSpec, counts: Int16Array, first: number, stride: number, frameCount: number, path: string): void {
  if (frameCount === 0) return;
  if (signal.checksum === null) {
    // Only without a checksum: edited headers carry stale initial values, and the checksum covers every sample.
    if (signal.initialCount === null || counts[first] === signal.initialCount) return;
    throw new FormatError(
      "malformed",
      { file: path, byteOffset: signal.byteOffset },
      `signal ${signal.description} begins with ${counts[first]}, but its header says ${signal.initialCount}`,
      DAMAGED_REMEDY,
    );
  }
  let sum = 0;
  for (let frame = 0; frame < frameCount; frame++) {
    for (let k = 0; k < signal.samplesPerFrame; k++) sum = (sum + counts[frame * stride + first + k]) & 0xffff;
  }
  if (sum !== signal.checksum) {
    throw new FormatError(
      "malformed",
      { file: path },
      `the samples of signal ${signal.description} add up to checksum ${sum}, but its header says ${signal.checksum}`,
      DAMAGED_REMEDY,
    );
  }
}

function toLead(signal: WfdbSignalSpec, counts: Int16Array, first: number, stride: number, frameCount: number): LeadSignal {
  const gainPerMillivolt = signal.gainPerUnit / MILLIVOLT_PER_UNIT[signal.unit.toLowerCase()];
  const invalidCount = INVALID_COUNT_BY_FORMAT[signal.format];
  const { samplesPerFrame, baselineCount, skewFrames } = signal;
  const samplesMillivolt = new Float32Array(frameCount).fill(NaN);
  for (let frame = 0; frame + skewFrames < frameCount; frame++) {
    const at = (frame + skewFrames) * stride + first;
    let sum = 0;
    let valid = true;
    for (let k = 0; k < samplesPerFrame; k++) {
      const count = counts[at + k];
      if (count === invalidCount) valid = false;
      sum += count;
    }
    if (valid) samplesMillivolt[frame] = (sum / samplesPerFrame - baselineCount) / gainPerMillivolt;
  }
  return { name: signal.description, samplesMillivolt, gainPerMillivolt, baselineCount };
}

async function readAnnotations(
  header: SourceFile,
  files: readonly SourceFile[],
  annotator: string,
  samplingRateHz: number,
): Promise<readonly Annotation[]> {
  const file = findCompanion(header, files, fileNameOf(header.path).replace(/\.hea$/i, `.${annotator}`));
  if (!file) return [];
  if (file.size === 0) throw emptyFile(file.path);
  return readWfdbAnnotations(await file.bytes(), file.path, { samplingRateHz }).map(({ sampleIndex, symbol, aux }) => ({
    sampleIndex,
    symbol,
    aux,
  }));
}
