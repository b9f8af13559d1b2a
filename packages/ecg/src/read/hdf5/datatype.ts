/** HDF5 datatypes, as far as signals, facts and their containers need them. */
import type { NumberType } from "../array/numberType.ts";
import { malformed, type Cursor } from "./hdf5File.ts";

export type Datatype = { readonly byteCount: number } & (
  | { readonly kind: "number"; readonly number: NumberType; readonly labels: ReadonlyMap<number, string> | null }
  | { readonly kind: "text"; readonly isVariable: boolean }
  | { readonly kind: "reference" }
  | { readonly kind: "compound"; readonly members: readonly { readonly name: string; readonly offset: number; readonly type: Datatype }[] }
  | { readonly kind: "other"; readonly description: string }
);

const MOST_DEPTH = 8;
/** Exponent and mantissa bits of the IEEE 754 types, by size. */
const IEEE: Readonly<Record<number, readonly [number, number]>> = { 2: [5, 10], 4: [8, 23], 8: [11, 52] };

/** @throws FormatError "malformed". */
export function readDatatype(cursor: Cursor, depth = 0): Datatype {
  if (depth > MOST_DEPTH) throw malformed(cursor.file, cursor.base + cursor.at, `datatypes are nested more than ${MOST_DEPTH} deep`);
  const start = cursor.at;
  const first = cursor.u8();
  const [typeClass, version] = [first & 15, first >> 4];
  const bits = cursor.uint(3);
  const byteCount = cursor.u32();
  const other = (description: string): Datatype => ({ kind: "other", byteCount, description });
  if (byteCount === 0) throw malformed(cursor.file, cursor.base + start, "a datatype of 0 bytes");
  switch (typeClass) {
    case 0: {
      const bitOffset = cursor.u16();
      const precision = cursor.u16();
      if (bitOffset !== 0 || precision !== byteCount * 8 || ![1, 2, 4, 8].includes(byteCount)) return other(`integers of ${precision} bits in ${byteCount} bytes`);
      return { kind: "number", byteCount, number: { kind: bits & 8 ? "signed" : "unsigned", byteCount, littleEndian: (bits & 1) === 0 }, labels: null };
    }
    case 1: {
      cursor.skip(5);
      const exponentBits = cursor.u8();
      cursor.skip(1);
      const mantissaBits = cursor.u8();
      cursor.skip(4);
      const ieee = Object.hasOwn(IEEE, byteCount) ? IEEE[byteCount]! : [0, 0];
      if (exponentBits !== ieee[0] || mantissaBits !== ieee[1] || (bits & 0x40) !== 0) return other(`floating point of ${byteCount} bytes with ${mantissaBits} bits of mantissa`);
      return { kind: "number", byteCount, number: { kind: "float", byteCount, littleEndian: (bits & 1) === 0 }, labels: null };
    }
    case 3:
      return { kind: "text", byteCount, isVariable: false };
    case 6:
      return readCompound(cursor, version, bits & 0xffff, byteCount, depth);
    case 7:
      return byteCount === cursor.file.offsetBytes && (bits & 15) === 0 ? { kind: "reference", byteCount } : other("region references");
    case 8: {
      const base = readDatatype(cursor, depth + 1);
      const names = Array.from({ length: Math.min(bits & 0xffff, cursor.left) }, () => memberName(cursor, version));
      if (base.kind !== "number") return other("an enumeration of no integers");
      const labels = new Map<number, string>();
      for (const name of names) labels.set(cursor.uint(base.byteCount), name);
      return { kind: "number", byteCount, number: base.number, labels };
    }
    case 9:
      readDatatype(cursor, depth + 1);
      return (bits & 15) === 1 ? { kind: "text", byteCount, isVariable: true } : other("lists of variable length");
    case 10: {
      const rank = cursor.u8();
      cursor.skip((version < 3 ? 3 : 0) + rank * (version < 3 ? 8 : 4));
      readDatatype(cursor, depth + 1);
      return other("arrays as elements");
    }
    default:
      if (typeClass === 2 || typeClass === 4) cursor.skip(typeClass === 2 ? 2 : 4);
      else if (typeClass === 5) cursor.skip(bits & 0xff);
      else throw malformed(cursor.file, cursor.base + start, `an unknown datatype class ${typeClass}`);
      return other(["", "", "time", "", "bit fields", "opaque bytes"][typeClass]!);
  }
}

/** Name of a member; up to version 2 padded to a multiple of eight bytes. */
function memberName(cursor: Cursor, version: number): string {
  const start = cursor.at;
  const name = cursor.text();
  if (version < 3) cursor.skip((8 - ((cursor.at - start) % 8)) % 8);
  return name;
}

function readCompound(cursor: Cursor, version: number, count: number, byteCount: number, depth: number): Datatype {
  const members: { name: string; offset: number; type: Datatype }[] = [];
  for (let i = 0; i < count; i++) {
    const name = memberName(cursor, version);
    const offset = version < 3 ? cursor.u32() : cursor.uint(byteCount < 256 ? 1 : byteCount < 65_536 ? 2 : byteCount < 2 ** 24 ? 3 : 4);
    let rank = 0;
    if (version === 1) {
      rank = cursor.u8();
      cursor.skip(27);
    }
    const type = readDatatype(cursor, depth + 1);
    if (offset + type.byteCount > byteCount) throw malformed(cursor.file, cursor.base + cursor.at, `the member ${name} lies outside its record`);
    members.push({ name, offset, type: rank === 0 ? type : { kind: "other", byteCount: type.byteCount, description: "arrays as members" } });
  }
  return { kind: "compound", byteCount, members };
}
