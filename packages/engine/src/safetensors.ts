/**
 * Weights in the safetensors format: an 8-byte little-endian header length, a JSON header, then the raw numbers. Nothing
 * in such a file is executed. Only F32 is read and written.
 */
import { EngineError } from "./engineError.ts";
import type { HostTensor, Weights } from "./executor.ts";

/** The format's own limit on the header, in bytes. */
const HEADER_LIMIT_BYTES = 100_000_000;

const refuse = (problem: string): EngineError => new EngineError("bad-file", `Not a readable safetensors file: ${problem}`, "Choose a file that Kalium or the safetensors library wrote, with float32 tensors.");

const isLengthList = (value: unknown): value is number[] => Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);

/** Writes weights and text metadata. Tensors keep the order of `weights`. */
export function writeSafetensors(weights: Weights, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let offset = 0;
  for (const [name, tensor] of Object.entries(weights)) {
    if (name === "__metadata__") throw new EngineError("bad-input", 'A tensor is named "__metadata__".', "Rename it: the format reserves this name.");
    header[name] = { dtype: "F32", shape: tensor.shape, data_offsets: [offset, offset + 4 * tensor.data.length] };
    offset += 4 * tensor.data.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(json, 8);
  let position = 8 + headerLength;
  for (const tensor of Object.values(weights)) {
    for (const value of tensor.data) {
      view.setFloat32(position, value, true);
      position += 4;
    }
  }
  return bytes;
}

/**
 * Reads a safetensors file. Every length is checked against the bytes present before it is used: the tensors must fill the
 * data part without gap or overlap.
 * @throws {EngineError} `bad-file`
 */
export function readSafetensors(bytes: Uint8Array): { readonly weights: Weights; readonly metadata: Readonly<Record<string, string>> } {
  if (bytes.length < 8) throw refuse(`it has ${bytes.length} bytes, fewer than the header length field.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(HEADER_LIMIT_BYTES)) throw refuse(`byte 0 announces a header of ${headerLength} bytes, above the limit of ${HEADER_LIMIT_BYTES}.`);
  const dataStart = 8 + Number(headerLength);
  if (dataStart > bytes.length) throw refuse(`byte 0 announces a header of ${headerLength} bytes, but only ${bytes.length - 8} follow.`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, dataStart)));
  } catch {
    throw refuse("the header from byte 8 is not JSON.");
  }
  if (header === null || typeof header !== "object" || Array.isArray(header)) throw refuse("the header from byte 8 is not a JSON object.");

  const metadata: Record<string, string> = {};
  const entries: { name: string; shape: number[]; begin: number; end: number }[] = [];
  for (const [name, value] of Object.entries(header as Record<string, unknown>)) {
    if (value === null || typeof value !== "object") throw refuse(`header entry "${name}" is not an object.`);
    if (name === "__metadata__") {
      for (const [key, text] of Object.entries(value)) {
        if (typeof text !== "string") throw refuse(`metadata "${key}" is not text.`);
        metadata[key] = text;
      }
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
    if (dtype !== "F32") throw refuse(`tensor "${name}" has the type ${String(dtype)}, not F32.`);
    if (!isLengthList(shape) || !isLengthList(offsets) || offsets.length !== 2) throw refuse(`tensor "${name}" has no valid shape and data_offsets.`);
    const [begin, end] = offsets;
    const size = shape.reduce((product, side) => product * side, 1);
    if (end - begin !== 4 * size) throw refuse(`tensor "${name}" of shape [${shape.join(", ")}] needs ${4 * size} bytes, its offsets span ${end - begin}.`);
    if (dataStart + end > bytes.length) throw refuse(`tensor "${name}" ends at byte ${dataStart + end}, the file at byte ${bytes.length}.`);
    entries.push({ name, shape, begin, end });
  }
  let filled = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== filled) throw refuse(`tensor "${name}" begins at data byte ${begin}, expected ${filled}: a gap or an overlap.`);
    filled = end;
  }
  if (dataStart + filled !== bytes.length) throw refuse(`the tensors end at byte ${dataStart + filled}, the file at byte ${bytes.length}.`);

  const weights: Record<string, HostTensor> = {};
  for (const { name, shape, begin, end } of entries) {
    const data = new Float32Array((end - begin) / 4);
    for (let index = 0; index < data.length; index++) data[index] = view.getFloat32(dataStart + begin + 4 * index, true);
    weights[name] = { shape, data };
  }
  return { weights, metadata };
}
