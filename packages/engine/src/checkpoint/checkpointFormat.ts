/**
 * The bytes of a checkpoint, version 1. All numbers are little-endian.
 *
 * | byte | what |
 * |---|---|
 * | 0 | eight bytes of mark, of which any change of line ends or of the eighth bit spoils one (the idea is PNG's) |
 * | 8 | version of the format, 32 bits |
 * | 12 | H, length of the header, 32 bits, a multiple of 16 |
 * | 16 | length of the file, 64 bits |
 * | 24 | CRC-32 of the header, 32 bits |
 * | 28 | CRC-32 of bytes 0 to 27, 32 bits |
 * | 32 | the header: JSON in UTF-8 (`exactJson.ts`), spaces at its end |
 * | 32 + H | float32 tensors, each from a multiple of 16 on, zeros between |
 *
 * The header is { state, tensors }: `state` is the checkpoint without its tensors; each of `tensors` has group, name, shape, offset from byte 0, and the
 * CRC-32 of its numbers. So each byte of the file is under one check sum or known, and what is damaged can be named.
 */
import type { Checkpoint } from "./checkpoint.ts";

export const MARK: readonly number[] = [0x89, 0x4b, 0x4c, 0x43, 0x0d, 0x0a, 0x1a, 0x0a];
export const VERSION = 1;
export const PREFIX_BYTES = 32;
export const ALIGNMENT_BYTES = 16;

/** One tensor as the header lists it. */
export interface TensorEntry {
  /** `weights`, `optimizer`, or `other/NAME`. */
  readonly group: string;
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly crc32: number;
}

/** A checkpoint without its tensors. */
export type CheckpointState = Omit<Checkpoint, "weights" | "optimizer" | "otherWeights"> & {
  readonly stepCount: number;
  /** Named here too, since a set without tensors would leave no trace. */
  readonly otherWeights: readonly string[];
};

export interface CheckpointHeader {
  readonly state: CheckpointState;
  readonly tensors: readonly TensorEntry[];
}

export const WEIGHTS_GROUP = "weights";
export const OPTIMIZER_GROUP = "optimizer";
export const otherGroup = (name: string): string => `other/${name}`;

export const alignUp = (byteOffset: number): number => Math.ceil(byteOffset / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;

/** Tensors are written and read as the machine holds them, which is little-endian wherever a browser runs. */
export const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
