/** HDF5 data sets: shape, type, layout and filters from the messages of an object header, and boxes of numbers out of them. */
import { FormatError } from "../../errors.ts";
import type { RawSamples } from "../../open/openedRecording.ts";
import { windowOfBytes } from "../array/byteWindow.ts";
import { numbersIn, requireExact, type NumberType } from "../array/numberType.ts";
import { declaredBytes } from "../array/openArrays.ts";
import { readBox, rowMajorStrides } from "../array/readBox.ts";
import { chunkFinder, type ChunkFinder, type ChunkLayout } from "./chunkIndex.ts";
import { readDatatype, type Datatype } from "./datatype.ts";
import { decodeChunk, MOST_RATIO, readFilters, SMALL_CHUNK_BYTES, type Filter } from "./filters.ts";
import { HDF5_REMEDY, malformed, unsupported, type Cursor, type Hdf5File } from "./hdf5File.ts";
import { findMessage, MESSAGE, type Message } from "./objectHeader.ts";

export interface Dataset {
  readonly file: Hdf5File;
  readonly address: number;
  readonly shape: readonly number[];
  readonly type: Datatype;
  readonly layout: Layout;
  readonly filters: readonly Filter[];
  /** Bytes of the element that stands where nothing was written; null for zeros. */
  readonly fill: Uint8Array | null;
}

type Layout =
  | { readonly kind: "compact"; readonly data: Uint8Array }
  | { readonly kind: "contiguous"; readonly address: number | null }
  | ({ readonly kind: "chunked" } & ChunkLayout);

const MOST_RANK = 32;
const MOST_CHUNK_BYTES = 2 ** 28;
/** Decoded chunks are kept up to this many bytes, because neighbouring reads want the same ones. */
const KEPT_CHUNK_BYTES = 2 ** 23;

export interface Dataspace {
  readonly shape: readonly number[];
  readonly largest: readonly number[];
  /** True for a null dataspace, which has no element at all. */
  readonly isNull: boolean;
}

export function readDataspace(cursor: Cursor): Dataspace {
  const version = cursor.u8();
  const rank = cursor.u8();
  const flags = cursor.u8();
  if (version < 1 || version > 2 || rank > MOST_RANK) throw malformed(cursor.file, cursor.base, `a dataspace of version ${version} and rank ${rank}`);
  const isNull = (version === 2 ? cursor.u8() : 0) === 2;
  if (version === 1) cursor.skip(5);
  const shape = Array.from({ length: rank }, () => cursor.length());
  const largest = flags & 1 ? Array.from({ length: rank }, () => cursor.address() ?? Infinity) : shape;
  return { shape, largest, isNull };
}

/** The data set of an object header, or null when the object is none (a group, a named type). @throws FormatError. */
export async function readDataset(file: Hdf5File, address: number, messages: readonly Message[]): Promise<Dataset | null> {
  const space = await findMessage(file, messages, MESSAGE.dataspace);
  const typeMessage = await findMessage(file, messages, MESSAGE.datatype);
  const layoutMessage = await findMessage(file, messages, MESSAGE.layout);
  if (space === null || typeMessage === null || layoutMessage === null) return null;
  if (messages.some(({ type }) => type === MESSAGE.externalFiles)) throw unsupported(file, address, "the data lie in another file");
  const { shape, largest, isNull } = readDataspace(space);
  const type = readDatatype(typeMessage);
  const filterMessage = await findMessage(file, messages, MESSAGE.filters);
  const fillMessage = await findMessage(file, messages, MESSAGE.fillValue);
  const dataset: Dataset = {
    file, address, type,
    shape: isNull ? [0] : shape,
    layout: readLayout(layoutMessage, shape, largest, type.byteCount),
    filters: filterMessage === null ? [] : readFilters(filterMessage),
    fill: fillMessage === null ? null : readFill(fillMessage, type.byteCount),
  };
  checkSize(dataset);
  return dataset;
}

/** Refuses what the file cannot hold, before anything of that size is allocated. */
function checkSize({ file, address, shape, type, layout }: Dataset): void {
  const bytes = declaredBytes(shape, type.byteCount);
  const place = { file: file.bytes.path, byteOffset: address };
  const room = layout.kind === "compact" ? layout.data.length : layout.kind === "contiguous" && layout.address !== null ? file.bytes.size - layout.address : Math.max(SMALL_CHUNK_BYTES, MOST_RATIO * file.bytes.size);
  if (!(bytes <= room)) {
    const isCut = layout.kind === "contiguous" && layout.address !== null;
    throw new FormatError(isCut ? "truncated" : "too-large", place, `a data set of ${shape.join(" × ")} elements of ${type.byteCount} bytes is more than a file of ${file.bytes.size} bytes can hold`, HDF5_REMEDY);
  }
}

