/** Small values of HDF5: attributes, texts, scalars and references, for facts and for the de-identification report. */
import { FormatError } from "../../errors.ts";
import { viewOf } from "../array/byteWindow.ts";
import type { NamedValue } from "../array/namedFacts.ts";
import { exactValue } from "../array/numberType.ts";
import { elementCount, rowMajorStrides } from "../array/readBox.ts";
import { listRecords, readBtree2 } from "./btree2.ts";
import { readDataspace, type Dataset } from "./dataset.ts";
import { readDatatype, type Datatype } from "./datatype.ts";
import { decodeChunk } from "./filters.ts";
import { chunkFinder } from "./chunkIndex.ts";
import { readFractalHeap, readHeapObject } from "./fractalHeap.ts";
import { Cursor, malformed, signedCursor, type Hdf5File } from "./hdf5File.ts";
import { MESSAGE, resolveShared, type Message } from "./objectHeader.ts";

/** Values of an attribute or small data set that are listed: numbers up to 16, texts up to 1000. */
const MOST_LISTED_NUMBERS = 16;
export const MOST_LISTED_TEXTS = 1000;
const MOST_TEXT_BYTES = 65_536;
const MOST_SMALL_BYTES = 2 ** 20;
const MOST_SMALL_CHUNKS = 20_000;
const MOST_ATTRIBUTES = 10_000;

export interface Attribute {
  readonly name: string;
  readonly type: Datatype;
  readonly shape: readonly number[];
  readonly data: Cursor;
}

/** Attributes of an object, kept in its header or in a heap. @throws FormatError. */
export async function readAttributes(file: Hdf5File, messages: readonly Message[]): Promise<readonly Attribute[]> {
  const attributes: Attribute[] = [];
  for (const { type, isShared, body } of messages) {
    if (type === MESSAGE.attribute && !isShared) attributes.push(await readAttribute(file, body));
    else if (type === MESSAGE.attributeInfo) {
      body.skip(1);
      const flags = body.u8();
      body.skip(flags & 1 ? 2 : 0);
      const heapAddress = body.address();
      const treeAddress = body.address();
      if (heapAddress === null || treeAddress === null) continue;
      const heap = await readFractalHeap(file, heapAddress);
      for (const record of await listRecords(file, await readBtree2(file, treeAddress), MOST_ATTRIBUTES)) attributes.push(await readAttribute(file, await readHeapObject(file, heap, record)));
    }
  }
  return attributes;
}

async function readAttribute(file: Hdf5File, body: Cursor): Promise<Attribute> {
  const version = body.u8();
  const flags = body.u8();
  const sizes = [body.u16(), body.u16(), body.u16()] as const;
  if (version < 1 || version > 3) throw malformed(file, body.base, `an attribute of version ${version}`);
  if (version === 3) body.skip(1);
  const part = (size: number): Cursor => {
    const at = body.base + body.at;
    const cursor = new Cursor(file, body.bytes(size), at);
    if (version === 1) body.skip(Math.min(body.left, (8 - (size % 8)) % 8));
    return cursor;
  };
  const name = decodeText(part(sizes[0]).data);
  const typeCursor = part(sizes[1]);
  const type = readDatatype(flags & 1 ? await resolveShared(file, typeCursor, MESSAGE.datatype) : typeCursor);
  const { shape, isNull } = readDataspace(part(sizes[2]));
  return { name, type, shape: isNull ? [0] : shape, data: new Cursor(file, body.bytes(body.left), body.base + body.at) };
}

/** An attribute as named values; lists beyond the bounds are cut. */
export async function valuesOfAttribute(file: Hdf5File, path: string, { name, type, shape, data }: Attribute): Promise<readonly NamedValue[]> {
  return valuesOf(file, `${path}@${name}`, type, elementCount(shape), data);
}

/** Texts or numbers lying one after another, as named values: numbers joined in one, texts one by one when there are several. */
export async function valuesOf(file: Hdf5File, name: string, type: Datatype, count: number, data: Cursor): Promise<readonly NamedValue[]> {
  if (type.kind === "number") {
    if (count > MOST_LISTED_NUMBERS || count === 0) return [];
    const view = viewOf(data.bytes(count * type.byteCount));
    const numbers = Array.from({ length: count }, (_, i) => exactValue(view, i * type.byteCount, type.number));
    if (type.labels !== null) return [{ name, value: numbers.map((number) => type.labels!.get(Number(number)) ?? String(number)).join(" ") }];
    return [{ name, value: count === 1 ? numbers[0]! : numbers.join(" ") }];
  }
  if (type.kind === "compound") return valuesOfRecords(file, name, type, count, data);
  if (type.kind !== "text") return [];
  const texts: string[] = [];
  for (let i = 0; i < Math.min(count, MOST_LISTED_TEXTS); i++) {
    texts.push(type.isVariable ? await variableText(file, data) : decodeText(data.bytes(type.byteCount).subarray(0, MOST_TEXT_BYTES)));
  }
  const trimmed = texts.map((text) => text.trim()).filter((text) => text !== "");
  // A short list (the names of the leads) is one value; a long one (an identifier a record) is listed one by one.
  if (trimmed.length > 1 && trimmed.length <= MOST_LISTED_NUMBERS && trimmed.every((text) => text.length <= 16 && !/\s/.test(text))) return [{ name, value: trimmed.join(" ") }];
  return trimmed.map((value) => ({ name, value }));
}

