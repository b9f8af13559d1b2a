/** Identifiers made from the content: HL7 asks for them, and Kalium neither draws random numbers here nor keeps a register. */
import type { RecordingToWrite } from "../recordingToWrite.ts";

/** Gives the UUID (version 8, RFC 9562) of number `index` of this recording. */
export function contentUuid(recording: RecordingToWrite, samples: readonly Int32Array[]): (index: number) => string {
  // Four FNV-1a hashes with different beginnings; they name, they do not protect.
  const hashes = Uint32Array.of(0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35);
  const add = (value: number) => {
    for (let i = 0; i < 4; i++) hashes[i] = Math.imul(hashes[i]! ^ value, 0x01000193) ^ (hashes[i]! >>> 15);
  };
  for (const character of JSON.stringify([recording.id, recording.facts, recording.framesPerSecond, recording.annotations.length])) add(character.codePointAt(0)!);
  for (const own of samples) for (let i = 0; i < own.length; i++) add(own[i]!);
  return (index) => {
    const own = hashes.map((hash, at) => Math.imul(hash ^ (index + at), 0x01000193) ^ (hash >>> 13));
    const hex = Array.from(own, (hash) => hash.toString(16).padStart(8, "0")).join("");
    const variant = "89ab"[own[3]! & 3]!;
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}
