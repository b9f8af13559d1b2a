/** Thrift's compact protocol, as far as Parquet's footer and page headers use it: structs as maps from field number to value. */
import { FormatError } from "../../errors.ts";

export type ThriftValue = number | boolean | Uint8Array | ThriftStruct | readonly ThriftValue[];
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

const MOST_DEPTH = 16;
const [STOP, TRUE, FALSE, I8, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Bytes being decoded, with the place of the first one in the file. */
export interface ByteSource {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly from: number;
}

export function damaged(source: Pick<ByteSource, "path" | "from">, at: number, reason: string): FormatError {
  return new FormatError("malformed", { file: source.path, byteOffset: source.from + at }, reason, "Copy the file again from its source; if it stays so, write it again with another program.");
}

/** Unsigned variable-length integer; exact up to 2^53, beyond it only large. Returns the value and the offset after it. */
export function readVarint(source: ByteSource, at: number): readonly [number, number] {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = source.bytes[at++];
    if (byte === undefined) throw damaged(source, at, "a number is cut off");
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return [value, at];
  }
  throw damaged(source, at, "a number without end");
}

/** Decodes one struct. Returns it and the offset after it. @throws FormatError "malformed". */
export function readThriftStruct(source: ByteSource, from = 0): readonly [ThriftStruct, number] {
  const { bytes } = source;
  let at = from;
  const zigzag = (): number => {
    const [value, next] = readVarint(source, at);
    at = next;
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  const take = (count: number): Uint8Array => {
    if (count > bytes.length - at) throw damaged(source, at, `${count} bytes are declared, ${bytes.length - at} are there`);
    return bytes.subarray(at, (at += count));
  };
  const byte = (): number => take(1)[0]!;
  const value = (type: number, depth: number): ThriftValue => {
    if (depth > MOST_DEPTH) throw damaged(source, at, `structures are nested more than ${MOST_DEPTH} deep`);
    switch (type) {
      case TRUE:
      case FALSE:
        return type === TRUE;
      case I8:
        return (byte() << 24) >> 24;
      case I16:
      case I32:
      case I64:
        return zigzag();
      case DOUBLE: {
        const raw = take(8);
        return new DataView(raw.buffer, raw.byteOffset, 8).getFloat64(0, true);
      }
      case BINARY: {
        const [count, next] = readVarint(source, at);
        at = next;
        return take(count);
      }
      case LIST:
      case SET: {
        const head = byte();
        let count = head >> 4;
        if (count === 15) [count, at] = readVarint(source, at);
        // Every element takes a byte at least, so a longer list cannot be.
        if (count > bytes.length - at) throw damaged(source, at, `a list of ${count} elements`);
        const list: ThriftValue[] = [];
        for (let i = 0; i < count; i++) list.push((head & 15) <= FALSE ? byte() === TRUE : value(head & 15, depth + 1));
        return list;
      }
      case MAP: {
        const [count, next] = readVarint(source, at);
        at = next;
        if (count > bytes.length - at) throw damaged(source, at, `a map of ${count} entries`);
        const types = count === 0 ? 0 : byte();
        for (let i = 0; i < count; i++) {
          value(types >> 4, depth + 1);
          value(types & 15, depth + 1);
        }
        return [];
      }
      case STRUCT:
        return struct(depth + 1);
      default:
        throw damaged(source, at, `an unknown kind of value ${type}`);
    }
  };
  const struct = (depth: number): ThriftStruct => {
    const fields = new Map<number, ThriftValue>();
    for (let field = 0; ; ) {
      const head = byte();
      if ((head & 15) === STOP) return fields;
      field = head >> 4 === 0 ? zigzag() : field + (head >> 4);
      fields.set(field, value(head & 15, depth));
    }
  };
  const result = struct(0);
  return [result, at];
}

/** A whole number of a struct, or `missing`. */
export function numberField(fields: ThriftStruct, id: number, missing = 0): number {
  const value = fields.get(id);
  return typeof value === "number" ? value : missing;
}

export function textField(fields: ThriftStruct, id: number): string {
  const value = fields.get(id);
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : "";
}

export function structField(fields: ThriftStruct, id: number): ThriftStruct | null {
  const value = fields.get(id);
  return value instanceof Map ? (value as ThriftStruct) : null;
}

/** Structs of a list field. */
export function structsField(fields: ThriftStruct, id: number): readonly ThriftStruct[] {
  const value = fields.get(id);
  return Array.isArray(value) ? value.filter((item): item is ThriftStruct => item instanceof Map) : [];
}