/** Members of records that are texts, and numbers where there are few records. */
async function valuesOfRecords(file: Hdf5File, name: string, type: Datatype & { readonly kind: "compound" }, count: number, data: Cursor): Promise<readonly NamedValue[]> {
  const values: NamedValue[] = [];
  for (let record = 0; record < Math.min(count, MOST_LISTED_TEXTS); record++) {
    const own = new Cursor(file, data.bytes(type.byteCount), data.base + record * type.byteCount);
    for (const member of type.members) {
      if (member.type.kind === "number" && count > MOST_LISTED_NUMBERS) continue;
      own.at = member.offset;
      values.push(...(await valuesOf(file, `${name}.${member.name}`, member.type, 1, own)));
    }
  }
  return values;
}

async function variableText(file: Hdf5File, data: Cursor): Promise<string> {
  const length = data.u32();
  const heapAddress = data.address();
  const index = data.u32();
  if (length === 0 || heapAddress === null || heapAddress === 0) return "";
  return decodeText((await heapObject(file, heapAddress, index, Math.min(length, MOST_TEXT_BYTES))).data);
}

/** An object of the global heap. */
async function heapObject(file: Hdf5File, address: number, index: number, count: number): Promise<Cursor> {
  const head = await signedCursor(file, address, "GCOL", 8 + file.lengthBytes);
  head.skip(4);
  const end = address + Math.min(head.length(), file.bytes.size - address);
  for (let at = address + 8 + file.lengthBytes, seen = 0; at + 8 + file.lengthBytes <= end && seen < 65_536; seen++) {
    const entry = new Cursor(file, await file.bytes.at(at, 8 + file.lengthBytes), at);
    const own = entry.u16();
    entry.skip(6);
    const size = entry.length();
    const from = at + 8 + file.lengthBytes;
    if (own === 0) break;
    if (own === index) return new Cursor(file, await file.bytes.at(from, Math.min(size, count)), from);
    at = from + Math.ceil(size / 8) * 8;
  }
  throw malformed(file, address, `object ${index} is not in the heap`);
}

function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const own = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(own);
  } catch {
    return new TextDecoder("latin1").decode(own);
  }
}

/** All bytes of a data set that is small enough, in order; null for a larger one. @throws FormatError. */
export async function smallData(dataset: Dataset): Promise<Cursor | null> {
  const { file, layout, shape, type, filters, address, fill } = dataset;
  const count = elementCount(shape) * type.byteCount;
  if (count > MOST_SMALL_BYTES) return null;
  if (layout.kind === "compact") return new Cursor(file, layout.data, address);
  const data = new Uint8Array(count);
  if (fill !== null) for (let at = 0; at < count; at += type.byteCount) data.set(fill, at);
  if (layout.kind === "contiguous") return new Cursor(file, layout.address === null ? data : await file.bytes.at(layout.address, count), address);
  const find = await chunkFinder(file, layout, shape, filters.length > 0);
  const strides = rowMajorStrides(shape);
  const { chunkShape, byteCount } = layout;
  if (elementCount(shape.map((size, axis) => Math.ceil(size / chunkShape[axis]!))) > MOST_SMALL_CHUNKS) return null;
  const place = async (axis: number, chunk: readonly number[]): Promise<void> => {
    if (axis < shape.length) {
      for (let at = 0; at * chunkShape[axis]! < shape[axis]!; at++) await place(axis + 1, [...chunk, at]);
      return;
    }
    const stored = await find(chunk);
    if (stored === null) return;
    const bytes = await decodeChunk(file, stored, filters, byteCount);
    const copy = (dim: number, from: number, to: number): void => {
      if (dim === shape.length) return data.set(bytes.subarray(from * type.byteCount, (from + 1) * type.byteCount), to * type.byteCount);
      const first = chunk[dim]! * chunkShape[dim]!;
      for (let i = 0; i < chunkShape[dim]! && first + i < shape[dim]!; i++) copy(dim + 1, from * chunkShape[dim]! + i, to + (first + i) * strides[dim]!);
    };
    copy(0, 0, 0);
  };
  await place(0, []);
  return new Cursor(file, data, address);
}

/** Whether an error is about one object only, so that the others can still be read. */
export function isLocal(error: unknown): error is FormatError {
  return error instanceof FormatError && error.code === "unsupported";
}
