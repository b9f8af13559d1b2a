/** How one number lies in a file, and how to take it out. Shared by the array formats (MATLAB, HDF5, Parquet). */
import { viewOf } from "./byteWindow.ts";
import { FormatError, type FormatErrorPlace } from "../../errors.ts";

export interface NumberType {
  readonly kind: "signed" | "unsigned" | "float";
  /** Bytes of one number: 1, 2, 4 or 8 for integers, 2, 4 or 8 for floating point. */
  readonly byteCount: number;
  readonly littleEndian: boolean;
}

/** True when every value of the type is an exact signed 32-bit integer. */
export function fitsInt32({ kind, byteCount }: NumberType): boolean {
  return kind === "signed" ? byteCount <= 4 : kind === "unsigned" && byteCount <= 2;
}

/** Reads one number at a byte offset. 64-bit integers beyond ±2^53 come out as the unsafe integers they round to: see {@link requireExact}. */
export function numberGetter({ kind, byteCount, littleEndian }: NumberType): (view: DataView, at: number) => number {
  if (kind === "float") {
    if (byteCount === 2) return (view, at) => halfToNumber(view.getUint16(at, littleEndian));
    return byteCount === 4 ? (view, at) => view.getFloat32(at, littleEndian) : (view, at) => view.getFloat64(at, littleEndian);
  }
  const signed = kind === "signed";
  switch (byteCount) {
    case 1:
      return signed ? (view, at) => view.getInt8(at) : (view, at) => view.getUint8(at);
    case 2:
      return signed ? (view, at) => view.getInt16(at, littleEndian) : (view, at) => view.getUint16(at, littleEndian);
    case 4:
      return signed ? (view, at) => view.getInt32(at, littleEndian) : (view, at) => view.getUint32(at, littleEndian);
    default: {
      const high = littleEndian ? 4 : 0;
      return signed
        ? (view, at) => view.getInt32(at + high, littleEndian) * 2 ** 32 + view.getUint32(at + 4 - high, littleEndian)
        : (view, at) => view.getUint32(at + high, littleEndian) * 2 ** 32 + view.getUint32(at + 4 - high, littleEndian);
    }
  }
}

/** A value to be shown or compared rather than computed with: integers that a double would round come as their digits. */
export function exactValue(view: DataView, at: number, type: NumberType): number | string {
  const value = numberGetter(type)(view, at);
  if (type.kind === "float" || type.byteCount < 8 || Number.isSafeInteger(value)) return value;
  return String(type.kind === "signed" ? view.getBigInt64(at, type.littleEndian) : view.getBigUint64(at, type.littleEndian));
}

/** Types of which a typed array is the same bytes; every platform with a browser keeps numbers little-endian. */
const TYPED_ARRAYS = {
  signed1: Int8Array, signed2: Int16Array, signed4: Int32Array, unsigned1: Uint8Array, unsigned2: Uint16Array, unsigned4: Uint32Array, float4: Float32Array, float8: Float64Array,
} as const;

/**
 * All numbers in a run of bytes, each in an element of `elementBytes` bytes at `memberOffset`. Shares memory with `bytes` where
 * the type and its place allow it.
 */
export function numbersIn(bytes: Uint8Array, type: NumberType, elementBytes = type.byteCount, memberOffset = 0): ArrayLike<number> {
  const count = Math.floor(bytes.length / elementBytes);
  const key = `${type.kind}${type.byteCount}`;
  if (elementBytes !== type.byteCount || !Object.hasOwn(TYPED_ARRAYS, key)) {
    const get = numberGetter(type);
    const view = viewOf(bytes);
    const out = new Float64Array(count);
    for (let i = 0, at = memberOffset; i < count; i++, at += elementBytes) out[i] = get(view, at);
    return out;
  }
  let own = bytes;
  if (!type.littleEndian && type.byteCount > 1) {
    own = new Uint8Array(bytes.length);
    const last = type.byteCount - 1;
    for (let at = 0; at + last < own.length; at += type.byteCount) for (let k = 0; k <= last; k++) own[at + k] = bytes[at + last - k]!;
  } else if (bytes.byteOffset % type.byteCount !== 0) own = bytes.slice();
  return new TYPED_ARRAYS[key as keyof typeof TYPED_ARRAYS](own.buffer as ArrayBuffer, own.byteOffset, count);
}

/** Refuses 64-bit integers that a double cannot hold exactly. */
export function requireExact({ kind, byteCount }: NumberType, values: ArrayLike<number>, place: FormatErrorPlace): void {
  if (kind === "float" || byteCount < 8) return;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isSafeInteger(values[i])) throw new FormatError("unsupported", place, "an integer is too large to be read exactly", "Store the signal as 16- or 32-bit integers.");
  }
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
