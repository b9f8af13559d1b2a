/** Parquet's encodings of levels, indices, numbers and texts. Every decoder is bounded by the number of values asked for. */
import { numberGetter, numbersIn, type NumberType } from "../array/numberType.ts";
import { viewOf } from "../array/byteWindow.ts";
import { damaged, readVarint, type ByteSource } from "./thrift.ts";

export type Numbers = Int32Array | Float64Array;

/** Runs and bit-packed groups of unsigned integers of `bits` bits (RLE/bit-packing hybrid). */
export function readRuns(source: ByteSource, bits: number, out: Uint8Array | Int32Array): void {
  const { bytes } = source;
  if (bits > 32) throw damaged(source, 0, `indices of ${bits} bits`);
  if (bits === 0) return void out.fill(0);
  const width = Math.ceil(bits / 8);
  for (let done = 0, at = 0; done < out.length; ) {
    const [head, next] = readVarint(source, at);
    at = next;
    if (head % 2 === 0) {
      const count = Math.min(head / 2, out.length - done);
      if (count === 0 || at + width > bytes.length) throw damaged(source, at, "a run is cut off");
      let value = 0;
      for (let i = 0; i < width; i++) value += bytes[at + i]! * 256 ** i;
      out.fill(value, done, done + count);
      done += count;
      at += width;
      continue;
    }
    const count = Math.min(((head - 1) / 2) * 8, out.length - done);
    if (count === 0) throw damaged(source, at, "an empty group");
    if (at + Math.ceil((count * bits) / 8) > bytes.length) throw damaged(source, at, "packed values are cut off");
    if (bits > 24) for (let i = 0; i < count; i++) out[done + i] = bitsAt(bytes, at * 8 + i * bits, bits);
    else unpackBits(bytes, at, bits, out, done, count);
    done += count;
    at += ((head - 1) / 2) * bits;
  }
}

/** Packed integers of up to 24 bits, by an accumulator of 32. */
function unpackBits(bytes: Uint8Array, from: number, bits: number, out: Uint8Array | Int32Array, to: number, count: number): void {
  const mask = (1 << bits) - 1;
  let held = 0;
  let buffer = 0;
  for (let i = 0; i < count; i++) {
    while (held < bits) {
      buffer |= bytes[from++]! << held;
      held += 8;
    }
    out[to + i] = buffer & mask;
    buffer >>>= bits;
    held -= bits;
  }
}

/** Little-endian integer of up to 32 bits at any bit; unsigned. */
function bitsAt(bytes: Uint8Array, from: number, bits: number): number {
  let at = Math.floor(from / 8);
  const shift = from % 8;
  let value = 0;
  for (let scale = 1, need = shift + bits; need > 0; scale *= 256, need -= 8) value += bytes[at++]! * scale;
  return Math.floor(value / 2 ** shift) % 2 ** bits;
}

/** Numbers one after another; booleans as single bits. */
export function readPlain(source: ByteSource, type: NumberType, isBoolean: boolean, out: Numbers): void {
  const { bytes } = source;
  const need = isBoolean ? Math.ceil(out.length / 8) : out.length * type.byteCount;
  if (need > bytes.length) throw damaged(source, bytes.length, `${out.length} values need ${need} bytes`);
  if (isBoolean) {
    for (let i = 0; i < out.length; i++) out[i] = (bytes[i >> 3]! >> (i & 7)) & 1;
    return;
  }
  out.set(numbersIn(bytes.subarray(0, need), type));
}

/** Bytes of all values with the same weight lie together (BYTE_STREAM_SPLIT). */
export function readByteStreams(source: ByteSource, type: NumberType, out: Numbers): void {
  const { bytes } = source;
  const count = out.length;
  if (count * type.byteCount > bytes.length) throw damaged(source, bytes.length, `${count} values are cut off`);
  const get = numberGetter(type);
  const one = new Uint8Array(type.byteCount);
  const view = viewOf(one);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < one.length; k++) one[k] = bytes[k * count + i]!;
    out[i] = get(view, 0);
  }
}

/**
 * Differences in blocks of bit-packed miniblocks (DELTA_BINARY_PACKED). Sums wrap at the width of the type, as the writer's do.
 * `exact` takes the digits of 64-bit integers, which `out` may round. Returns the offset after the values.
 */
