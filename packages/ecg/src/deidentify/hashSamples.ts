/** Hashes by which a signal is shown to be the same before and after the gate, and in another program. */
import type { RawSamples } from "../open/openedRecording.ts";

/** How the samples were laid out for the hash. */
export type SampleHashLayout = "int32-le" | "float64-le";

/** A hash and what it is over. */
export interface SampleHash {
  readonly sha256: string;
  readonly layout: SampleHashLayout;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * SHA-256 of the raw samples as int32 little-endian; of float64 little-endian where the format holds no whole numbers (every
 * NaN then has the one bit pattern 7ff8…0).
 */
export async function hashSamples(samples: RawSamples): Promise<SampleHash> {
  return { sha256: await sha256Hex(sampleBytes(samples)), layout: samples instanceof Int32Array ? "int32-le" : "float64-le" };
}

/** SHA-256 of bytes, in hexadecimal. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes that {@link hashSamples} hashes; for hashing stretch by stretch. */
export function sampleBytes(samples: RawSamples): Uint8Array<ArrayBuffer> {
  const hasNaN = samples instanceof Float64Array && samples.some(Number.isNaN);
  if (isLittleEndian && !hasNaN && samples.buffer instanceof ArrayBuffer) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const bytes = new Uint8Array(samples.byteLength);
  const view = new DataView(bytes.buffer);
  if (samples instanceof Int32Array) samples.forEach((value, i) => view.setInt32(4 * i, value, true));
  else samples.forEach((value, i) => (Number.isNaN(value) ? view.setUint32(8 * i + 4, 0x7ff80000, true) : view.setFloat64(8 * i, value, true)));
  return bytes;
}
