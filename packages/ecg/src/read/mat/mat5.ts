/**
 * MATLAB Level 5 MAT-files (versions 5 to 7): tagged elements, matrices nested in matrices, each variable perhaps deflated
 * ("MAT-File Format", The MathWorks). Numbers that are not deflated stay in the file until they are read.
 */
import { FormatError } from "../../errors.ts";
import { viewOf, windowOfBytes, type ByteWindow } from "../array/byteWindow.ts";
import type { NumberType } from "../array/numberType.ts";
import { elementCount } from "../array/readBox.ts";
import { inflateBounded, inflatePieces } from "../zip/inflate.ts";
import { contiguousMatrix, type MatrixPlace } from "./contiguousMatrix.ts";
import type { MatContents } from "./matContents.ts";

export const MAT5_HEADER_BYTES = 128;
const MATRIX = 14;
const COMPRESSED = 15;
/** Storage types by number, miINT8 (1) to miUINT64 (13). */
const STORAGE_TYPES: Readonly<Record<number, readonly [NumberType["kind"], number]>> = {
  1: ["signed", 1], 2: ["unsigned", 1], 3: ["signed", 2], 4: ["unsigned", 2], 5: ["signed", 4], 6: ["unsigned", 4], 7: ["float", 4], 9: ["float", 8], 12: ["signed", 8], 13: ["unsigned", 8],
};
/** Character data: UTF-8 (16) and UTF-16 (17) beside the integer types. */
const UTF8 = 16;
const UTF16 = 17;
const [CELL, STRUCT, OBJECT, CHARACTERS, FIRST_NUMERIC, LAST_NUMERIC] = [1, 2, 3, 4, 6, 15];
const COMPLEX_FLAG = 0x800;

const MOST_DEPTH = 16;
const MOST_ELEMENTS = 100_000;
const MOST_TEXT_BYTES = 65_536;
const MOST_NAME_BYTES = 4096;
/** Unpacked data may be this many times the packed ones; up to a megabyte any number of times, because flat leads pack a thousandfold. */
const MOST_RATIO = 100;
const SMALL_UNPACKED_BYTES = 2 ** 20;
/** What is unpacked of a variable to see its class, shape and name. */
const PEEK_BYTES = 512;

const REMEDY = "Copy the file again from its source; if it stays so, save it again from MATLAB or SciPy.";

/** Whether these are the first bytes of such a file, of version 1 (5 to 7) or 2 (7.3, which is HDF5). */
export function mat5Version(head: Uint8Array): 1 | 2 | null {
  if (head.length < MAT5_HEADER_BYTES || head.subarray(0, 4).includes(0)) return null;
  const order = String.fromCharCode(head[126]!, head[127]!);
  const version = order === "IM" ? viewOf(head).getUint16(124, true) : order === "MI" ? viewOf(head).getUint16(124) : 0;
  return version === 0x100 ? 1 : version === 0x200 ? 2 : null;
}

interface Tag {
  readonly type: number;
  readonly from: number;
  readonly byteCount: number;
  /** Where the next element begins. */
  readonly next: number;
}

interface Walk {
  readonly bytes: ByteWindow;
  readonly littleEndian: boolean;
  readonly contents: MatContents;
  /** Elements seen in the whole file; a bound against files made of millions of empty cells. */
  readonly seen: { count: number };
}

/** @throws FormatError "truncated", "malformed", "too-large". */
export async function readMat5(bytes: ByteWindow, contents: MatContents): Promise<void> {
  const littleEndian = (await bytes.at(126, 1))[0] === 0x49;
  const walk: Walk = { bytes, littleEndian, contents, seen: { count: 0 } };
  for (let at = MAT5_HEADER_BYTES; at < bytes.size; ) {
    if (bytes.size - at < 8) throw malformed(walk, at, "an element tag is cut off");
    const tag = await tagAt(walk, at);
    if (tag.type === COMPRESSED) await readPacked(walk, tag);
    else if (tag.type === MATRIX) await readMatrix(walk, tag, "", 0);
    // Only matrices are padded to eight bytes at the top level; a deflated element is followed at once by the next.
    at = tag.type === COMPRESSED ? tag.from + tag.byteCount : tag.next;
  }
}

