/** Numbers of an NPY array by range, along any two of its axes, a block at a time. */
import { FormatError } from "../../errors.ts";
import type { RawSamples } from "../../open/openedRecording.ts";
import { viewOf } from "../array/byteWindow.ts";
import { numberGetter } from "../array/numberType.ts";
import { readExactly } from "../exactBytes.ts";
import type { SourceFile } from "../sourceFile.ts";
import { npyTypeBytes, type NpyHeader } from "./npyHeader.ts";

/** A two-dimensional look at an array: number (lead, time) is at `first + lead × leadStride + time × timeStride`, counted in numbers. */
export interface NpyPlane {
  readonly first: number;
  readonly leadCount: number;
  readonly leadStride: number;
  readonly timeStride: number;
}

const BLOCK_BYTE_COUNT = 4 << 20;

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
  const read = numberGetter({ kind: isFloat ? "float" : type[0] === "i" ? "signed" : "unsigned", byteCount: width, littleEndian });
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
      const bytes = await readExactly(file, dataOffset + start * width, dataOffset + stop * width);
      const view = viewOf(bytes);
      for (const lead of leads) {
        for (let t = time; t < end; t++) {
          const at = (lead - leads[0]!) * leadStride + (t - time) * timeStride;
          const value = read(view, at * width);
          if (!isFloat && value !== (value | 0) && outputs[lead] instanceof Int32Array) outputs[lead] = Float64Array.from(outputs[lead]!);
          if (!isFloat && !Number.isSafeInteger(value)) throw new FormatError("unsupported", { file: file.path, byteOffset: dataOffset + (start + at) * width }, "a whole number is too large to be kept exactly", "Save the array as int32 or float64.");
          outputs[lead]![t - from] = value;
        }
      }
    }
  }
  return outputs;
}
