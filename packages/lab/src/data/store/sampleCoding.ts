/** Raw samples in as few bytes as hold them exactly, little-endian. */
import type { RawSamples } from "@kalium/ecg";

export type SampleCoding = "int16" | "int32" | "float32" | "float64";

export const BYTES_PER_SAMPLE: Readonly<Record<SampleCoding, number>> = { int16: 2, int32: 4, float32: 4, float64: 8 };

/** The narrowest coding that gives every sample back as it was, and as the same kind of array. */
export function codingFor(samples: RawSamples): SampleCoding {
  if (samples instanceof Int32Array) {
    for (let i = 0; i < samples.length; i++) if (samples[i] !== (samples[i]! << 16) >> 16) return "int32";
    return "int16";
  }
  for (let i = 0; i < samples.length; i++) if (!Object.is(Math.fround(samples[i]!), samples[i])) return "float64";
  return "float32";
}

/** Samples `from` … `to` (exclusive) in bytes. Every machine that browsers run on is little-endian. */
export function encodeSamples(samples: RawSamples, coding: SampleCoding, from: number, to: number): Uint8Array<ArrayBuffer> {
  const part = samples.subarray(from, to);
  const coded = coding === "int16" ? new Int16Array(part) : coding === "int32" ? new Int32Array(part) : coding === "float32" ? new Float32Array(part) : new Float64Array(part);
  return new Uint8Array(coded.buffer);
}

/** Samples out of bytes, which are copied first because they may begin anywhere. */
export function decodeSamples(bytes: Uint8Array, coding: SampleCoding): RawSamples {
  const { buffer } = bytes.slice();
  switch (coding) {
    case "int16":
      return new Int32Array(new Int16Array(buffer));
    case "int32":
      return new Int32Array(buffer);
    case "float32":
      return new Float64Array(new Float32Array(buffer));
    case "float64":
      return new Float64Array(buffer);
    default:
      return coding satisfies never;
  }
}
