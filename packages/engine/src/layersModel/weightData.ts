/** Weights of a LayersModel: float32, or the converter's float16, uint8 and uint16 forms. */
import type { HostTensor } from "../executor.ts";
import { LayersModelError } from "./layersModelError.ts";
import type { WeightEntry, WeightGroup } from "./modelJson.ts";

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** IEEE 754 half precision. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function decode({ name, shape, dtype, quantization }: WeightEntry, bytes: DataView): Float32Array {
  const stored = quantization?.dtype ?? dtype;
  const { scale = 1, min = 0 } = quantization ?? {};
  const at = (index: number): number => {
    switch (stored) {
      case "float32": return bytes.getFloat32(index * 4, true);
      case "int32": return bytes.getInt32(index * 4, true);
      case "float16": return halfToNumber(bytes.getUint16(index * 2, true));
      case "uint16": return bytes.getUint16(index * 2, true) * scale + min;
      case "uint8": return bytes.getUint8(index) * scale + min;
      case "bool": return bytes.getUint8(index);
      default: throw new LayersModelError("bad-file", name, `its values are stored as "${stored}".`, "Save the model in float32.");
    }
  };
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => at(index));
}

function joined(group: WeightGroup, files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const parts = group.paths.map((path) => {
    const base = path.split("/").at(-1)!;
    const found = files[path] ?? Object.entries(files).find(([name]) => name.split("/").at(-1) === base)?.[1];
    if (!found) throw new LayersModelError("bad-file", null, `the weight file "${path}" is missing.`, "Choose it together with model.json.");
    return found;
  });
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Tensors by their name in the manifest. @throws {LayersModelError} `bad-file` */
export function readWeightData(manifest: readonly WeightGroup[], files: Readonly<Record<string, Uint8Array>>): ReadonlyMap<string, HostTensor> {
  const tensors = new Map<string, HostTensor>();
  for (const group of manifest) {
    const bytes = joined(group, files);
    let offset = 0;
    for (const entry of group.weights) {
      const width = BYTES[entry.quantization?.dtype ?? entry.dtype];
      if (width === undefined) throw new LayersModelError("bad-file", entry.name, `its values are stored as "${entry.quantization?.dtype ?? entry.dtype}".`, "Save the model in float32.");
      const length = sizeOf(entry.shape) * width;
      if (offset + length > bytes.length) throw new LayersModelError("bad-file", entry.name, `the weight files end after ${bytes.length} bytes, and it needs those up to ${offset + length}.`, "Fetch the files again; one is cut short or belongs to another model.");
      tensors.set(entry.name, { shape: entry.shape, data: decode(entry, new DataView(bytes.buffer, bytes.byteOffset + offset, length)) });
      offset += length;
    }
    if (offset !== bytes.length) throw new LayersModelError("bad-file", null, `the weight files hold ${bytes.length} bytes and model.json speaks of ${offset}.`, "Choose files of one and the same model.");
  }
  return tensors;
}

/** The tensors one after the other as little-endian float32, with their entries. */
export function packWeights(tensors: readonly { readonly name: string; readonly tensor: HostTensor }[]): { readonly entries: readonly WeightEntry[]; readonly bytes: Uint8Array<ArrayBuffer> } {
  const bytes = new Uint8Array(tensors.reduce((sum, { tensor }) => sum + 4 * tensor.data.length, 0));
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const entries = tensors.map(({ name, tensor }): WeightEntry => {
    tensor.data.forEach((value, index) => view.setFloat32(offset + 4 * index, value, true));
    offset += 4 * tensor.data.length;
    return { name, shape: tensor.shape, dtype: "float32" };
  });
  return { entries, bytes };
}