function readFill(cursor: Cursor, byteCount: number): Uint8Array | null {
  const version = cursor.u8();
  const flags = cursor.u8();
  let isDefined = (flags & 0x20) !== 0;
  if (version < 3) {
    cursor.skip(1);
    isDefined = cursor.u8() !== 0;
  }
  if (!isDefined || cursor.left < 4) return null;
  const size = cursor.u32();
  return size === byteCount ? cursor.bytes(size) : null;
}

function readLayout(cursor: Cursor, shape: readonly number[], largest: readonly number[], elementBytes: number): Layout {
  const { file, base } = cursor;
  const version = cursor.u8();
  if (version < 1 || version > 4) throw unsupported(file, base, `a data layout of version ${version}`);
  let rank = 0;
  if (version < 3) rank = cursor.u8();
  const layoutClass = cursor.u8();
  if (version < 3) {
    cursor.skip(5);
    const address = layoutClass === 0 ? null : cursor.address();
    if (layoutClass === 1) return { kind: "contiguous", address };
    const sizes = Array.from({ length: rank }, () => cursor.u32());
    if (layoutClass === 0) return { kind: "compact", data: cursor.bytes(cursor.u32()) };
    return chunked(cursor, shape, largest, elementBytes, sizes, { kind: "btree1", address });
  }
  if (layoutClass === 0) return { kind: "compact", data: cursor.bytes(cursor.u16()) };
  if (layoutClass === 1) return { kind: "contiguous", address: cursor.address() };
  if (layoutClass !== 2) throw unsupported(file, base, "a virtual data set, whose data lie in other files");
  const flags = version === 4 ? cursor.u8() : 0;
  rank = cursor.u8();
  if (version === 3) {
    const address = cursor.address();
    return chunked(cursor, shape, largest, elementBytes, Array.from({ length: rank }, () => cursor.u32()), { kind: "btree1", address });
  }
  const sizeBytes = cursor.u8();
  if (rank > MOST_RANK + 1 || sizeBytes < 1 || sizeBytes > 8) throw malformed(file, base, `chunks of rank ${rank}`);
  const sizes = Array.from({ length: rank }, () => cursor.uint(sizeBytes));
  const edgesUnfiltered = (flags & 1) !== 0;
  switch (cursor.u8()) {
    case 1: {
      const filtered = flags & 2 ? { byteCount: cursor.length(), mask: cursor.u32() } : null;
      return chunked(cursor, shape, largest, elementBytes, sizes, { kind: "single", filtered, address: cursor.address() }, edgesUnfiltered);
    }
    case 2:
      return chunked(cursor, shape, largest, elementBytes, sizes, { kind: "implicit", address: cursor.address() }, edgesUnfiltered);
    case 3: {
      cursor.skip(1);
      return chunked(cursor, shape, largest, elementBytes, sizes, { kind: "fixed-array", address: cursor.address() }, edgesUnfiltered);
    }
    case 4: {
      cursor.skip(5);
      return chunked(cursor, shape, largest, elementBytes, sizes, { kind: "extensible-array", address: cursor.address() }, edgesUnfiltered);
    }
    case 5: {
      cursor.skip(6);
      return chunked(cursor, shape, largest, elementBytes, sizes, { kind: "btree2", address: cursor.address() }, edgesUnfiltered);
    }
    default:
      throw unsupported(file, base, "an unknown index of chunks");
  }
}

function chunked(cursor: Cursor, shape: readonly number[], largest: readonly number[], elementBytes: number, sizes: readonly number[], index: ChunkLayout["index"], edgesUnfiltered = false): Layout {
  const chunkShape = sizes.slice(0, -1);
  const byteCount = declaredBytes(chunkShape, elementBytes);
  if (chunkShape.length !== shape.length || sizes.at(-1) !== elementBytes || sizes.some((size) => size < 1)) throw malformed(cursor.file, cursor.base, `chunks of ${sizes.join(" × ")} for a data set of ${shape.join(" × ")}`);
  if (byteCount > MOST_CHUNK_BYTES) throw new FormatError("too-large", { file: cursor.file.bytes.path, byteOffset: cursor.base }, `chunks of ${byteCount} bytes`, "Write the data set again with chunks of about 1 MB.");
  return { kind: "chunked", chunkShape, byteCount, index, edgesUnfiltered, largest };
}

/** Where numbers go: strides of the output for each axis of the data set. */
export interface NumberBox {
  readonly start: readonly number[];
  readonly count: readonly number[];
  readonly outStrides: readonly number[];
  readonly out: RawSamples;
}

