/** Walks the frames of one signal file in order, in blocks small enough for the processor's cache, whatever their storage format. */
import { FormatError } from "../../errors.ts";
import type { SourceFile } from "../sourceFile.ts";
import { storedByteCount, storedSampleCount, type SampleFormat, type Scaling } from "./sampleFormats.ts";
import type { WfdbSignalSpec } from "./wfdbHeader.ts";

/** A run of frames, valid until the visitor returns. */
export interface FrameBlock {
  readonly firstFrame: number;
  readonly frameCount: number;
  /**
   * Copies the samples of one signal, which begins at index `first` of a frame: `frameCount` frames from `fromFrame` of the block on,
   * into `into` from `to`. Without `into` it only sums. Returns the sum of the samples as int32.
   */
  take(first: number, samplesPerFrame: number, fromFrame: number, frameCount: number, into: Int32Array | null, to: number): number;
  /** As `take` with one sample a frame, in millivolts; null where the format has no quick way. */
  takeMillivolts?(first: number, fromFrame: number, frameCount: number, into: Float32Array, to: number, scaling: Scaling): number | null;
}

export type FrameVisitor = (block: FrameBlock) => void;

/** A block of samples that are decoded already, frame by frame. */
export function decodedBlock(counts: Int32Array, stride: number, firstFrame: number, frameCount: number): FrameBlock {
  return { firstFrame, frameCount, take: (first, samplesPerFrame, fromFrame, frames, into, to) => takeFrom(counts, fromFrame * stride + first, stride, samplesPerFrame, frames, into, to) };
}

/** The frames of one signal file. */
export interface StoredFrames {
  readonly file: SourceFile;
  /** Frames that the file holds. */
  readonly frameCount: number;
  /** Texts that the file itself carries. */
  readonly texts?: readonly string[];
  /** Visits the frames `fromFrame` … `toFrame` (exclusive), which lie within `frameCount`, in order. */
  visit(fromFrame: number, toFrame: number, visitor: FrameVisitor): Promise<void>;
}

/** Bytes asked for at once: few enough to be held twice, many enough that a browser's file reads do not count. */
const PIECE_BYTE_COUNT = 1 * 1024 * 1024;
/** Samples decoded at once (Kalium's choice: 128 kB of counts stay in the second-level cache). */
const BLOCK_SAMPLE_COUNT = 32768;
/** Frames between remembered states of a format-8 file. */
const CHECKPOINT_FRAMES = 65536;

/** Samples in one frame of the signals of a file. */
export function samplesPerFrameOf(signals: readonly WfdbSignalSpec[]): number {
  return signals.reduce((sum, signal) => sum + signal.samplesPerFrame, 0);
}

/** "truncated", with how much is there and how much is needed. */
export function truncatedFile(path: string, size: number, frameCount: number, signalCount: number, neededBytes: number): FormatError {
  return new FormatError(
    "truncated",
    { file: path, byteOffset: size },
    `the file ends after ${size} bytes; ${frameCount} samples of ${signalCount} signals need ${neededBytes}`,
    "Copy the file again from its source; this copy is incomplete.",
  );
}

