/**
 * One FLAC frame (RFC 9639): header, one subframe a channel, checksum. All subframe kinds and stereo modes, up to 24 bits a
 * sample; whole numbers throughout.
 */
import { BitReader } from "./bitReader.ts";
import { crc16, crc8 } from "./checksums.ts";

/** What a stream says of itself, as far as frames need it. */
export interface FlacLayout {
  readonly channelCount: number;
  readonly bitsPerSample: number;
  readonly smallestBlock: number;
  readonly largestBlock: number;
}

/** A parsed frame header. */
export interface FrameHeader {
  readonly firstSample: number;
  readonly blockSize: number;
  /** 0–7: channels less one, each for itself; 8 left and side, 9 side and right, 10 mid and side. */
  readonly channelMode: number;
  /** Byte where the subframes begin. */
  readonly bodyAt: number;
}

/** Bytes that a header can take at most. */
export const MAX_HEADER_BYTES = 16;

/** The frame is damaged; the message says how. */
export class DamagedFrame extends Error {
  override readonly name = "DamagedFrame";
}

/** Bits a sample by its code; 0 means as the stream says. */
const BITS_BY_CODE = [0, 8, 12, -1, 16, 20, 24, 32];

/**
 * The header at `at`, or null when there is none that fits the stream: sync, CRC-8, channels, bits and block size are
 * checked. `bytes` must reach {@link MAX_HEADER_BYTES} beyond, or to the end of the file.
 */
export function parseFrameHeader(bytes: Uint8Array, at: number, layout: FlacLayout): FrameHeader | null {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return null;
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const channelMode = bytes[at + 3]! >> 4;
  const bits = BITS_BY_CODE[(bytes[at + 3]! >> 1) & 7]!;
  if (sizeCode === 0 || rateCode === 15 || channelMode > 10 || (bytes[at + 3]! & 1) !== 0) return null;
  if ((channelMode < 8 ? channelMode + 1 : 2) !== layout.channelCount || (bits !== 0 && bits !== layout.bitsPerSample)) return null;
  let next = at + 4;
  const lead = bytes[next++]!;
  const more = lead < 0x80 ? 0 : Math.clz32(~(lead << 24)) - 1;
  if (more < 0 || more > 6 || (lead >= 0x80 && more === 0)) return null;
  let position = more === 0 ? lead : lead & (0x3f >> more);
  for (let i = 0; i < more; i++) {
    const byte = bytes[next++];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return null;
    position = position * 64 + (byte & 0x3f);
  }
  let blockSize = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 << (sizeCode - 2) : 256 << (sizeCode - 8);
  if (sizeCode === 6) blockSize = bytes[next++]! + 1;
  else if (sizeCode === 7) {
    blockSize = bytes[next]! * 256 + bytes[next + 1]! + 1;
    next += 2;
  }
  if (rateCode === 12) next += 1;
  else if (rateCode > 12) next += 2;
  if (next >= bytes.length || crc8(bytes, at, next) !== bytes[next] || blockSize > layout.largestBlock) return null;
  // Frames of a fixed size carry their own number, others that of their first sample.
  const isVariable = (bytes[at + 1]! & 1) === 1;
  return { firstSample: isVariable ? position : position * layout.largestBlock, blockSize, channelMode, bodyAt: next + 1 };
}

/**
 * Decodes the subframes of the frame whose header lies at `at` into `channels`, and returns the byte after the frame.
 * @throws DamagedFrame; OutOfBytes when `bytes` end inside the frame.
 */
export function decodeFrame(bytes: Uint8Array, at: number, header: FrameHeader, layout: FlacLayout, channels: readonly Int32Array[]): number {
  const { blockSize, channelMode } = header;
  const reader = new BitReader(bytes, header.bodyAt);
  for (let c = 0; c < channels.length; c++) {
    const isSide = (channelMode === 9 && c === 0) || ((channelMode === 8 || channelMode === 10) && c === 1);
    decodeSubframe(reader, layout.bitsPerSample + (isSide ? 1 : 0), channels[c]!, blockSize);
  }
  reader.align();
  const checkAt = reader.byteAt;
  const stated = reader.read(16);
  reader.check();
  if (crc16(bytes, at, checkAt) !== stated) throw new DamagedFrame("the checksum of a frame does not match");
  if (channelMode >= 8) undoStereo(channelMode, channels[0]!, channels[1]!, blockSize);
  return checkAt + 2;
}

