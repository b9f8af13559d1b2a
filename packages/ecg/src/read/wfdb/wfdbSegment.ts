/**
 * A WFDB record that has signal files of its own: the frames of all its files, deskewed, signal by signal, read by range.
 * Where a whole record is read, every checksum that its header states (without one, the initial value) is verified.
 */
import { FormatError } from "../../errors.ts";
import { emptyFile } from "../exactBytes.ts";
import type { SourceFile } from "../sourceFile.ts";
import { findCompanion } from "./companionFiles.ts";
import { READABLE_FORMATS, flacBitsOf, invalidCountOf, sampleFormatOf, storedByteCount, type Scaling } from "./sampleFormats.ts";
import { differenceFrames, plainFrames, samplesPerFrameOf, truncatedFile, type StoredFrames } from "./storedFrames.ts";
import type { WfdbHeader, WfdbSignalSpec } from "./wfdbHeader.ts";

/** Where the samples of one signal of a segment go. */
export interface SignalTarget {
  readonly counts: Int32Array;
  /** Sample index in `counts` of the first sample. */
  readonly at: number;
  /** Code to write for samples that are invalid; null where none can be. */
  readonly invalidCount: number | null;
}

export interface WfdbSegment {
  readonly header: WfdbHeader;
  readonly frameCount: number;
  readonly signalFiles: readonly SourceFile[];
  /** Texts inside the signal files (comments of FLAC files). */
  readonly texts: readonly string[];
  /** Reads the frames `fromFrame` … `toFrame` (exclusive); a signal without target is left out. */
  read(fromFrame: number, toFrame: number, targets: readonly (SignalTarget | null)[]): Promise<void>;
  /** Reads straight into millivolts, one array a signal from its start; false, with nothing of use in the arrays, where the storage has no quick way. */
  readMillivolts(fromFrame: number, toFrame: number, targets: readonly Float32Array[], scalings: readonly Scaling[]): Promise<boolean>;
}

/** Marks signals in layout headers and segments without file. */
export const NO_FILE = "~";

/** Stands for "invalid" where a format has no code of its own and one is needed (Kalium's choice). */
export const LOWEST_COUNT = -(2 ** 31);

const DAMAGED_REMEDY = "Copy this record again from its source, then compare its checksum.";

interface FileGroup {
  readonly frames: StoredFrames;
  /** Signals of the file in order, with their index in the header. */
  readonly signals: readonly WfdbSignalSpec[];
  readonly indexes: readonly number[];
}

/** Invalid code of a signal of this spec; skew leaves samples without value even in format 8. */
export function invalidCountOfSignal(spec: WfdbSignalSpec): number | null {
  return invalidCountOf(spec.format) ?? (spec.skewFrames > 0 ? LOWEST_COUNT : null);
}

/**
 * Opens the signal files of a parsed header; reads no samples.
 * @throws FormatError "unsupported", "malformed", "missing-file", "empty-file", "truncated".
 */
export async function openSegment(headerFile: SourceFile, header: WfdbHeader, files: readonly SourceFile[]): Promise<WfdbSegment> {
  checkFormats(header, headerFile.path);
  const byFile = new Map<string, number[]>();
  header.signals.forEach((signal, index) => {
    const indexes = byFile.get(signal.fileName);
    if (indexes === undefined) byFile.set(signal.fileName, [index]);
    else indexes.push(index);
  });
  const groups: FileGroup[] = [];
  for (const indexes of byFile.values()) {
    const signals = indexes.map((index) => header.signals[index]!);
    groups.push({ signals, indexes, frames: await openSignalFile(headerFile, signals, files, header.frameCount) });
  }
  const frameCount = header.frameCount ?? Math.min(...groups.map(({ frames }) => frames.frameCount));
  return {
    header,
    frameCount,
    signalFiles: groups.map(({ frames }) => frames.file),
    texts: groups.flatMap(({ frames }) => frames.texts ?? []),
    async read(fromFrame, toFrame, targets) {
      for (const group of groups) {
        if (group.indexes.some((index) => targets[index] !== null)) await readGroup(group, frameCount, fromFrame, toFrame, group.indexes.map((index) => targets[index]!));
      }
    },
    async readMillivolts(fromFrame, toFrame, targets, scalings) {
      if (header.signals.some((signal) => signal.samplesPerFrame !== 1 || signal.skewFrames !== 0 || sampleFormatOf(signal.format)?.pickMillivolts === undefined)) return false;
      for (const group of groups) {
        if (!(await readGroupMillivolts(group, frameCount, fromFrame, toFrame, group.indexes.map((index) => targets[index]!), group.indexes.map((index) => scalings[index]!)))) return false;
      }
      return true;
    },
  };
}

