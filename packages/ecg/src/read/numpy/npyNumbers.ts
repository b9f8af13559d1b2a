/** Numbers of an NPY array by range, along any two of its axes, a block at a time. */
import { FormatError } from "../../errors.ts";
import type { RawSamples } from "../../open/openedRecording.ts";
import type { SourceFile } from "../sourceFile.ts";
import { npyTypeBytes, type NpyHeader, type NpyType } from "./npyHeader.ts";

/** A two-dimensional look at an array: number (lead, time) is at `first + lead × leadStride + time × timeStride`, counted in numbers. */
export interface NpyPlane {
  readonly first: number;
  readonly leadCount: number;
  readonly leadStride: number;
  readonly timeStride: number;
}

const BLOCK_BYTE_COUNT = 4 << 20;

/** IEEE 754 half precision. */
function halfToNumber(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size = exponent === 0 ? fraction * 2 ** -24 : exponent === 31 ? (fraction === 0 ? Infinity : NaN) : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -size : size;
}

function numberReader(view: DataView, type: NpyType, little: boolean): (at: number) => number {
  switch (type) {
    case "f2": return (at) => halfToNumber(view.getUint16(at, little));
    case "f4": return (at) => view.getFloat32(at, little);
    case "f8": return (at) => view.getFloat64(at, little);
    case "i1": return (at) => view.getInt8(at);
    case "i2": return (at) => view.getInt16(at, little);
    case "i4": return (at) => view.getInt32(at, little);
    case "i8": return (at) => Number(view.getBigInt64(at, little));
    case "u1": return (at) => view.getUint8(at);
    case "u2": return (at) => view.getUint16(at, little);
    case "u4": return (at) => view.getUint32(at, little);
  }
}

/**
 * Times `from` … `to` (exclusive) of every lead. Whole-number types come as Int32Array; where a value is beyond 32 bits, that
 * lead comes as Float64Array, exact to 53 bits.
 * @throws FormatError "truncated" when the file ends early; "unsupported" for whole numbers beyond 53 bits.
 */
export async function readPlane(file: SourceFile, header: NpyHeader, plane: NpyPlane, from: number, to: number): Promise<readonly RawSamples[]> {
  const { type, littleEndian, dataOffset } = header;
  const { first, leadCount, leadStride, timeStride } = plane;
  const width = npyTypeBytes(type);
  const isFloat = type[0] === "f";
  const outputs: RawSamples[] = Array.from({ length: leadCount }, () => (isFloat ? new Float64Array(to - from) : new Int32Array(to - from)));
  const together = leadStride < timeStride;
  // Leads that lie between each other are taken from one block, leads that lie apart from a block of their own.
  const leadGroups = together ? [outputs.map((_, lead) => lead)] : outputs.map((_, lead) => [lead]);
  const timesPerBlock = Math.max(1, Math.floor(BLOCK_BYTE_COUNT / (timeStride * width)));
  for (const leads of leadGroups) {
    for (let time = from; time < to; time += timesPerBlock) {
      const end = Math.min(to, time + timesPerBlock);
      const start = first + leads[0]! * leadStride + time * timeStride;
      const stop = start + (leads.length - 1) * leadStride + (end - 1 - time) * timeStride + 1;
      const bytes = await file.bytes(dataOffset + start * width, dataOffset + stop * width);
      if (bytes.length < (stop - start) * width) throw new FormatError("truncated", { file: file.path, byteOffset: dataOffset + start * width + bytes.length }, "the file ended while it was read", "Copy the file again from its source.");
      const read = numberReader(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), type, littleEndian);
      for (const lead of leads) {
        for (let t = time; t < end; t++) {
          const at = (lead - leads[0]!) * leadStride + (t - time) * timeStride;
          const value = read(at * width);
          if (!isFloat && value !== (value | 0) && outputs[lead] instanceof Int32Array) outputs[lead] = Float64Array.from(outputs[lead]!);
          if (!isFloat && !Number.isSafeInteger(value)) throw new FormatError("unsupported", { file: file.path, byteOffset: dataOffset + (start + at) * width }, "a whole number is too large to be kept exactly", "Save the array as int32 or float64.");
          outputs[lead]![t - from] = value;
        }
      }
    }
  }
  return outputs;
}
