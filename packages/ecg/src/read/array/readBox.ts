/** Reads a box out of an array that lies in one piece in a file, touching little more than the bytes of the box. */
import type { RawSamples } from "../../open/openedRecording.ts";
import type { ByteWindow } from "./byteWindow.ts";
import { numbersIn, requireExact, type NumberType } from "./numberType.ts";

/** A span is read in one go when it holds at most this many times the bytes needed, or is this small. */
const SPAN_FACTOR = 4;
const SMALL_SPAN_BYTES = 65_536;

/** Where the array lies, its dimensions with the one that runs fastest first. */
export interface ContiguousArray {
  readonly bytes: ByteWindow;
  readonly offset: number;
  readonly type: NumberType;
  readonly sizes: readonly number[];
  /** Bytes from one element to the next, and of a number within its element: records of several members. `type.byteCount` and 0 when left out. */
  readonly elementBytes?: number;
  readonly memberOffset?: number;
}

/** Box to read and where it goes; all lists in the order of `ContiguousArray.sizes`. */
export interface BoxTarget {
  readonly start: readonly number[];
  readonly count: readonly number[];
  readonly outStrides: readonly number[];
  readonly out: RawSamples;
}

/** @throws FormatError "truncated" where the file ends too early, "unsupported" for integers beyond ±2^53. */
export async function readBox(array: ContiguousArray, target: BoxTarget): Promise<void> {
  const { bytes, offset, type, sizes } = array;
  const { count, outStrides, out } = target;
  if (count.some((n) => n === 0)) return;
  const elementBytes = array.elementBytes ?? type.byteCount;
  const memberOffset = array.memberOffset ?? 0;
  const strides: number[] = [];
  sizes.reduce((stride, size, dim) => ((strides[dim] = stride), stride * size), 1);
  const pick = (numbers: ArrayLike<number>, dim: number, from: number, to: number): void => {
    if (dim === 0) {
      const step = outStrides[0]!;
      for (let i = 0; i < count[0]!; i++) out[to + i * step] = numbers[from + i]!;
      return;
    }
    for (let i = 0; i < count[dim]!; i++) pick(numbers, dim - 1, from + i * strides[dim]!, to + i * outStrides[dim]!);
  };
  const read = async (dim: number, element: number, to: number): Promise<void> => {
    let span = 1;
    let needed = 1;
    for (let d = 0; d <= dim; d++) {
      span += (count[d]! - 1) * strides[d]!;
      needed *= count[d]!;
    }
    if (dim <= 0 || span <= SPAN_FACTOR * needed || span * elementBytes <= SMALL_SPAN_BYTES) {
      const part = await bytes.at(offset + element * elementBytes, span * elementBytes);
      pick(numbersIn(part, type, elementBytes, memberOffset), Math.max(0, dim), 0, to);
      return;
    }
    for (let i = 0; i < count[dim]!; i++) await read(dim - 1, element + i * strides[dim]!, to + i * outStrides[dim]!);
  };
  const first = target.start.reduce((sum, at, dim) => sum + at * strides[dim]!, 0);
  await read(sizes.length - 1, first, 0);
  requireExact(type, out, { file: bytes.path, byteOffset: offset });
}

/** Strides of a row-major box: the last dimension runs fastest. */
export function rowMajorStrides(count: readonly number[]): number[] {
  const strides = new Array<number>(count.length).fill(1);
  for (let dim = count.length - 2; dim >= 0; dim--) strides[dim] = strides[dim + 1]! * count[dim + 1]!;
  return strides;
}

/** Elements of a box. */
export function elementCount(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}
