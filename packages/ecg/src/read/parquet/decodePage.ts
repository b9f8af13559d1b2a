/** Unpacks one Parquet page: decompression, levels, and the values in any of the encodings. */
import { FormatError } from "../../errors.ts";
import { viewOf, type ByteWindow } from "../array/byteWindow.ts";
import { crc32 } from "../zip/checksums.ts";
import { inflateBounded } from "../zip/inflate.ts";
import { readByteStreams, readDeltas, readDeltaTexts, readPlain, readPlainTexts, readRuns, type Numbers } from "./encodings.ts";
import type { PagePlace } from "./pageHeader.ts";
import type { Column } from "./parquetFooter.ts";
import { unpackSnappy } from "./snappy.ts";
import { damaged, type ByteSource } from "./thrift.ts";

export const CODEC_NAMES: readonly string[] = ["none", "Snappy", "gzip", "LZO", "Brotli", "LZ4", "Zstandard", "LZ4 (raw)"];
const SNAPPY = 1;
export const GZIP = 2;
const [PLAIN, PLAIN_DICTIONARY, RLE, DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY, RLE_DICTIONARY, BYTE_STREAM_SPLIT] = [0, 2, 3, 5, 6, 7, 8, 9];

/** Distinct values of a column, or the values of one page. */
export interface Dictionary {
  readonly numbers: Numbers | null;
  readonly texts: readonly string[] | null;
}

export interface DecodedPage extends Dictionary {
  /** Values, missing ones (NaN, "") included; an empty list has none. */
  readonly valueCount: number;
  /** Index of the first value of every row that begins in the page. */
  readonly rowStarts: Int32Array;
  readonly innerStarts: readonly number[];
}

/** @throws FormatError. */
export async function decodeDictionary(bytes: ByteWindow, column: Column, codec: number, place: PagePlace, isExact: boolean): Promise<Dictionary> {
  return decodeValues(await unpacked(bytes, codec, place), column, PLAIN, place.valueCount, null, isExact);
}

/** @throws FormatError. */
export async function decodePage(bytes: ByteWindow, column: Column, codec: number, place: PagePlace, dictionary: Dictionary | null, isExact: boolean): Promise<DecodedPage> {
  const source = await unpacked(bytes, codec, place);
  const { valueCount, repetitionBytes, definitionBytes } = place;
  const { mostRepetition, mostDefinition, repeatedDefinition } = column;
  let at = 0;
  const levels = (most: number, declared: number): Uint8Array | null => {
    if (place.kind === "data-v2") at += declared;
    if (most === 0) return null;
    let from = at - declared;
    let count = declared;
    if (place.kind === "data") {
      if (at + 4 > source.bytes.length) throw damaged(source, at, "the levels of a page are cut off");
      count = viewOf(source.bytes).getUint32(at, true);
      from = at + 4;
      at = from + count;
    }
    if (at > source.bytes.length) throw damaged(source, from, `levels of ${count} bytes go beyond their page`);
    const out = new Uint8Array(valueCount);
    readRuns({ ...source, bytes: source.bytes.subarray(from, from + count), from: source.from + from }, Math.ceil(Math.log2(most + 1)), out);
    return out;
  };
  const repetition = levels(mostRepetition, repetitionBytes);
  const definition = levels(mostDefinition, definitionBytes);
  let present = valueCount;
  if (definition !== null) {
    present = 0;
    for (const level of definition) if (level === mostDefinition) present += 1;
  }
  const values = decodeValues({ ...source, bytes: source.bytes.subarray(at), from: source.from + at }, column, place.encoding, present, dictionary, isExact);
  if (repetition === null) {
    return { ...(present === valueCount ? values : withMissing(values, definition!, mostDefinition, 0)), valueCount, rowStarts: countingUp(valueCount), innerStarts: [] };
  }
  const rowStarts: number[] = [];
  const innerStarts: number[] = [];
  let elements = 0;
  for (let i = 0; i < valueCount; i++) {
    if (repetition[i] === 0) rowStarts.push(elements);
    const exists = definition === null || definition[i]! >= repeatedDefinition;
    if (exists && mostRepetition > 1 && repetition[i]! < 2) innerStarts.push(elements);
    if (exists) elements += 1;
  }
  if (place.rowCount !== null && place.rowCount !== rowStarts.length) throw damaged(source, 0, `${rowStarts.length} rows in a page of ${place.rowCount}`);
  return { ...(present === elements ? values : withMissing(values, definition!, mostDefinition, repeatedDefinition)), valueCount: elements, rowStarts: Int32Array.from(rowStarts), innerStarts };
}

/** 0, 1, 2, …: every value of a column without lists is a row. */
export function countingUp(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}

/** Puts NaN or "" where a value is missing; entries below `least` are no values at all (empty lists). */
function withMissing({ numbers, texts }: Dictionary, definition: Uint8Array, most: number, least: number): Dictionary {
  let count = 0;
  for (const level of definition) if (level >= least) count += 1;
  const filled = numbers === null ? null : new Float64Array(count).fill(NaN);
  const words: string[] | null = texts === null ? null : [];
  let from = 0;
  let to = 0;
  for (const level of definition) {
    if (level < least) continue;
    if (level === most) {
      if (filled !== null) filled[to] = numbers![from]!;
      words?.push(texts![from]!);
      from += 1;
    } else words?.push("");
    to += 1;
  }
  return { numbers: filled, texts: words };
}