function undoStereo(mode: number, first: Int32Array, second: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const a = first[i]!;
    const b = second[i]!;
    if (mode === 8) second[i] = a - b;
    else if (mode === 9) first[i] = a + b;
    else {
      const sum = (a << 1) | (b & 1);
      first[i] = (sum + b) >> 1;
      second[i] = (sum - b) >> 1;
    }
  }
}

function decodeSubframe(reader: BitReader, statedBits: number, out: Int32Array, count: number): void {
  if (reader.read(1) !== 0) throw new DamagedFrame("a subframe begins with a one");
  const kind = reader.read(6);
  const wasted = reader.read(1) === 1 ? reader.readUnary() + 1 : 0;
  const bits = statedBits - wasted;
  if (bits < 1) throw new DamagedFrame("a subframe has no bits left");
  if (kind === 0) out.fill(reader.readSigned(bits), 0, count);
  else if (kind === 1) readVerbatim(reader, bits, out, count);
  else if (kind >= 8 && kind <= 12) {
    readVerbatim(reader, bits, out, checkedOrder(kind - 8, count));
    readResidual(reader, kind - 8, out, count);
    undoFixed(kind - 8, out, count);
  } else if (kind >= 32) decodeLinear(reader, checkedOrder((kind & 31) + 1, count), bits, out, count);
  else throw new DamagedFrame(`subframes of kind ${kind} are reserved`);
  reader.check();
  if (wasted > 0) for (let i = 0; i < count; i++) out[i] = out[i]! << wasted;
}

function checkedOrder(order: number, count: number): number {
  if (order > count) throw new DamagedFrame("a predictor is longer than its block");
  return order;
}

function readVerbatim(reader: BitReader, bits: number, out: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) out[i] = reader.readSigned(bits);
  reader.check();
}

function readResidual(reader: BitReader, order: number, out: Int32Array, count: number): void {
  const method = reader.read(2);
  if (method > 1) throw new DamagedFrame(`residuals of method ${method} are reserved`);
  const partitionOrder = reader.read(4);
  const partitionSize = count >> partitionOrder;
  if (partitionSize << partitionOrder !== count || partitionSize < order) throw new DamagedFrame("the partitions do not fit the block");
  const parameterBits = method === 0 ? 4 : 5;
  for (let from = order, to = partitionSize; to <= count; from = to, to += partitionSize) {
    const parameter = reader.read(parameterBits);
    if (parameter < 2 ** parameterBits - 1) reader.readRice(parameter, out, from, to);
    else {
      const bits = reader.read(5);
      for (let i = from; i < to; i++) out[i] = reader.readSigned(bits);
      reader.check();
    }
  }
}

/** Polynomials of order 0 to 4 through the samples before. */
function undoFixed(order: number, out: Int32Array, count: number): void {
  if (order === 1) for (let i = 1; i < count; i++) out[i] = out[i]! + out[i - 1]!;
  else if (order === 2) for (let i = 2; i < count; i++) out[i] = out[i]! + 2 * out[i - 1]! - out[i - 2]!;
  else if (order === 3) for (let i = 3; i < count; i++) out[i] = out[i]! + 3 * (out[i - 1]! - out[i - 2]!) + out[i - 3]!;
  else if (order === 4) for (let i = 4; i < count; i++) out[i] = out[i]! + 4 * (out[i - 1]! + out[i - 3]!) - 6 * out[i - 2]! - out[i - 4]!;
}

function decodeLinear(reader: BitReader, order: number, bits: number, out: Int32Array, count: number): void {
  readVerbatim(reader, bits, out, order);
  const precision = reader.read(4) + 1;
  const shift = reader.readSigned(5);
  if (precision > 15 || shift < 0) throw new DamagedFrame("a predictor has a reserved precision or shift");
  const coefficients = Array.from({ length: order }, () => reader.readSigned(precision));
  readResidual(reader, order, out, count);
  // Where a sum may exceed 32 bits it is made in double precision, which is exact: 25 + 15 + 5 bits at most.
  if (bits + precision + Math.ceil(Math.log2(order)) <= 32) {
    for (let i = order; i < count; i++) {
      let sum = 0;
      for (let j = 0; j < order; j++) sum = (sum + Math.imul(coefficients[j]!, out[i - 1 - j]!)) | 0;
      out[i] = out[i]! + (sum >> shift);
    }
    return;
  }
  const scale = 2 ** -shift;
  for (let i = order; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum += coefficients[j]! * out[i - 1 - j]!;
    out[i] = out[i]! + Math.floor(sum * scale);
  }
}