async function tagAt(walk: Walk, at: number): Promise<Tag> {
  const view = viewOf(await walk.bytes.at(at, 8));
  if (++walk.seen.count > MOST_ELEMENTS) throw new FormatError("too-large", { file: walk.bytes.path, byteOffset: at }, `the file has more than ${MOST_ELEMENTS} elements`, "Save only the ECG variables in the file.");
  const first = view.getUint32(0, walk.littleEndian);
  // A small element keeps its length in the upper half of the first word, and up to four bytes of data in the second.
  const small = first >>> 16;
  if (small > 4) throw malformed(walk, at, `a small element of ${small} bytes`);
  if (small > 0) return { type: first & 0xffff, from: at + 4, byteCount: small, next: at + 8 };
  const byteCount = view.getUint32(4, walk.littleEndian);
  if (at + 8 + byteCount > walk.bytes.size) throw new FormatError("truncated", { file: walk.bytes.path, byteOffset: at }, `an element of ${byteCount} bytes goes beyond the end at byte ${walk.bytes.size}`, "Copy the file again from its source; this copy is cut or damaged.");
  return { type: first, from: at + 8, byteCount, next: Math.min(walk.bytes.size, at + 8 + Math.ceil(byteCount / 8) * 8) };
}

function malformed(walk: Walk, at: number, reason: string): FormatError {
  return new FormatError("malformed", { file: walk.bytes.path, byteOffset: at }, reason, REMEDY);
}

interface MatrixHead {
  readonly classNumber: number;
  readonly isComplex: boolean;
  readonly shape: readonly number[];
  readonly name: string;
  /** Offset of the element after the name. */
  readonly data: number;
}

async function readMatrixHead(walk: Walk, tag: Tag): Promise<MatrixHead> {
  const flags = await tagAt(walk, tag.from);
  if (flags.type !== 6 || flags.byteCount !== 8) throw malformed(walk, tag.from, "a matrix without array flags");
  const word = viewOf(await walk.bytes.at(flags.from, 4)).getUint32(0, walk.littleEndian);
  const classNumber = word & 0xff;
  // Function handles and objects of classdef (16 and up) have no dimensions here.
  if (classNumber > LAST_NUMERIC) return { classNumber, isComplex: false, shape: [0], name: "", data: flags.next };
  const dims = await tagAt(walk, flags.next);
  if (dims.type !== 5 || dims.byteCount < 8 || dims.byteCount > 128 || dims.byteCount % 4 !== 0) throw malformed(walk, flags.next, "a matrix without dimensions");
  const view = viewOf(await walk.bytes.at(dims.from, dims.byteCount));
  const shape = Array.from({ length: dims.byteCount / 4 }, (_, i) => view.getInt32(i * 4, walk.littleEndian));
  if (shape.some((size) => size < 0)) throw malformed(walk, dims.from, `a matrix of ${shape.join(" × ")}`);
  const name = await tagAt(walk, dims.next);
  if (name.byteCount > MOST_NAME_BYTES) throw malformed(walk, dims.next, `a variable name of ${name.byteCount} bytes`);
  return { classNumber, isComplex: (word & COMPLEX_FLAG) !== 0, shape, name: new TextDecoder().decode(await walk.bytes.at(name.from, name.byteCount)), data: name.next };
}

async function readMatrix(walk: Walk, tag: Tag, path: string, depth: number): Promise<void> {
  if (tag.byteCount === 0) return;
  if (depth > MOST_DEPTH) throw malformed(walk, tag.from, `structs and cells are nested more than ${MOST_DEPTH} deep`);
  const head = await readMatrixHead(walk, tag);
  const name = path === "" ? head.name : path;
  const { classNumber, shape } = head;
  const count = elementCount(shape);
  if (classNumber >= FIRST_NUMERIC && classNumber <= LAST_NUMERIC) {
    if (head.isComplex) walk.contents.notes.push(`Of the complex matrix ${name} only the real part was read.`);
    const place = await placeOf(walk, head, count);
    if (place !== null) await walk.contents.addMatrix(contiguousMatrix(name, shape, place));
    return;
  }
  if (count === 0 && classNumber <= CHARACTERS) return;
  if (classNumber === CHARACTERS) return readText(walk, head, name, count);
  if (classNumber === CELL) {
    let at = head.data;
    for (let i = 0; i < count; i++) at = await readChild(walk, at, tag, `${name}{${i + 1}}`, depth);
    return;
  }
  if (classNumber === STRUCT || classNumber === OBJECT) return readStruct(walk, head, tag, name, count, depth);
  walk.contents.notes.push(`The variable ${name || "without a name"} is of a kind (sparse, function or object) that holds no signal, and was left out.`);
}