async function unpacked(bytes: ByteWindow, codec: number, place: PagePlace): Promise<ByteSource> {
  const at = { file: bytes.path, byteOffset: place.from };
  const packed = await bytes.at(place.from, place.packedBytes);
  if (place.crc !== null && crc32(packed) !== place.crc) throw new FormatError("checksum", at, "the checksum of a page does not match", "Copy the file again from its source; this copy is damaged.");
  const levelBytes = place.repetitionBytes + place.definitionBytes;
  const size = place.bytes - levelBytes;
  const body = packed.subarray(levelBytes);
  let values: Uint8Array | null = body;
  if (place.isPacked && body.length > 0) {
    if (codec === SNAPPY) values = unpackSnappy(body, size);
    else if (codec === GZIP) values = await inflateBounded(body, "gzip", size, at);
  }
  if (values === null || values.length !== size) throw damaged({ path: bytes.path, from: place.from }, 0, `a page does not unpack to ${size} bytes`);
  if (levelBytes === 0) return { path: bytes.path, bytes: values, from: place.from };
  const whole = new Uint8Array(place.bytes);
  whole.set(packed.subarray(0, levelBytes));
  whole.set(values, levelBytes);
  return { path: bytes.path, bytes: whole, from: place.from };
}

function decodeValues(source: ByteSource, column: Column, encoding: number, count: number, dictionary: Dictionary | null, isExact: boolean): Dictionary {
  const { type } = column;
  const unsupported = (): FormatError => new FormatError("unsupported", { file: source.path, byteOffset: source.from }, `the column ${column.name} is kept in encoding ${encoding}${type.kind === "other" ? ` as ${type.description}` : ""}`, "Write the file again with plain or dictionary encoding.");
  if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) return fromDictionary(source, column, count, dictionary);
  if (type.kind === "text") {
    if (encoding === PLAIN) return { numbers: null, texts: readPlainTexts(source, type.fixedBytes, count) };
    if (encoding === DELTA_LENGTH_BYTE_ARRAY || encoding === DELTA_BYTE_ARRAY) return { numbers: null, texts: readDeltaTexts(source, count, encoding === DELTA_BYTE_ARRAY) };
    throw unsupported();
  }
  if (type.kind === "other") throw unsupported();
  const { stored, isBoolean } = type;
  const isInt32 = isBoolean || (stored.kind === "signed" && stored.byteCount === 4);
  const needBytes = encoding === PLAIN && !isBoolean ? count * stored.byteCount : 0;
  if (needBytes > source.bytes.length) throw damaged(source, 0, `${count} values need ${needBytes} bytes, ${source.bytes.length} are there`);
  const numbers = isInt32 ? new Int32Array(count) : new Float64Array(count);
  if (isExact && stored.kind !== "float" && stored.byteCount === 8 && (encoding === PLAIN || encoding === DELTA_BINARY_PACKED)) {
    const digits: string[] = [];
    const view = viewOf(source.bytes);
    if (encoding === DELTA_BINARY_PACKED) readDeltas(source, stored, numbers, digits);
    else for (let i = 0; i < count; i++) digits.push(String(stored.kind === "signed" ? view.getBigInt64(i * 8, true) : view.getBigUint64(i * 8, true)));
    return { numbers: null, texts: digits };
  }
  if (encoding === PLAIN) readPlain(source, stored, isBoolean, numbers);
  else if (encoding === DELTA_BINARY_PACKED && stored.kind !== "float") readDeltas(source, stored, numbers);
  else if (encoding === BYTE_STREAM_SPLIT && !isBoolean) readByteStreams(source, stored, numbers);
  else if (encoding === RLE && isBoolean) readRuns({ ...source, bytes: source.bytes.subarray(4) }, 1, numbers as Int32Array);
  else throw unsupported();
  return { numbers, texts: null };
}

function fromDictionary(source: ByteSource, column: Column, count: number, dictionary: Dictionary | null): Dictionary {
  const known = dictionary?.numbers ?? dictionary?.texts ?? null;
  if (known === null) throw damaged(source, 0, `the column ${column.name} has lost its list of values`);
  const indices = new Int32Array(count);
  if (count > 0) readRuns({ ...source, bytes: source.bytes.subarray(1), from: source.from + 1 }, source.bytes[0] ?? 33, indices);
  for (const index of indices) if (index < 0 || index >= known.length) throw damaged(source, 0, `value ${index} of a list of ${known.length}`);
  if (dictionary!.texts !== null) return { numbers: null, texts: Array.from(indices, (index) => dictionary!.texts![index]!) };
  const from = dictionary!.numbers!;
  const numbers = from instanceof Int32Array ? new Int32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = from[indices[i]!]!;
  return { numbers, texts: null };
}
