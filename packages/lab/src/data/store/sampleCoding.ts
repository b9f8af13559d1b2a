/** Raw samples in as few bytes as hold them exactly, little-endian. */
import type { RawSamples } from "@kalium/ecg";

export type SampleCoding = "int16" | "int32" | "float32" | "float64";

export const BYTES_PER_SAMPLE: Readonly<Record<SampleCoding, number>> = { int16: 2, int32: 4, float32: 4, float64: 8 };

/** The narrowest coding that gives every sample back as it was, and as the same kind of array. */
export function codingFor(samples: RawSamples): SampleCoding {
  if (samples instanceof Int32Array) {
    for (const value of samples) if (value !== (value << 16) >> 16) return "int32";
    return "int16";
  }
  for (const value of samples) if (!Object.is(Math.fround(value), value)) return "float64";
  return "float32";
}

/** Samples `from` … `to` (exclusive) in bytes. Every machine that browsers run on is little-endian. */
export function encodeSamples(samples: RawSamples, coding: SampleCoding, from: number, to: number): Uint8Array<ArrayBuffer> {
  const part = samples.subarray(from, to);
  const coded = coding === "int16" ? Int16Array.from(part) : coding === "int32" ? Int32Array.from(part) : coding === "float32" ? Float32Array.from(part) : Float64Array.from(part);
  return new Uint8Array(coded.buffer);
}

/** Samples out of bytes, which are copied first because they may begin anywhere. */
export function decodeSamples(bytes: Uint8Array, coding: SampleCoding): RawSamples {
  const { buffer } = bytes.slice();
  switch (coding) {
    case "int16":
      return Int32Array.from(new Int16Array(buffer));
    case "int32":
      return new Int32Array(buffer);
    case "float32":
      return Float64Array.from(new Float32Array(buffer));
    case "float64":
      return new Float64Array(buffer);
    default:
      return coding satisfies never;
  }
}