/** A file in one of the plain formats; `signals` are its signals in order. */
export function plainFrames(file: SourceFile, format: SampleFormat, signals: readonly WfdbSignalSpec[]): StoredFrames {
  const stride = samplesPerFrameOf(signals);
  const { byteOffset } = signals[0]!;
  // A walk may begin where a frame begins with a block: every `framesPerStart` frames.
  const framesPerStart = format.samplesPerBlock / greatestCommonDivisor(stride, format.samplesPerBlock);
  const byteOf = (frame: number) => byteOffset + (frame * stride * format.bytesPerBlock) / format.samplesPerBlock;
  const wholeStarts = (frames: number) => Math.max(framesPerStart, frames - (frames % framesPerStart));
  const framesPerBlock = wholeStarts(Math.floor(BLOCK_SAMPLE_COUNT / stride));
  const framesPerPiece = wholeStarts(Math.floor((PIECE_BYTE_COUNT / format.bytesPerBlock) * (format.samplesPerBlock / stride)));
  return {
    file,
    frameCount: Math.floor(storedSampleCount(format, Math.max(0, file.size - byteOffset)) / stride),
    async visit(fromFrame, toFrame, visitor) {
      if (fromFrame >= toFrame) return;
      const start = fromFrame - (fromFrame % framesPerStart);
      let counts: Int32Array | null = null;
      for (let pieceFrame = start; pieceFrame < toFrame; pieceFrame += framesPerPiece) {
        const pieceEnd = Math.min(toFrame, pieceFrame + framesPerPiece);
        const from = byteOf(pieceFrame);
        const neededBytes = storedByteCount(format, (pieceEnd - pieceFrame) * stride);
        const bytes = await file.bytes(from, from + neededBytes);
        if (bytes.length < neededBytes) throw truncatedFile(file.path, from + bytes.length, pieceEnd, signals.length, from + neededBytes);
        for (let frame = pieceFrame; frame < pieceEnd; frame += framesPerBlock) {
          const at = byteOf(frame) - from;
          const frameCount = Math.min(pieceEnd - frame, framesPerBlock);
          const skipped = Math.max(0, fromFrame - frame);
          let decoded = false;
          visitor({
            firstFrame: frame + skipped,
            frameCount: frameCount - skipped,
            take(first, samplesPerFrame, fromTaken, frames, into, to) {
              if (into !== null && samplesPerFrame === 1 && format.pick !== undefined && frames > 0 && !decoded) {
                const sum = format.pick(bytes, at, stride, (skipped + fromTaken) * stride + first, frames, into, to);
                if (sum !== null) return sum;
              }
              counts ??= new Int32Array(Math.min(framesPerBlock, toFrame - start) * stride);
              if (!decoded) format.decode(bytes, at, frameCount * stride, counts);
              decoded = true;
              return takeFrom(counts, (skipped + fromTaken) * stride + first, stride, samplesPerFrame, frames, into, to);
            },
            takeMillivolts: (first, fromTaken, frames, into, to, scaling) => format.pickMillivolts?.(bytes, at, stride, (skipped + fromTaken) * stride + first, frames, into, to, scaling) ?? null,
          });
        }
      }
    },
  };
}

function takeFrom(counts: Int32Array, from: number, stride: number, samplesPerFrame: number, frameCount: number, into: Int32Array | null, to: number): number {
  let sum = 0;
  if (into !== null && samplesPerFrame === 1) {
    for (const end = to + frameCount; to < end; to++, from += stride) {
      const count = counts[from]!;
      into[to] = count;
      sum = (sum + count) | 0;
    }
    return sum;
  }
  for (let frame = 0; frame < frameCount; frame++, from += stride) {
    for (let k = 0; k < samplesPerFrame; k++) {
      const count = counts[from + k]!;
      sum = (sum + count) | 0;
      if (into !== null) into[to++] = count;
    }
  }
  return sum;
}

/**
 * A file of differences (format 8). A sample is known only from all before it, so a walk begins at the nearest remembered
 * state and leaves such states behind.
 */
export function differenceFrames(file: SourceFile, format: SampleFormat, signals: readonly WfdbSignalSpec[]): StoredFrames {
  const differences = plainFrames(file, format, signals);
  const stride = samplesPerFrameOf(signals);
  const checkpoints = [Int32Array.from(signals, (signal) => signal.initialCount ?? signal.adcZeroCount)];
  return {
    file,
    frameCount: differences.frameCount,
    async visit(fromFrame, toFrame, visitor) {
      const startIndex = Math.min(checkpoints.length - 1, Math.floor(fromFrame / CHECKPOINT_FRAMES));
      const state = checkpoints[startIndex]!.slice();
      await differences.visit(startIndex * CHECKPOINT_FRAMES, toFrame, ({ firstFrame, frameCount, take }) => {
        const counts = new Int32Array(frameCount * stride);
        take(0, stride, 0, frameCount, counts, 0);
        for (let frame = 0, at = 0; frame < frameCount; frame++) {
          if (firstFrame + frame === checkpoints.length * CHECKPOINT_FRAMES) checkpoints.push(state.slice());
          for (let s = 0; s < signals.length; s++) {
            let count = state[s]!;
            for (let k = signals[s]!.samplesPerFrame; k > 0; k--, at++) counts[at] = count = (count + counts[at]!) | 0;
            state[s] = count;
          }
        }
        const skipped = Math.max(0, fromFrame - firstFrame);
        if (skipped < frameCount) visitor(decodedBlock(counts.subarray(skipped * stride), stride, firstFrame + skipped, frameCount - skipped));
      });
    },
  };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