/** A number inside each element: the element itself, or a member of a record. */
export interface NumberPart {
  readonly number: NumberType;
  readonly offset: number;
}

/** Reads boxes of numbers of one data set; keeps the last decoded chunks. @throws FormatError. */
export function boxReader(dataset: Dataset, part: NumberPart): (box: NumberBox) => Promise<void> {
  const { file, shape, layout, type, filters, fill } = dataset;
  const numbersOf = (bytes: Uint8Array): ArrayLike<number> => numbersIn(bytes, part.number, type.byteCount, part.offset);
  const fillNumber = numbersOf(fill ?? new Uint8Array(type.byteCount));
  const noStrides = shape.map(() => 0);
  const place = { file: file.bytes.path, byteOffset: dataset.address };
  const writeFill = (box: NumberBox, origin = box.start): void => copyBox(fillNumber, 0, noStrides, origin, box);
  if (layout.kind !== "chunked") {
    return async (box) => {
      if (layout.kind === "contiguous" && layout.address === null) return writeFill(box);
      const [bytes, offset] = layout.kind === "compact" ? [windowOfBytes(file.bytes.path, layout.data), 0] : [file.bytes, layout.address!];
      await readBox(
        { bytes, offset, type: part.number, sizes: shape.toReversed(), elementBytes: type.byteCount, memberOffset: part.offset },
        { start: box.start.toReversed(), count: box.count.toReversed(), outStrides: box.outStrides.toReversed(), out: box.out },
      );
    };
  }
  const { chunkShape, byteCount } = layout;
  const strides = rowMajorStrides(chunkShape);
  const kept = new Map<string, ArrayLike<number>>();
  let finder: ChunkFinder | null = null;
  const decoded = async (chunk: readonly number[]): Promise<ArrayLike<number> | null> => {
    const key = chunk.join();
    const known = kept.get(key);
    if (known !== undefined) return known;
    finder ??= await chunkFinder(file, layout, shape, filters.length > 0);
    const stored = await finder(chunk);
    if (stored === null) return null;
    const isEdge = layout.edgesUnfiltered && chunk.some((at, axis) => (at + 1) * chunkShape[axis]! > shape[axis]!);
    const numbers = numbersOf(await decodeChunk(file, stored, isEdge ? [] : filters, byteCount));
    requireExact(part.number, numbers, place);
    while (kept.size > 0 && (kept.size + 1) * byteCount > KEPT_CHUNK_BYTES) kept.delete(kept.keys().next().value!);
    kept.set(key, numbers);
    return numbers;
  };
  return async (box) => {
    if (box.count.some((n) => n === 0)) return;
    const first = box.start.map((at, axis) => Math.floor(at / chunkShape[axis]!));
    const last = box.start.map((at, axis) => Math.floor((at + box.count[axis]! - 1) / chunkShape[axis]!));
    for (const chunk = [...first]; ; ) {
      const from = chunk.map((at, axis) => Math.max(box.start[axis]!, at * chunkShape[axis]!));
      const to = chunk.map((at, axis) => Math.min(box.start[axis]! + box.count[axis]!, (at + 1) * chunkShape[axis]!));
      const piece: NumberBox = { ...box, start: from, count: to.map((end, axis) => end - from[axis]!) };
      const numbers = await decoded(chunk);
      if (numbers === null) writeFill(piece, box.start);
      else copyBox(numbers, from.reduce((sum, at, axis) => sum + (at - chunk[axis]! * chunkShape[axis]!) * strides[axis]!, 0), strides, box.start, piece);
      let axis = chunk.length - 1;
      while (axis >= 0 && chunk[axis] === last[axis]) {
        chunk[axis] = first[axis]!;
        axis -= 1;
      }
      if (axis < 0) return;
      chunk[axis]! += 1;
    }
  };
}

/** Copies numbers to where the box wants them; `origin` is the start of the whole box. */
function copyBox(numbers: ArrayLike<number>, from: number, strides: readonly number[], origin: readonly number[], box: NumberBox): void {
  const { start, count, outStrides, out } = box;
  const copy = (axis: number, at: number, to: number): void => {
    if (axis === count.length) {
      out[to] = numbers[at]!;
      return;
    }
    const step = outStrides[axis]!;
    const stride = strides[axis]!;
    if (axis === count.length - 1) {
      for (let i = 0; i < count[axis]!; i++) out[to + i * step] = numbers[at + i * stride]!;
      return;
    }
    for (let i = 0; i < count[axis]!; i++) copy(axis + 1, at + i * stride, to + i * step);
  };
  copy(0, from, start.reduce((sum, at, axis) => sum + (at - origin[axis]!) * outStrides[axis]!, 0));
}
