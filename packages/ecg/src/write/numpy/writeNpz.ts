/**
 * Writes a recording as an NPZ file: the array `signals` (leads × samples; int32 counts, or float64 where the raw samples are),
 * or `signal_0`, `signal_1`, … where lengths or types differ, and `kalium`, the facts as JSON. `numpy.load` opens it as it is.
 */
import type { RawSamples } from "../../open/openedRecording.ts";
import { KALIUM_ARRAY, type KaliumArrays } from "../../read/numpy/kaliumArrays.ts";
import { zipToBytes, type FileToZip } from "../../read/zip/writeZip.ts";
import type { RecordingToWrite, WrittenFile } from "../recordingToWrite.ts";

/** An NPY 1.0 file; the header is padded so that the numbers start at a multiple of 64 bytes, as numpy does. */
export function npyBytes(type: "|u1" | "<i4" | "<f8", shape: readonly number[], numbers: readonly (Uint8Array | RawSamples)[]): Uint8Array {
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const headerLength = Math.ceil((dictionary.length + 11) / 64) * 64;
  const bytes = new Uint8Array(headerLength + numbers.reduce((sum, part) => sum + part.byteLength, 0));
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (headerLength - 10) & 255, (headerLength - 10) >> 8]);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(headerLength - 11)}\n`), 10);
  let at = headerLength;
  for (const part of numbers) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** One file, `<id>.npz`. */
export async function writeNpz(recording: RecordingToWrite): Promise<readonly WrittenFile[]> {
  const { signals } = recording;
  const [first] = signals;
  if (first === undefined) throw new RangeError("a recording without signals cannot be written");
  const typeOf = (samples: RawSamples): "<i4" | "<f8" => (samples instanceof Int32Array ? "<i4" : "<f8");
  const isTable = signals.every(({ samples }) => typeOf(samples) === typeOf(first.samples) && samples.length === first.samples.length);
  const facts: KaliumArrays = {
    version: 1,
    id: recording.id,
    framesPerSecond: recording.framesPerSecond,
    frameCount: recording.frameCount,
    signals: signals.map(({ samples: _samples, ...signal }, index) => ({ ...signal, array: isTable ? "signals" : `signal_${index}`, row: isTable ? index : 0 })),
    annotationRateHz: recording.annotationRateHz,
    annotations: recording.annotations,
    facts: recording.facts,
  };
  const json = new TextEncoder().encode(JSON.stringify(facts));
  const arrays: FileToZip[] = isTable
    ? [{ name: "signals.npy", bytes: npyBytes(typeOf(first.samples), [signals.length, first.samples.length], signals.map(({ samples }) => samples)) }]
    : signals.map(({ samples }, index) => ({ name: `signal_${index}.npy`, bytes: npyBytes(typeOf(samples), [samples.length], [samples]) }));
  return [{ name: `${recording.id}.npz`, bytes: await zipToBytes([{ name: `${KALIUM_ARRAY}.npy`, bytes: npyBytes("|u1", [json.length], [json]) }, ...arrays]) }];
}
