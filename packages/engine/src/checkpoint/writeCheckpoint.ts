import { EngineError } from "../engineError.ts";
import type { HostTensor } from "../executor.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { alignUp, isLittleEndian, MARK, OPTIMIZER_GROUP, otherGroup, PREFIX_BYTES, VERSION, WEIGHTS_GROUP } from "./checkpointFormat.ts";
import type { CheckpointHeader, CheckpointState, TensorEntry } from "./checkpointFormat.ts";
import { crc32 } from "./crc32.ts";
import { toExactJson } from "./exactJson.ts";

/** A tensor with its place, counted from the first tensor. */
interface PlacedTensor {
  readonly entry: TensorEntry;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function placeTensors(checkpoint: Checkpoint): PlacedTensor[] {
  const groups: [string, Readonly<Record<string, HostTensor>>][] = [
    [WEIGHTS_GROUP, checkpoint.weights],
    [OPTIMIZER_GROUP, checkpoint.optimizer.slots],
    ...Object.entries(checkpoint.otherWeights).map(([name, weights]): [string, Readonly<Record<string, HostTensor>>] => [otherGroup(name), weights]),
  ];
  const placed: PlacedTensor[] = [];
  let offset = 0;
  for (const [group, tensors] of groups) {
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      if (shape.reduce((product, side) => product * side, 1) !== data.length) {
        throw new EngineError("weights-mismatch", `Tensor "${name}" of ${group} is [${shape.join(", ")}] with ${data.length} values.`, "Give as many values as its shape has.");
      }
      const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
      placed.push({ entry: { group, name, shape, offset, crc32: crc32(bytes) }, bytes });
      offset = alignUp(offset + bytes.length);
    }
  }
  return placed;
}

/** The header as bytes; its own length moves the tensors, which moves the digits of their offsets, so lengths are tried until they agree. */
function encodeHeader(state: CheckpointState, placed: readonly PlacedTensor[]): Uint8Array<ArrayBuffer> {
  for (let length = 0; ; ) {
    const tensors = placed.map(({ entry }) => ({ ...entry, offset: entry.offset + PREFIX_BYTES + length }));
    const text = new TextEncoder().encode(toExactJson({ state, tensors } satisfies CheckpointHeader, "checkpoint"));
    if (alignUp(text.length) <= length) {
      const header = new Uint8Array(length).fill(0x20);
      header.set(text);
      return header;
    }
    length = alignUp(text.length);
  }
}

function encodePrefix(header: Uint8Array, byteLength: number): Uint8Array<ArrayBuffer> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  const view = new DataView(prefix.buffer);
  prefix.set(MARK);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, header.length, true);
  view.setBigUint64(16, BigInt(byteLength), true);
  view.setUint32(24, crc32(header), true);
  view.setUint32(28, crc32(prefix.subarray(0, 28)), true);
  return prefix;
}

/**
 * The file in pieces, to be written one after the other; tensors are views of the numbers that were given, so nothing large is copied.
 * @throws {EngineError} `bad-input` for notes or schedule that JSON cannot hold, `weights-mismatch` for a tensor that is not of its shape
 */
export function checkpointPieces(checkpoint: Checkpoint): Uint8Array<ArrayBuffer>[] {
  if (!isLittleEndian) throw new EngineError("executor-unavailable", "This machine orders the bytes of a number from the high end.", "Write checkpoints on another one.");
  const { weights: _weights, optimizer, otherWeights, ...rest } = checkpoint;
  const placed = placeTensors(checkpoint);
  const header = encodeHeader({ ...rest, stepCount: optimizer.stepCount, otherWeights: Object.keys(otherWeights) }, placed);
  const pieces: Uint8Array<ArrayBuffer>[] = [header];
  let at = 0;
  for (const { entry, bytes } of placed) {
    if (entry.offset > at) pieces.push(new Uint8Array(entry.offset - at));
    pieces.push(bytes);
    at = entry.offset + bytes.length;
  }
  return [encodePrefix(header, PREFIX_BYTES + header.length + at), ...pieces];
}

/** The file as one array; the same checkpoint gives the same bytes. Errors as `checkpointPieces`. */
export function writeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const pieces = checkpointPieces(checkpoint);
  const file = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    file.set(piece, at);
    at += piece.length;
  }
  return file;
}
