/** Header of NumPy's NPY files, versions 1.0, 2.0 and 3.0 (NumPy Enhancement Proposal 1): a Python dictionary literal of three entries, read by a strict parser. */
import { FormatError } from "../../errors.ts";
import { viewOf } from "../array/byteWindow.ts";
import type { SourceFile } from "../sourceFile.ts";

/** Number types of arrays that can hold an ECG. */
export const NPY_TYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4"] as const;
export type NpyType = (typeof NPY_TYPES)[number];

export interface NpyHeader {
  readonly type: NpyType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** First byte of the numbers. */
  readonly dataOffset: number;
}

const MAX_HEADER_BYTES = 1 << 16;
const MAX_AXES = 32;
const REMEDY = "Save the array again with numpy.save as a plain number type (float32, int16, …).";

export function looksLikeNpy(head: Uint8Array): boolean {
  return head[0] === 0x93 && String.fromCharCode(...head.subarray(1, 6)) === "NUMPY";
}

/** Bytes of one number. */
export function npyTypeBytes(type: NpyType): number {
  return Number(type[1]);
}

/**
 * Reads the header and checks that the file holds what the shape declares.
 * @throws FormatError "malformed", "truncated" or "unsupported" (objects, text, structures, complex numbers).
 */
export async function readNpyHeader(file: SourceFile): Promise<NpyHeader> {
  const fail = (code: "malformed" | "truncated" | "unsupported", byteOffset: number, reason: string): never => {
    throw new FormatError(code, { file: file.path, byteOffset }, reason, REMEDY);
  };
  const start = await file.bytes(0, 4096);
  const major = start[6];
  if (!looksLikeNpy(start) || start.length < 12) fail("truncated", start.length, "the file ends inside its NPY header");
  if (major !== 1 && major !== 2 && major !== 3) fail("unsupported", 6, `the NPY version is ${major}`);
  const textFrom = major === 1 ? 10 : 12;
  const view = viewOf(start);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffset = textFrom + length;
  if (length > MAX_HEADER_BYTES) fail("unsupported", 8, `the NPY header declares ${length} bytes`);
  if (dataOffset > file.size) fail("truncated", file.size, "the file ends inside its NPY header");
  const text = new TextDecoder("latin1").decode(dataOffset <= start.length ? start.subarray(textFrom, dataOffset) : await file.bytes(textFrom, dataOffset));
  const failMalformed = () => fail("malformed", textFrom, `the NPY header is not the dictionary that it should be: ${JSON.stringify(text.slice(0, 80))}`);
  const entries = parseDictionary(text) ?? failMalformed();
  const descr = /^'([<>|=]?)([a-zA-Z]\d+)'$/.exec(entries.get("descr") ?? "");
  const type = NPY_TYPES.find((name) => name === descr?.[2]);
  if (type === undefined) return fail("unsupported", textFrom, `the array holds ${entries.get("descr") ?? "nothing named"}, not plain numbers`);
  const fortranOrder = entries.get("fortran_order");
  const shapeText = entries.get("shape") ?? "";
  if ((fortranOrder !== "True" && fortranOrder !== "False") || !/^\((?:\s*\d{1,15}L?\s*,)*\s*(?:\d{1,15}L?)?\s*\)$/.test(shapeText)) return failMalformed();
  const shape = (shapeText.match(/\d+/g) ?? []).map(Number);
  const room = (file.size - dataOffset) / npyTypeBytes(type);
  if (shape.length > MAX_AXES) fail("unsupported", textFrom, `the array has ${shape.length} axes`);
  // Counting up and stopping at the size of the file keeps absurd shapes from overflowing.
  let count = shape.includes(0) ? 0 : 1;
  for (const extent of shape) {
    count *= extent;
    if (count > room) fail("truncated", file.size, `the shape (${shape.join(", ")}) needs more numbers than the ${Math.floor(room)} in the file`);
  }
  return { type, littleEndian: descr?.[1] !== ">", fortranOrder: fortranOrder === "True", shape, dataOffset };
}

/** Entries of `{'key': value, …}` with text, tuple and truth values kept as written; null for anything else. */
function parseDictionary(text: string): Map<string, string> | null {
  const entries = new Map<string, string>();
  const opening = /^\s*\{\s*/.exec(text);
  if (!opening) return null;
  const entry = /'(\w{1,32})'\s*:\s*('[^'\\]{0,64}'|True|False|\([\d,\sL]{0,800}\)|\[[^\]]{0,400}\])\s*(,\s*)?/y;
  const closing = /\}\s*$/y;
  for (let at = opening[0].length; ; at = entry.lastIndex) {
    closing.lastIndex = at;
    if (closing.test(text)) return entries;
    entry.lastIndex = at;
    const match = entry.exec(text);
    if (match === null || entries.size >= 8) return null;
    entries.set(match[1]!, match[2]!);
  }
}