async function readChild(walk: Walk, at: number, parent: Tag, path: string, depth: number): Promise<number> {
  const end = parent.from + parent.byteCount;
  if (at + 8 > end) throw malformed(walk, at, `${path} is missing`);
  const child = await tagAt(walk, at);
  if (child.type !== MATRIX || child.from + child.byteCount > end) throw malformed(walk, at, `${path} is no matrix within its parent`);
  await readMatrix(walk, child, path, depth + 1);
  return child.next;
}

async function readStruct(walk: Walk, head: MatrixHead, tag: Tag, path: string, count: number, depth: number): Promise<void> {
  let at = head.data;
  if (head.classNumber === OBJECT) at = (await tagAt(walk, at)).next;
  const lengthTag = await tagAt(walk, at);
  if (lengthTag.byteCount !== 4) throw malformed(walk, at, "a struct without the length of its field names");
  const length = viewOf(await walk.bytes.at(lengthTag.from, 4)).getInt32(0, walk.littleEndian);
  const namesTag = await tagAt(walk, lengthTag.next);
  if (length < 1 || length > MOST_NAME_BYTES) throw malformed(walk, lengthTag.from, `field names of ${length} bytes`);
  const names = await walk.bytes.at(namesTag.from, Math.min(namesTag.byteCount, MOST_ELEMENTS));
  const fields = Array.from({ length: Math.floor(names.length / length) }, (_, i) => latin1(names.subarray(i * length, (i + 1) * length)));
  at = namesTag.next;
  for (let element = 0; element < count && fields.length > 0; element++) {
    for (const field of fields) at = await readChild(walk, at, tag, `${path}${count > 1 ? `(${element + 1})` : ""}.${field}`, depth);
  }
}

function latin1(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
}

/** Where the numbers of a matrix lie; null for an empty one. */
async function placeOf(walk: Walk, head: MatrixHead, count: number): Promise<MatrixPlace | null> {
  if (count === 0) return null;
  const tag = await tagAt(walk, head.data);
  const storage = Object.hasOwn(STORAGE_TYPES, tag.type) ? STORAGE_TYPES[tag.type] : undefined;
  if (storage === undefined) throw malformed(walk, head.data, `numbers of storage type ${tag.type}`);
  const [kind, byteCount] = storage;
  if (count * byteCount !== tag.byteCount) throw malformed(walk, head.data, `${head.shape.join(" × ")} numbers of ${byteCount} bytes are declared, with ${tag.byteCount} bytes of data`);
  return { bytes: walk.bytes, offset: tag.from, type: { kind, byteCount, littleEndian: walk.littleEndian } };
}

async function readText(walk: Walk, head: MatrixHead, name: string, count: number): Promise<void> {
  const tag = await tagAt(walk, head.data);
  const raw = await walk.bytes.at(tag.from, Math.min(tag.byteCount, MOST_TEXT_BYTES));
  if (tag.byteCount > MOST_TEXT_BYTES) walk.contents.notes.push(`The text ${name} of ${tag.byteCount} bytes was read only in its beginning.`);
  let codes: number[];
  if (tag.type === UTF8) codes = Array.from(new TextDecoder().decode(raw), (letter) => letter.charCodeAt(0));
  else if (tag.type === UTF16 || tag.type === 4 || tag.type === 3) codes = Array.from({ length: raw.length >> 1 }, (_, i) => viewOf(raw).getUint16(i * 2, walk.littleEndian));
  else codes = Array.from(raw);
  walk.contents.addText(name, head.shape[0]!, count / head.shape[0]!, codes);
}

