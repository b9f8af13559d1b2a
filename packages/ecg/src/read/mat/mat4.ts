/** MATLAB Level 4 MAT-files: a row of matrices, each with a 20-byte header ("MAT-File Format", The MathWorks). */
import { FormatError } from "../../errors.ts";
import { viewOf, type ByteWindow } from "../array/byteWindow.ts";
import { numberGetter, type NumberType } from "../array/numberType.ts";
import { contiguousMatrix } from "./contiguousMatrix.ts";
import type { MatContents } from "./matContents.ts";

const HEADER_BYTES = 20;
/** Number types by the P digit of the type word. */
const NUMBER_TYPES: readonly (readonly [NumberType["kind"], number])[] = [["float", 8], ["float", 4], ["signed", 4], ["signed", 2], ["unsigned", 2], ["unsigned", 1]];
const MOST_NAME_BYTES = 64;
const MOST_VARIABLES = 10_000;
const MOST_TEXT_BYTES = 65_536;

interface Mat4Header {
  readonly type: NumberType;
  readonly isText: boolean;
  readonly isSparse: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly isComplex: boolean;
  readonly nameBytes: number;
}

/** Header at `at`, or null when no number order makes sense of it. */
function headerAt(view: DataView, at: number): Mat4Header | null {
  if (view.byteLength < at + HEADER_BYTES) return null;
  for (const littleEndian of [true, false]) {
    const word = view.getInt32(at, littleEndian);
    const rows = view.getInt32(at + 4, littleEndian);
    const columns = view.getInt32(at + 8, littleEndian);
    const complex = view.getInt32(at + 12, littleEndian);
    const nameBytes = view.getInt32(at + 16, littleEndian);
    const [kind, byteCount] = NUMBER_TYPES[Math.floor(word / 10) % 10] ?? [];
    // The thousands digit names the machine: 0 little-endian, 1 big-endian; VAX and Cray (2, 3, 4) are long gone.
    if (kind === undefined || word < 0 || Math.floor(word / 1000) !== (littleEndian ? 0 : 1) || Math.floor(word / 100) % 10 !== 0 || word % 10 > 2) continue;
    if (rows < 0 || columns < 0 || complex < 0 || complex > 1 || nameBytes < 2 || nameBytes > MOST_NAME_BYTES) continue;
    return { type: { kind, byteCount: byteCount!, littleEndian }, isText: word % 10 === 1, isSparse: word % 10 === 2, rows, columns, isComplex: complex === 1, nameBytes };
  }
  return null;
}

function nameOf(bytes: Uint8Array): string | null {
  const name = String.fromCharCode(...bytes.subarray(0, -1));
  return bytes.at(-1) === 0 && /^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : null;
}

/** Whether these are the first bytes of such a file: a sound header, a name, and room in the file for the first matrix. */
export function isMat4(head: Uint8Array, size: number): boolean {
  const header = headerAt(viewOf(head), 0);
  if (header === null || nameOf(head.subarray(HEADER_BYTES, HEADER_BYTES + header.nameBytes)) === null) return false;
  return header.rows * header.columns * header.type.byteCount > 0 && size > HEADER_BYTES + header.nameBytes;
}

/** @throws FormatError "truncated", "malformed". */
export async function readMat4(bytes: ByteWindow, contents: MatContents): Promise<void> {
  let at = 0;
  for (let variable = 0; at < bytes.size; variable++) {
    if (variable >= MOST_VARIABLES) throw new FormatError("too-large", { file: bytes.path, byteOffset: at }, `the file has more than ${MOST_VARIABLES} variables`, "Save only the ECG variables in the file.");
    const header = headerAt(viewOf(await bytes.at(at, HEADER_BYTES)), 0);
    const name = header === null ? null : nameOf(await bytes.at(at + HEADER_BYTES, header.nameBytes));
    if (header === null || name === null) throw new FormatError("malformed", { file: bytes.path, byteOffset: at }, "no matrix header where the next matrix should begin", "Copy the file again from its source.");
    const { rows, columns, type } = header;
    const offset = at + HEADER_BYTES + header.nameBytes;
    const dataBytes = rows * columns * type.byteCount;
    at = offset + dataBytes * (header.isComplex ? 2 : 1);
    if (at > bytes.size) throw new FormatError("truncated", { file: bytes.path, byteOffset: offset }, `matrix ${name} of ${rows} × ${columns} needs ${dataBytes} bytes, but the file ends at byte ${bytes.size}`, "Copy the file again from its source; this copy is cut.");
    if (header.isText) {
      const characters = Math.min(rows * columns, MOST_TEXT_BYTES);
      const view = viewOf(await bytes.at(offset, characters * type.byteCount));
      const get = numberGetter(type);
      const codes = Array.from({ length: characters }, (_, i) => get(view, i * type.byteCount) & 0xffff);
      contents.addText(name, rows, columns, codes);
    } else if (header.isSparse) contents.notes.push(`The sparse matrix ${name} was left out.`);
    else {
      if (header.isComplex) contents.notes.push(`Of the complex matrix ${name} only the real part was read.`);
      await contents.addMatrix(contiguousMatrix(name, [rows, columns], { bytes, offset, type }));
    }
  }
}
