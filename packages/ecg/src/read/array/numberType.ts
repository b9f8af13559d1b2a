/** How one number lies in a file, and how to take it out. Shared by the array formats (MATLAB, HDF5, Parquet). */
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
