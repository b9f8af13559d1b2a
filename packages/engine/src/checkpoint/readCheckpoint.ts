import { EngineError } from "../engineError.ts";
import type { HostTensor, Weights } from "../executor.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { CheckpointError } from "./checkpointError.ts";
import { alignUp, ALIGNMENT_BYTES, isLittleEndian, MARK, OPTIMIZER_GROUP, otherGroup, PREFIX_BYTES, VERSION, WEIGHTS_GROUP } from "./checkpointFormat.ts";
import type { CheckpointHeader, TensorEntry } from "./checkpointFormat.ts";
import { crc32 } from "./crc32.ts";
import { fromExactJson } from "./exactJson.ts";

const START_AGAIN = "Take the checkpoint before it, or start the training anew.";

const damaged = (byteOffset: number, problem: string): CheckpointError => new CheckpointError("damaged", byteOffset, problem, START_AGAIN);

/** Checks the first 32 bytes and returns where the tensors begin. */
function readPrefix(file: Uint8Array): number {
  const marked = file.length >= MARK.length && MARK.every((byte, index) => file[index] === byte);
  if (!marked) throw new CheckpointError("not-a-checkpoint", 0, file.length === 0 ? "The file is empty" : "The file does not begin as a checkpoint does", "Choose a checkpoint that Kalium wrote.");
  if (file.length < PREFIX_BYTES) throw new CheckpointError("wrong-length", file.length, `The file ends within its first ${PREFIX_BYTES} bytes`, START_AGAIN);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint32(8, true);
  if (version !== VERSION && view.getUint32(28, true) === crc32(file.subarray(0, 28))) {
    throw new CheckpointError("other-version", 8, `The checkpoint has version ${version}; this Kalium reads version ${VERSION}`, "Continue it with the Kalium that wrote it, or start the training anew.");
  }
  if (view.getUint32(28, true) !== crc32(file.subarray(0, 28))) throw damaged(8, "The first 28 bytes do not give their check sum");
  const byteLength = view.getBigUint64(16, true);
  if (byteLength !== BigInt(file.length)) {
    throw new CheckpointError("wrong-length", Math.min(file.length, Number(byteLength)), `The file has ${file.length} bytes, ${byteLength} were written`, START_AGAIN);
  }
  const start = PREFIX_BYTES + view.getUint32(12, true);
  if (start > file.length || start % ALIGNMENT_BYTES !== 0) throw damaged(12, `A header that ends at byte ${start} does not fit a file of ${file.length}`);
  if (view.getUint32(24, true) !== crc32(file.subarray(PREFIX_BYTES, start))) throw damaged(PREFIX_BYTES, "The header does not give its check sum");
  return start;
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object" && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The header had the right check sum, so whoever wrote it meant it; this only keeps a foreign writer's mistake from doing harm. */
function readHeader(file: Uint8Array, start: number): CheckpointHeader {
  let header: unknown;
  try {
    header = fromExactJson(new TextDecoder("utf-8", { fatal: true }).decode(file.subarray(PREFIX_BYTES, start)));
  } catch (cause) {
    throw damaged(PREFIX_BYTES, `The header is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (!isRecord(header) || !isRecord(header.state) || !Array.isArray(header.tensors)) throw damaged(PREFIX_BYTES, "The header has no state and tensors");
  const { state, tensors } = header;
  if (typeof state.graphHash !== "string" || !isCount(state.stepCount) || typeof state.learningRate !== "number" || !isRecord(state.trainerOptions) || !Array.isArray(state.otherWeights)) {
    throw damaged(PREFIX_BYTES, "The state in the header is not whole");
  }
  for (const entry of tensors as unknown[]) {
    if (!isRecord(entry) || typeof entry.group !== "string" || typeof entry.name !== "string" || !Array.isArray(entry.shape) || !entry.shape.every(isCount) || !isCount(entry.offset) || !isCount(entry.crc32)) {
      throw damaged(PREFIX_BYTES, "A tensor in the header has no group, name, shape, offset and check sum");
    }
  }
  return header as unknown as CheckpointHeader;
}

/** Tensors in the order of the file, which they fill but for zeros. */
function readTensors(file: Uint8Array, start: number, entries: readonly TensorEntry[]): Map<string, Record<string, HostTensor>> {
  const groups = new Map<string, Record<string, HostTensor>>();
  let at = start;
  for (const { group, name, shape, offset, crc32: expected } of entries) {
    const title = `Tensor "${name}" of ${group}`;
    const begin = alignUp(at);
    const end = begin + 4 * shape.reduce((product, side) => product * side, 1);
    if (offset !== begin || end > file.length) throw damaged(PREFIX_BYTES, `${title} should be at bytes ${begin} to ${end} of ${file.length}, the header says ${offset}`);
    if (file.subarray(at, begin).some((byte) => byte !== 0)) throw damaged(at, `Between tensors, before ${title}, is something else than zeros`);
    const bytes = file.subarray(begin, end);
    if (crc32(bytes) !== expected) throw damaged(begin, `${title} does not give its check sum`);
    const data = bytes.byteOffset % 4 === 0 ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) : new Float32Array(bytes.slice().buffer);
    const tensors = groups.get(group) ?? {};
    tensors[name] = { shape, data };
    groups.set(group, tensors);
    at = end;
  }
  if (at !== file.length) throw damaged(at, `The tensors end at byte ${at}, the file at byte ${file.length}`);
  return groups;
}

/**
 * Reads a checkpoint and proves every byte of it. Its tensors are views of `file` where that starts at a multiple of four, so the file should not be
 * written to afterwards.
 * @param expected.graphHash of the network that is to continue, from `graphHash`
 * @throws {CheckpointError} for bytes that are not a whole checkpoint of this version and network
 */
export function readCheckpoint(file: Uint8Array, expected: { readonly graphHash?: string } = {}): Checkpoint {
  if (!isLittleEndian) throw new EngineError("executor-unavailable", "This machine orders the bytes of a number from the high end.", "Read checkpoints on another one.");
  const start = readPrefix(file);
  const { state, tensors } = readHeader(file, start);
  const { stepCount, otherWeights, ...rest } = state;
  if (expected.graphHash !== undefined && expected.graphHash !== state.graphHash) {
    throw new CheckpointError("other-graph", PREFIX_BYTES, `The checkpoint is of the network "${state.graphName}" (${state.graphHash.slice(0, 12)}…), not of ${expected.graphHash.slice(0, 12)}…`, "Build the network as it was when the training began, or start anew.");
  }
  const groups = readTensors(file, start, tensors);
  const group = (name: string): Weights => groups.get(name) ?? {};
  return {
    ...rest,
    weights: group(WEIGHTS_GROUP),
    optimizer: { stepCount, slots: group(OPTIMIZER_GROUP) },
    otherWeights: Object.fromEntries(otherWeights.map((name) => [name, group(otherGroup(name))])),
  };
}