function checkFormats(header: WfdbHeader, file: string): void {
  if (header.signals.length === 0) {
    throw new FormatError("unsupported", { file }, "the record has no signals", "Choose a record that holds an ECG.");
  }
  const formatOfFile = new Map<string, number>();
  for (const { fileName, format, description, line } of header.signals) {
    if (fileName === NO_FILE) {
      throw new FormatError("unsupported", { file, line }, "the header only lays out the signals of a multi-segment record", "Open the header that lists the segments.");
    }
    if (!READABLE_FORMATS.includes(format)) {
      throw new FormatError("unsupported", { file, line }, `signal ${description} is stored in WFDB format ${format}, which is none of ${READABLE_FORMATS.join(", ")}`, "Convert the record to format 16, for example with the WFDB tool xform, and open it again.");
    }
    const other = formatOfFile.get(fileName) ?? format;
    if (other !== format) {
      throw new FormatError("malformed", { file, line }, `${fileName} is given both format ${other} and format ${format}`, "Correct the header: all signals of one file share one format.");
    }
    formatOfFile.set(fileName, format);
  }
}

async function openSignalFile(header: SourceFile, signals: readonly WfdbSignalSpec[], files: readonly SourceFile[], frameCount: number | null): Promise<StoredFrames> {
  const { fileName, format: formatNumber, byteOffset, line } = signals[0]!;
  const file = findCompanion(header, files, fileName);
  if (file === undefined) {
    throw new FormatError("missing-file", { file: header.path, line }, `the header names the signal file ${fileName}, which is not among the files given`, `Add ${fileName} from the same folder and open the record again.`);
  }
  if (file.size === 0) throw emptyFile(file.path);
  const flacBits = flacBitsOf(formatNumber);
  if (flacBits !== undefined) {
    // The decoder is fetched where it is needed: few records are compressed.
    const { flacFrames } = await import("./flacSignalFile.ts");
    const stored = await flacFrames(file, flacBits, signals);
    if (frameCount !== null && frameCount > stored.frameCount) {
      throw new FormatError("truncated", { file: file.path, byteOffset: file.size }, `the file holds ${stored.frameCount} samples of ${signals.length} signals, its header promises ${frameCount}`, "Copy the file again from its source; this copy is incomplete.");
    }
    return stored;
  }
  const format = sampleFormatOf(formatNumber)!;
  const stored = (formatNumber === 8 ? differenceFrames : plainFrames)(file, format, signals);
  if (frameCount !== null && frameCount > stored.frameCount) {
    throw truncatedFile(file.path, file.size, frameCount, signals.length, byteOffset + storedByteCount(format, frameCount * samplesPerFrameOf(signals)));
  }
  return stored;
}