/** A deflated variable: a plain matrix is unpacked when it is read, anything nested at once. */
async function readPacked(walk: Walk, tag: Tag): Promise<void> {
  const { bytes, littleEndian, contents } = walk;
  const place = { file: bytes.path, byteOffset: tag.from };
  const peeked = windowOfBytes(bytes.path, await peek(bytes, tag));
  const lead = viewOf(await peeked.at(0, Math.min(8, peeked.size)));
  if (peeked.size < 8) throw malformed(walk, tag.from, "a deflated element is cut off");
  const declared = lead.getUint32(4, littleEndian) + 8;
  if (lead.getUint32(0, littleEndian) !== MATRIX) return;
  if (declared > Math.max(SMALL_UNPACKED_BYTES, MOST_RATIO * tag.byteCount)) {
    throw new FormatError("too-large", place, `${tag.byteCount} packed bytes declare ${declared} unpacked ones, more than ${MOST_RATIO} times as many`, "Save the file again without compression if it is genuine.");
  }
  const unpack = async (): Promise<ByteWindow> => {
    const unpacked = await inflateBounded(await bytes.at(tag.from, tag.byteCount), "zlib", declared, place);
    if (unpacked.length < declared) throw new FormatError("truncated", place, `a deflated variable of ${declared} bytes unpacks to ${unpacked.length}`, REMEDY);
    return windowOfBytes(bytes.path, unpacked);
  };
  if (peeked.size < declared) {
    const head = await lazyHead({ ...walk, bytes: windowOver(peeked, declared) });
    if (head !== null) {
      let unpacked: Promise<ByteWindow> | null = null;
      const load = async (): Promise<MatrixPlace> => ({ ...head.place, bytes: await (unpacked ??= unpack()) });
      await contents.addMatrix(contiguousMatrix(head.name, head.shape, head.place, load));
      return;
    }
  }
  const whole = await unpack();
  const inner: Walk = { ...walk, bytes: whole };
  await readMatrix(inner, await tagAt(inner, 0), "", 0);
}

/** Name, shape and place of a large plain matrix, from its first bytes; null for anything else. */
async function lazyHead(walk: Walk): Promise<{ readonly name: string; readonly shape: readonly number[]; readonly place: MatrixPlace } | null> {
  try {
    const head = await readMatrixHead(walk, await tagAt(walk, 0));
    const count = elementCount(head.shape);
    if (head.classNumber < FIRST_NUMERIC || head.classNumber > LAST_NUMERIC || head.isComplex || count < PEEK_BYTES) return null;
    const place = await placeOf(walk, head, count);
    return place === null ? null : { name: head.name, shape: head.shape, place };
  } catch {
    // The head is longer than what was peeked at, or damaged: unpacking the whole will tell which.
    return null;
  }
}

/** Known bytes at the start of a window that is declared larger. */
function windowOver(start: ByteWindow, size: number): ByteWindow {
  return { path: start.path, size, at: (from, count) => start.at(from, count) };
}

/** First bytes of a deflated element, PEEK_BYTES or more if it has them. */
async function peek(bytes: ByteWindow, tag: Tag): Promise<Uint8Array> {
  const place = { file: bytes.path, byteOffset: tag.from };
  if (tag.byteCount <= PEEK_BYTES * 8) return inflateBounded(await bytes.at(tag.from, tag.byteCount), "zlib", Math.max(SMALL_UNPACKED_BYTES, MOST_RATIO * tag.byteCount), place);
  const first = await bytes.at(tag.from, PEEK_BYTES * 8);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield first;
    for (let at = first.length; at < tag.byteCount; at += 4096) yield await bytes.at(tag.from + at, Math.min(4096, tag.byteCount - at));
  };
  const parts: number[] = [];
  for await (const part of inflatePieces(pieces(), "zlib", place)) {
    parts.push(...part.subarray(0, PEEK_BYTES));
    if (parts.length >= PEEK_BYTES) break;
  }
  return Uint8Array.from(parts);
}