export function readDeltas(source: ByteSource, type: NumberType, out: Numbers, exact: string[] | null = null): number {
  const { bytes } = source;
  const [blockSize, a] = readVarint(source, 0);
  const [miniblocks, b] = readVarint(source, a);
  const [total, c] = readVarint(source, b);
  const [firstRaw, d] = readBigVarint(source, c);
  const perMiniblock = blockSize / miniblocks;
  if (blockSize === 0 || blockSize > 65_536 || miniblocks === 0 || miniblocks > 512 || !Number.isInteger(perMiniblock) || perMiniblock % 8 !== 0 || total < out.length) throw damaged(source, 0, `blocks of ${blockSize} differences`);
  const wrap = (value: bigint): bigint => (type.kind === "unsigned" ? BigInt.asUintN(type.byteCount * 8, value) : BigInt.asIntN(type.byteCount * 8, value));
  const isWide = type.byteCount === 8;
  let at = d;
  let big = wrap(unzigzag(firstRaw));
  let small = Number(BigInt.asIntN(32, big));
  const put = (index: number): void => {
    out[index] = isWide ? Number(big) : type.kind === "unsigned" ? small >>> 0 : small;
    exact?.push(String(big));
  };
  if (out.length > 0) put(0);
  for (let done = 1; done < out.length; ) {
    const [leastRaw, next] = readBigVarint(source, at);
    const least = unzigzag(leastRaw);
    const leastSmall = Number(BigInt.asIntN(32, least));
    const widths = bytes.subarray(next, next + miniblocks);
    at = next + miniblocks;
    for (let m = 0; m < miniblocks && done < out.length; m++) {
      const bits = widths[m] ?? 65;
      const size = (perMiniblock * bits) / 8;
      // The last miniblock may be cut after the last value that counts.
      const count = Math.min(perMiniblock, out.length - done);
      if (bits > 64 || at + Math.ceil((count * bits) / 8) > bytes.length) throw damaged(source, at, "differences are cut off");
      for (let i = 0; i < count; i++) {
        if (isWide) big = wrap(big + least + (bits <= 32 ? BigInt(bitsAt(bytes, at * 8 + i * bits, bits)) : wideBitsAt(bytes, at * 8 + i * bits, bits)));
        else small = (small + leastSmall + Number(bits <= 32 ? bitsAt(bytes, at * 8 + i * bits, bits) : wideBitsAt(bytes, at * 8 + i * bits, bits) & 0xffffffffn)) | 0;
        put(done++);
      }
      at += size;
    }
  }
  return Math.min(at, bytes.length);
}

function unzigzag(value: bigint): bigint {
  return (value >> 1n) ^ -(value & 1n);
}

function readBigVarint(source: ByteSource, from: number): readonly [bigint, number] {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = source.bytes[from + i];
    if (byte === undefined) break;
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return [value, from + i + 1];
  }
  throw damaged(source, from, "a number is cut off");
}

function wideBitsAt(bytes: Uint8Array, from: number, bits: number): bigint {
  return BigInt(bitsAt(bytes, from, 32)) | (BigInt(bitsAt(bytes, from + 32, bits - 32)) << 32n);
}

const INT32: NumberType = { kind: "signed", byteCount: 4, littleEndian: true };

/** Texts one after another, each after its length or all of a fixed length (PLAIN). */
export function readPlainTexts(source: ByteSource, fixedBytes: number | null, count: number): string[] {
  const { bytes } = source;
  const view = viewOf(bytes);
  const texts: string[] = [];
  for (let i = 0, at = 0; i < count; i++) {
    if (fixedBytes === null && at + 4 > bytes.length) throw damaged(source, at, "a text is cut off");
    const length = fixedBytes ?? view.getUint32((at += 4) - 4, true);
    if (at + length > bytes.length) throw damaged(source, at, `a text of ${length} bytes is cut off`);
    texts.push(new TextDecoder().decode(bytes.subarray(at, (at += length))));
  }
  return texts;
}

/** Texts with their lengths ahead (DELTA_LENGTH_BYTE_ARRAY), or with shared beginnings too (DELTA_BYTE_ARRAY). */
export function readDeltaTexts(source: ByteSource, count: number, hasPrefixes: boolean): string[] {
  const prefixes = new Int32Array(count);
  const lengths = new Int32Array(count);
  const after = (values: Int32Array, from: number): number => from + readDeltas({ ...source, bytes: source.bytes.subarray(from) }, INT32, values);
  let at = after(lengths, hasPrefixes ? after(prefixes, 0) : 0);
  const texts: string[] = [];
  let last: Uint8Array = new Uint8Array(0);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const [prefix, length] = [prefixes[i]!, lengths[i]!];
    if (prefix < 0 || prefix > last.length || length < 0 || at + length > source.bytes.length) throw damaged(source, at, "a text is cut off");
    total += prefix;
    // Shared beginnings could be multiplied without end; a hundred times the page is more than any real one needs.
    if (total > 100 * source.bytes.length) throw damaged(source, at, "texts that unpack without end");
    const own = source.bytes.subarray(at, (at += length));
    if (prefix === 0) last = own;
    else {
      const joined = new Uint8Array(prefix + length);
      joined.set(last.subarray(0, prefix));
      joined.set(own, prefix);
      last = joined;
    }
    texts.push(new TextDecoder().decode(last));
  }
  return texts;
}