async function readGroup({ frames, signals }: FileGroup, frameCount: number, fromFrame: number, toFrame: number, targets: readonly (SignalTarget | null)[]): Promise<void> {
  const stride = samplesPerFrameOf(signals);
  const isWhole = fromFrame === 0 && toFrame === frameCount && frameCount > 0;
  const skews = signals.map((signal) => signal.skewFrames);
  const visitFrom = isWhole ? 0 : Math.min(frameCount, fromFrame + Math.min(...skews));
  const visitTo = isWhole ? frameCount : Math.min(frameCount, toFrame + Math.max(...skews));
  const sums = new Int32Array(signals.length);
  const initialCounts = new Int32Array(signals.length);
  const one = new Int32Array(1);
  await frames.visit(visitFrom, visitTo, ({ firstFrame, frameCount: blockFrames, take }) => {
    let first = 0;
    for (let s = 0; s < signals.length; s++) {
      const { samplesPerFrame, skewFrames } = signals[s]!;
      const target = targets[s]!;
      if (firstFrame === 0) {
        take(first, 1, 0, 1, one, 0);
        initialCounts[s] = one[0]!;
      }
      const from = Math.max(firstFrame, fromFrame + skewFrames);
      const to = target === null ? from : Math.min(firstFrame + blockFrames, toFrame + skewFrames);
      const sum = from < to ? take(first, samplesPerFrame, from - firstFrame, to - from, target!.counts, target!.at + (from - skewFrames - fromFrame) * samplesPerFrame) : 0;
      if (isWhole) sums[s] = sums[s]! + (to - from === blockFrames ? sum : take(first, samplesPerFrame, 0, blockFrames, null, 0));
      first += samplesPerFrame;
    }
  });
  signals.forEach((signal, s) => {
    if (isWhole) verify(signal, sums[s]!, initialCounts[s]!, frames.file.path);
    const target = targets[s]!;
    if (target !== null) finishTarget(signal, target, fromFrame, toFrame, frameCount);
  });
}

async function readGroupMillivolts({ frames, signals }: FileGroup, frameCount: number, fromFrame: number, toFrame: number, targets: readonly Float32Array[], scalings: readonly Scaling[]): Promise<boolean> {
  const isWhole = fromFrame === 0 && toFrame === frameCount && frameCount > 0;
  const sums = new Int32Array(signals.length);
  const initialCounts = new Int32Array(signals.length);
  const one = new Int32Array(1);
  let isQuick = true;
  await frames.visit(fromFrame, toFrame, (block) => {
    for (let s = 0; s < signals.length && isQuick; s++) {
      const sum = block.takeMillivolts?.(s, 0, block.frameCount, targets[s]!, block.firstFrame - fromFrame, scalings[s]!) ?? null;
      if (sum === null) isQuick = false;
      else sums[s] = sums[s]! + sum;
      if (block.firstFrame === 0) {
        block.take(s, 1, 0, 1, one, 0);
        initialCounts[s] = one[0]!;
      }
    }
  });
  if (isQuick && isWhole) signals.forEach((signal, s) => verify(signal, sums[s]!, initialCounts[s]!, frames.file.path));
  return isQuick;
}

/** Samples that the skew takes beyond the end become invalid, and invalid codes those of the record. */
function finishTarget(signal: WfdbSignalSpec, { counts, at, invalidCount }: SignalTarget, fromFrame: number, toFrame: number, frameCount: number): void {
  const { samplesPerFrame, skewFrames } = signal;
  if (invalidCount === null) return;
  const lostFrom = Math.min(toFrame, Math.max(fromFrame, frameCount - skewFrames));
  const end = at + (toFrame - fromFrame) * samplesPerFrame;
  const lostAt = at + (lostFrom - fromFrame) * samplesPerFrame;
  counts.fill(invalidCount, lostAt, end);
  const own = invalidCountOf(signal.format);
  if (own === null || own === invalidCount) return;
  for (let i = at; i < lostAt; i++) if (counts[i] === own) counts[i] = invalidCount;
}

function verify(signal: WfdbSignalSpec, sum: number, initialCount: number, path: string): void {
  if (signal.checksum === null) {
    // Only without a checksum: edited headers carry stale initial values, and the checksum covers every sample.
    if (signal.initialCount === null || initialCount === signal.initialCount || signal.format === 8) return;
    throw new FormatError("malformed", { file: path, byteOffset: signal.byteOffset }, `signal ${signal.description} begins with ${initialCount}, but its header says ${signal.initialCount}`, DAMAGED_REMEDY);
  }
  if ((sum & 0xffff) !== signal.checksum) {
    throw new FormatError("checksum", { file: path }, `the samples of signal ${signal.description} add up to checksum ${sum & 0xffff}, but its header says ${signal.checksum}`, DAMAGED_REMEDY);
  }
}
